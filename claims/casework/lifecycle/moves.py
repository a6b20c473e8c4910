"""Which state may follow which, and the one function that makes a move."""

from collections.abc import Mapping
from typing import Any

from claims.audit import Actor, Trail
from claims.models import Claim, EventKind, Status

S = Status

# States before money is on its way: from each of them a claimant may still leave.
_BEFORE_PAYABLE = frozenset(S) - {
    S.PAYABLE,
    S.PAYMENT_SENT,
    S.PAID,
    S.PAYMENT_FAILED,
    S.REISSUE,
    S.STALE,
    S.WITHDRAWN,
    S.OPTED_OUT,
    S.EXPIRED,
    S.MERGED,
    S.FINAL_DENIED,
    S.RESIDUAL,
}

HOLDABLE_STATES = frozenset(
    {
        *(S.SUBMITTED, S.INTAKE_REVIEW, S.LATE, S.MATCHING, S.MATCH_REVIEW, S.UNMATCHED),
        *(S.DUPLICATE_REVIEW, S.COMPETING, S.DEFICIENT, S.CURED, S.ELIGIBILITY_REVIEW, S.AUDIT),
    }
)
"""States in which nobody has decided: from each a claim may be put on hold, and goes back there."""
_EXITS_FROM_HOLD = frozenset({S.DEFICIENT, S.DENIED, S.WITHDRAWN, S.OPTED_OUT})
"""Where to a claim may leave a hold beside the state it was held from."""

_MOVES_BY_STATE: dict[Status, set[Status]] = {
    S.SUBMITTED: {S.INTAKE_REVIEW},
    S.INTAKE_REVIEW: {S.MATCHING, S.DEFICIENT, S.LATE, S.DUPLICATE_REVIEW},
    S.LATE: {S.MATCHING, S.DENIED},
    S.MATCHING: {S.ELIGIBILITY_REVIEW, S.MATCH_REVIEW, S.UNMATCHED, S.DUPLICATE_REVIEW},
    S.MATCH_REVIEW: {
        *(S.ELIGIBILITY_REVIEW, S.UNMATCHED, S.DEFICIENT, S.MATCHING, S.DUPLICATE_REVIEW)
    },
    S.UNMATCHED: {S.DEFICIENT, S.MATCHING, S.DENIED, S.DUPLICATE_REVIEW},
    # The state before is not in the table: `restoring` goes back to it, whatever it was.
    S.DUPLICATE_REVIEW: {S.MERGED, S.COMPETING, S.INTAKE_REVIEW, S.ELIGIBILITY_REVIEW},
    S.COMPETING: {S.ELIGIBILITY_REVIEW, S.DENIED},
    # Only to the one of them it was held from: see `_check_hold`.
    S.HOLD_FRAUD: {*HOLDABLE_STATES, S.DENIED},
    S.DEFICIENT: {S.CURED, S.DENIED, S.WITHDRAWN},
    S.CURED: {S.INTAKE_REVIEW},
    # Back to MATCHING when newer records no longer say what the match rested on.
    S.ELIGIBILITY_REVIEW: {
        *(S.APPROVED, S.PARTIAL, S.DENIED, S.DEFICIENT, S.AUDIT, S.MATCHING, S.MATCH_REVIEW),
        *(S.DUPLICATE_REVIEW, S.COMPETING),
    },
    S.AUDIT: {S.APPROVED, S.PARTIAL, S.DENIED},
    S.APPROVED: {S.CHALLENGED, S.APPEALED, S.ALLOCATED},
    S.PARTIAL: {S.CHALLENGED, S.APPEALED, S.ALLOCATED},
    S.DENIED: {S.APPEALED, S.FINAL_DENIED, S.INTAKE_REVIEW},
    S.CHALLENGED: {S.APPROVED, S.PARTIAL, S.DENIED},
    S.APPEALED: {S.FINAL_DENIED, S.APPROVED, S.ELIGIBILITY_REVIEW},
    S.ALLOCATED: {S.APPROVED, S.PAYABLE},
    S.PAYABLE: {S.PAYMENT_SENT, S.RESIDUAL},
    S.PAYMENT_SENT: {S.PAID, S.PAYMENT_FAILED, S.STALE},
    S.PAYMENT_FAILED: {S.REISSUE, S.RESIDUAL},
    S.REISSUE: {S.PAYMENT_SENT},
    S.STALE: {S.REISSUE, S.RESIDUAL},
    S.PAID: set(),
    **{s: set() for s in (S.WITHDRAWN, S.OPTED_OUT, S.EXPIRED, S.MERGED, S.FINAL_DENIED)},
    S.RESIDUAL: set(),
}

MOVES: Mapping[Status, frozenset[Status]] = {
    status: frozenset(
        after
        | ({S.WITHDRAWN, S.OPTED_OUT} if status in _BEFORE_PAYABLE else set())
        | ({S.HOLD_FRAUD} if status in HOLDABLE_STATES else set())
    )
    for status, after in _MOVES_BY_STATE.items()
}

_NEEDS_EXPIRED_CLOCK = frozenset({S.DEFICIENT, S.UNMATCHED})


class CannotMove(ValueError):
    """The move is not in the table, or what it needs is not there."""


def move(
    claim: Claim,
    to: Status,
    trail: Trail,
    actor: Actor,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    proposed_by: str = "",
) -> None:
    """Move a claim in memory and add the link to its chain; `casework` saves both.

    `proposed_by` is who proposed what the actor confirms. Raises CannotMove when the table does not
    allow the move, when a denial has no reason or is not a person's, when one on hold is not two
    people's, when a denial comes before the cure clock ended and a reminder went out, or when a
    hold would end in another state than it began in.
    """
    now = Status(claim.status)
    if to not in MOVES[now]:
        allowed = ", ".join(sorted(MOVES[now])) or "nothing: it is final"
        raise CannotMove(
            f"Claim {claim.reference} is {now}; it cannot become {to}. It may become {allowed}."
        )
    if now is S.HOLD_FRAUD:
        _check_hold(claim, to, actor, proposed_by)
    if to is S.DENIED:
        _check_denial(claim, trail, actor, reason)
    trail.add(
        claim,
        EventKind.MOVED,
        actor,
        {"from": now.value, "to": to.value, "reason": reason} | dict(data or {}),
    )
    claim.status = to
    claim.held_from = now if to is S.HOLD_FRAUD else ""


def withdraw(claim: Claim, trail: Trail, actor: Actor) -> None:
    """The author takes the claim back; it stays on file and counts as not complete."""
    move(claim, S.WITHDRAWN, trail, actor)
    claim.withdrawn_at = trail.at


def _check_hold(claim: Claim, to: Status, actor: Actor, proposed_by: str) -> None:
    if to not in {claim.held_from, *_EXITS_FROM_HOLD}:
        raise CannotMove(
            f"Claim {claim.reference} was held as {claim.held_from}; a release puts it back there."
        )
    if to is S.DENIED and proposed_by in ("", str(actor)):
        raise CannotMove(
            f"Claim {claim.reference} is on hold: denying it takes two people. "
            "Propose it, and have somebody else confirm it."
        )


def _check_denial(claim: Claim, trail: Trail, actor: Actor, reason: str) -> None:
    if not actor.is_named_administrator:
        raise CannotMove(
            f"Claim {claim.reference} can be denied only by a person, never automatically."
        )
    if not reason:
        raise CannotMove(f"Claim {claim.reference} cannot be denied without a reason code.")
    if claim.status in _NEEDS_EXPIRED_CLOCK or claim.cure_due_at is not None:
        if claim.cure_due_at is None or trail.at < claim.cure_due_at:
            raise CannotMove(
                f"Claim {claim.reference} cannot be denied before its time to answer has ended. "
                "Ask its author for what is missing first."
            )
        if claim.reminded_at is None:
            raise CannotMove(
                f"Claim {claim.reference} cannot be denied: no reminder has gone out. "
                "Send one first."
            )
