"""Claims as they come in from forms, programs and files, many in a line; and passes over them."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from claims.casework.assessment import assess, store_keys
from claims.casework.intake import FilingTrace, submit_many
from claims.casework.intake.filing_traces import _trace_keys as keys_seen
from claims.casework.signals import set_rules
from claims.casework.signals.claim_scores import score_new_claims
from claims.casework.signals.passes import requested_pass, score_all
from claims.models import Channel, Claim, ClaimKey, Filing, Matter, Medium, Scoring
from tests.factories import CLAIMANT, NOW, OPERATOR, submission

_keys = itertools.count(1)


@dataclass(frozen=True)
class Form:
    """One claim, and how it came in."""

    columns: dict[str, Any] = field(default_factory=dict)
    seen: FilingTrace = field(default_factory=FilingTrace)
    at: datetime = NOW


def form(*, seen: FilingTrace | None = None, at: datetime = NOW, **columns: Any) -> Form:
    """A form of a web claim."""
    return Form(columns, seen or FilingTrace(), at)


def file_all(matter: Matter, forms: Sequence[Form], channel: Channel = Channel.WEB) -> list[Claim]:
    """All at once: what `intake` does for each, in a few statements."""
    plain = {"external_ref": "", "medium": Medium.WEB, "country": "US"}
    said = [submission(**{**plain, "filed_at": each.at, **each.columns}) for each in forms]
    made = submit_many(
        matter,
        [(f"K{next(_keys):06}", each) for each in said],
        channel=channel,
        actor=CLAIMANT,
        at=NOW,
    )
    claims = [each.claim for each in made]  # type: ignore[union-attr]
    pairs = list(zip(claims, forms, strict=True))
    ClaimKey.objects.bulk_create(
        [key for claim, each in pairs for key in keys_seen(matter, claim, "", each.seen)],
        batch_size=1000,
    )
    Filing.objects.bulk_create(
        Filing(
            claim=claim,
            form_seconds=each.seen.form_seconds,
            filled_the_trap=each.seen.filled_the_trap,
        )
        for claim, each in pairs
        if each.seen.form_seconds is not None or each.seen.filled_the_trap
    )
    return claims


def keyed(claims: Iterable[Claim]) -> list[Claim]:
    """What the worker does with filed claims first of all."""
    claims = list(claims)
    store_keys(claims)
    return claims


def held_against_records(matter: Matter, *claims: Claim) -> None:
    """And what it does then."""
    assess(matter, [claim.pk for claim in claims], NOW)
    for claim in claims:
        claim.refresh_from_db()


def scored_as_filed(matter: Matter, *claims: Claim, at: datetime = NOW) -> None:
    """Key and score them, and read them again."""
    keyed(claims)
    score_new_claims(matter, [claim.pk for claim in claims], at)
    for claim in claims:
        claim.refresh_from_db()


def scored_all(matter: Matter, *, at: datetime = NOW, batch: int = 20_000) -> Scoring:
    """One pass over all claims."""
    scoring = requested_pass(matter, at)
    assert score_all(scoring, at, lambda _: True, batch=batch)
    return scoring


def with_rules(matter: Matter, **overrides: Any) -> None:
    """Other thresholds than the table's, so that few claims are many."""
    set_rules(matter, overrides, actor=OPERATOR, at=NOW)


def codes(claim: Claim) -> list[str]:
    """The signals on a claim, as it stands in the database now."""
    found = Claim.objects.select_related("score").get(pk=claim.pk)
    return [each["code"] for each in found.score.deductions] if found.score else []


def all_codes(claims: Iterable[Claim]) -> set[tuple[str, ...]]:
    """The sets of signals that there are on these claims."""
    pks = [claim.pk for claim in claims]
    rows = Claim.objects.filter(pk__in=pks).values_list("score__codes", flat=True)
    return {tuple(filter(None, (text or "").split("|"))) for text in rows}
