"""What the machine does with what was found: it flags, and lifts its own flags again."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from claims.audit import SYSTEM, Trail
from claims.casework import lifecycle
from claims.casework.lifecycle import MOVES
from claims.casework.lifecycle.outbox_entries import assessment_entry
from claims.casework.lifecycle.restoration import claim_state, restore_claim
from claims.matching.clusters.cluster_search import SimilarClaim, evidence_keys
from claims.models import Claim, Decision, DuplicateFlag, EventKind, Matter, OutboxEntry, Status
from claims.models.duplicate import STATES_IN_FORCE

State = DuplicateFlag.State
_UNDECIDED = frozenset(
    {Status.MATCHING, Status.MATCH_REVIEW, Status.UNMATCHED, Status.ELIGIBILITY_REVIEW}
)
_BATCH = 500
_FLAG_COLUMNS = (
    *("kind", "state", "evidence", "flagged_at"),
    *("before", "before_act", "survivor_before"),
)
"""What the machine writes of a flag."""


@dataclass(frozen=True)
class FlagChanges:
    """What came of it: claims flagged, and flags lifted."""

    flagged: int
    lifted: int


def apply_flags(
    matter: Matter,
    scope: Collection[int],
    alike: Iterable[SimilarClaim],
    at: datetime,
    *,
    as_of: datetime | None = None,
) -> FlagChanges:
    """Bring the flags of the claims in `scope` in line with what was found among them.

    A claim that looks like another is flagged and waits, with how it stood kept in the flag; one
    that no longer does is put back to exactly that. Whatever a person has decided stays. Done
    twice it changes nothing. `as_of`: what was found is of that moment, and flags made since stay.
    Call inside a transaction that holds the matter's lock.
    """
    within = set(scope)
    wanted = {each.claim: each for each in alike if each.claim in within}
    flags = DuplicateFlag.objects.of(matter).filter(claim__in=scope)
    concerned = set(wanted) | set(
        flags.filter(state=State.FLAGGED).values_list("claim_id", flat=True)
    )
    astray = Claim.objects.filter(pk__in=scope, status=Status.DUPLICATE_REVIEW)
    concerned |= set(astray.values_list("pk", flat=True))
    if not concerned:
        return FlagChanges(0, 0)
    proposed = Decision.objects.filter(claim=OuterRef("pk"), state=Decision.State.PROPOSED)
    claims = Claim.objects.filter(pk__in=concerned).annotate(is_proposed=Exists(proposed))
    with lifecycle.casework(matter, claims.select_related("account"), at) as work:
        of_claims: dict[int, dict[int, DuplicateFlag]] = {claim.pk: {} for claim in work.claims}
        known = DuplicateFlag.objects.filter(claim__in=of_claims).select_related("survivor")
        for flag in known.select_for_update(of=("self",)):
            of_claims[flag.claim_id][flag.survivor_id] = flag
        desk = _FlagWriter(work.trail, _survivor_references(wanted.values()), as_of)
        for claim in work.claims:
            desk.settle(claim, wanted.get(claim.pk), of_claims[claim.pk])
        desk.write()
    return FlagChanges(desk.flagged, desk.lifted)


class _FlagWriter:
    """One claim after the other, under lock."""

    def __init__(self, trail: Trail, references: Mapping[int, str], as_of: datetime | None) -> None:
        self.trail = trail
        self.references = references
        self.as_of = as_of
        self.flagged = self.lifted = 0
        self.entries: list[OutboxEntry] = []
        self._ended_flags: list[DuplicateFlag] = []
        self._changed_flags: list[DuplicateFlag] = []
        self._new: list[DuplicateFlag] = []

    def write(self) -> None:
        """Save the flags and what is to be assessed again. Those that ended come first, because a
        claim has one that stands."""
        DuplicateFlag.objects.bulk_update(self._ended_flags, ["state"], batch_size=_BATCH)
        DuplicateFlag.objects.bulk_update(self._changed_flags, _FLAG_COLUMNS, batch_size=_BATCH)
        DuplicateFlag.objects.bulk_create(self._new, batch_size=_BATCH)
        OutboxEntry.objects.bulk_create(self.entries, batch_size=_BATCH)

    def settle(
        self, claim: Claim, wanted: SimilarClaim | None, flags: Mapping[int, DuplicateFlag]
    ) -> None:
        """Lift what does not hold, then flag what does."""
        standing = next((flag for flag in flags.values() if flag.state in STATES_IN_FORCE), None)
        if standing is None and flags and claim.status == Status.DUPLICATE_REVIEW:
            # Put aside for something else while its flag was lifted, and back since.
            self._restore_claim(claim, max(flags.values(), key=lambda flag: flag.flagged_at))
        if standing is not None and standing.state == State.FLAGGED:
            if wanted is not None and _is_same_flag(standing, wanted):
                self._update_evidence(claim, standing, wanted)
                return
            if self.as_of is not None and standing.flagged_at > self.as_of:
                return
            self._lift(claim, standing)
            standing = None
        if standing is None and wanted is not None and _can_be_flagged(claim):
            self._flag(claim, wanted, flags.get(wanted.survivor))

    def _flag(self, claim: Claim, wanted: SimilarClaim, known: DuplicateFlag | None) -> None:
        flag = known or DuplicateFlag(
            matter=self.trail.matter, claim=claim, survivor_id=wanted.survivor
        )
        flag.kind = _flag_kind(wanted)
        flag.state = State.FLAGGED
        flag.evidence = wanted.evidence
        flag.flagged_at = self.trail.at
        flag.before = claim_state(claim)
        flag.before_act, flag.survivor_before = {}, {}
        (self._new if known is None else self._changed_flags).append(flag)
        self._record_event(claim, flag, self.references[wanted.survivor])
        lifecycle.move(
            claim, Status.DUPLICATE_REVIEW, self.trail, SYSTEM, reason="looks_like_another"
        )
        self.flagged += 1

    def _update_evidence(self, claim: Claim, flag: DuplicateFlag, wanted: SimilarClaim) -> None:
        if flag.evidence != wanted.evidence:
            told = evidence_keys(flag.evidence) != wanted.keys
            flag.evidence = wanted.evidence
            self._changed_flags.append(flag)
            if told:
                self._record_event(claim, flag, self.references[wanted.survivor])

    def _lift(self, claim: Claim, flag: DuplicateFlag) -> None:
        flag.state = State.LIFTED
        self._ended_flags.append(flag)
        self._record_event(claim, flag, flag.survivor.reference)
        if claim.status == Status.DUPLICATE_REVIEW:
            self._restore_claim(claim, flag)
        self.lifted += 1

    def _restore_claim(self, claim: Claim, flag: DuplicateFlag) -> None:
        restore_claim(claim, flag.before, self.trail, SYSTEM, "no_longer_alike")
        self.entries.append(
            assessment_entry(
                claim.pk, claim.matter_id, f"restored at {claim.chain_length}", self.trail.at
            )
        )

    def _record_event(self, claim: Claim, flag: DuplicateFlag, survivor: str) -> None:
        data: dict[str, Any] = {"state": flag.state, "kind": flag.kind, "survivor": survivor}
        data["keys"] = list(evidence_keys(flag.evidence))
        self.trail.add(claim, EventKind.DUPLICATE, SYSTEM, data)


def _flag_kind(wanted: SimilarClaim) -> DuplicateFlag.Kind:
    kinds = DuplicateFlag.Kind
    return kinds.COMPETING if wanted.is_competing else kinds.SAME_PERSON


def _is_same_flag(flag: DuplicateFlag, wanted: SimilarClaim) -> bool:
    return (flag.survivor_id, flag.kind) == (wanted.survivor, _flag_kind(wanted))


def _can_be_flagged(claim: Any) -> bool:
    """Nobody has decided on it, and it waits for nothing else."""
    status = Status(claim.status)
    undecided = status in _UNDECIDED and not claim.decided_verdict and not claim.is_proposed
    return undecided and Status.DUPLICATE_REVIEW in MOVES[status]


def _survivor_references(alike: Iterable[SimilarClaim]) -> dict[int, str]:
    survivors = {each.survivor for each in alike}
    return dict(Claim.objects.filter(pk__in=survivors).values_list("pk", "reference"))
