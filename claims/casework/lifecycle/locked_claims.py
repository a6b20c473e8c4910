"""A set of claims, locked, changed in memory, and saved once with their trail."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from claims.audit import Trail
from claims.models import Claim, Matter
from claims.models.claim import ClaimQuerySet

MUTABLE_COLUMNS = (
    "status",
    "held_from",
    "score_id",
    "put_aside",
    "late_accepted",
    "signed_later_at",
    "withdrawn_at",
    "match_outcome",
    "match_evidence",
    "matched_by",
    "account_id",
    "outcome",
    "payable_claim_id",
    "competing",
    "verdict",
    "assessment_id",
    "decided_verdict",
    "decided_reason",
    "cure_due_at",
    "reminded_at",
    "appeal_due_at",
    "chain_length",
    "chain_head",
)
"""Every column of a claim that can change, by the name of its attribute."""


@dataclass
class Casework:
    """Claims under lock, and the trail of what is done to them at one moment."""

    matter: Matter
    claims: list[Claim]
    trail: Trail
    _before: dict[int, tuple[Any, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._before = {claim.pk: _mutable_values(claim) for claim in self.claims}

    @property
    def claim(self) -> Claim:
        """The claim, of casework on a single one."""
        (claim,) = self.claims
        return claim

    def save(self) -> None:
        """Write the links, then the claims that changed, in as few statements as there are
        columns that moved."""
        self.trail.write()
        changed = [c for c in self.claims if _mutable_values(c) != self._before[c.pk]]
        columns = [
            name
            for place, name in enumerate(MUTABLE_COLUMNS)
            if any(_mutable_values(c)[place] != self._before[c.pk][place] for c in changed)
        ]
        if changed:
            fields = [name.removesuffix("_id") for name in columns]
            Claim.objects.bulk_update(changed, fields, batch_size=500)
        self.__post_init__()


@contextmanager
def casework(matter: Matter, claims: ClaimQuerySet, at: datetime) -> Iterator[Casework]:
    """Lock the claims in the order of their keys, hand them out, and save them all or none."""
    with transaction.atomic():
        locked = list(claims.filter(matter=matter).order_by("id").select_for_update(of=("self",)))
        work = Casework(matter, locked, Trail(matter, at))
        yield work
        work.save()


def casework_on(claim: Claim, at: datetime) -> AbstractContextManager[Casework]:
    """Casework on this one claim, which is read again under its lock: use `.claim` of it."""
    return casework(claim.matter, Claim.objects.filter(pk=claim.pk), at)


def _mutable_values(claim: Claim) -> tuple[Any, ...]:
    return tuple(getattr(claim, name) for name in MUTABLE_COLUMNS)
