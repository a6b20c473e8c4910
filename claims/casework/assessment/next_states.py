"""Where a claim goes next, by what was found. A machine may route, and never deny."""

from collections.abc import Mapping
from typing import Any

from claims.audit import SYSTEM, Trail
from claims.casework.lifecycle import move
from claims.casework.lifecycle.letters import request_cure
from claims.casework.lifecycle.moves import MOVES
from claims.matching.match_decision import is_by_machine
from claims.models import Claim, MatchOutcome, ReasonCode, Status
from claims.plans import MatterPlan

_AFTER_MATCHING = {
    MatchOutcome.ONE: Status.ELIGIBILITY_REVIEW,
    MatchOutcome.SEVERAL: Status.MATCH_REVIEW,
    MatchOutcome.NONE: Status.UNMATCHED,
}
_MACHINE_STATES = frozenset(
    {
        Status.SUBMITTED,
        Status.INTAKE_REVIEW,
        Status.LATE,
        Status.MATCHING,
        Status.MATCH_REVIEW,
        Status.UNMATCHED,
        # What is found changes meanwhile, and the hold does not: `route` has no way out of it.
        Status.HOLD_FRAUD,
        # Held against the records while it waits, and moved nowhere.
        Status.DUPLICATE_REVIEW,
        Status.DEFICIENT,
        Status.CURED,
        Status.ELIGIBILITY_REVIEW,
        Status.WITHDRAWN,
        Status.OPTED_OUT,
    }
)


def can_be_rematched(claim: Claim) -> bool:
    """No person has decided on the claim or on its account, so newer records may be asked."""
    by_machine = is_by_machine(claim.matched_by)
    return claim.status in _MACHINE_STATES and by_machine and not claim.decided_verdict


def route_claim(
    claim: Claim, plan: MatterPlan, row: Mapping[str, Any], trail: Trail, *, opted_out_itself: bool
) -> None:
    """Move the claim as far as what was found takes it; a second time it stays where it is.

    An opt-out that names only the account does not move the claim: its author may be a stranger,
    who would learn of it. It makes the claim incomplete, and a person decides.
    """
    if opted_out_itself and Status.OPTED_OUT in MOVES[Status(claim.status)]:
        move(claim, Status.OPTED_OUT, trail, SYSTEM, reason="opt_out_on_file")
        return
    if claim.status in (Status.SUBMITTED, Status.CURED):
        move(claim, Status.INTAKE_REVIEW, trail, SYSTEM)
    if claim.status == Status.INTAKE_REVIEW:
        if not row["timely"]:
            move(claim, Status.LATE, trail, SYSTEM)
        elif not row["signed"]:
            request_cure(claim, ReasonCode.NEED_SIGNATURE, plan, trail, SYSTEM)
        else:
            move(claim, Status.MATCHING, trail, SYSTEM)
    if claim.status == Status.LATE and row["timely"]:
        move(claim, Status.MATCHING, trail, SYSTEM, reason="window_changed")
    to = _AFTER_MATCHING.get(MatchOutcome(claim.match_outcome))
    if claim.status in _AFTER_MATCHING.values() and to not in (None, claim.status):
        move(claim, Status.MATCHING, trail, SYSTEM, reason="records_changed")
    if claim.status == Status.MATCHING and to is not None:
        move(claim, to, trail, SYSTEM)
    if claim.status in _AFTER_MATCHING.values() and not row["signed"]:
        # It came past INTAKE_REVIEW, as a late claim that counts as timely now.
        request_cure(claim, ReasonCode.NEED_SIGNATURE, plan, trail, SYSTEM)
