"""A hold: the claim stands aside for an extra check, and goes back to exactly where it was."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from claims.audit import Actor, Trail
from claims.casework.lifecycle.deadlines import extended_deadline
from claims.casework.lifecycle.moves import HOLDABLE_STATES, move
from claims.models import Claim, Status


def can_be_put_on_hold(claim: Claim) -> bool:
    """Nobody has decided on the claim, and it is not on hold."""
    return claim.status in HOLDABLE_STATES and not claim.decided_verdict


def put_on_hold(claim: Claim, trail: Trail, actor: Actor, data: Mapping[str, Any]) -> None:
    """Put an undecided claim on hold; `data` goes into its trail. Its verdict stays as it is."""
    move(claim, Status.HOLD_FRAUD, trail, actor, reason="score", data=data)


def end_hold(claim: Claim, held_at: datetime, trail: Trail, actor: Actor, reason: str) -> None:
    """Put the claim back into the state it was held from.

    A clock for its author's answer stood still meanwhile: as many days are left as were then.
    Raises CannotMove when the claim is not on hold.
    """
    move(claim, Status(claim.held_from or claim.status), trail, actor, reason=reason)
    if claim.status == Status.DEFICIENT and claim.cure_due_at is not None:
        claim.cure_due_at = extended_deadline(trail.matter, claim.cure_due_at, held_at, trail.at)
