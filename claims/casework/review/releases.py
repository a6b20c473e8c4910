"""A person ends the hold that a score put on a claim."""

from datetime import datetime

from claims.audit import Actor
from claims.casework import lifecycle
from claims.casework.review.act_checks import CannotDecide, check_person
from claims.casework.signals.score_holds import release_claims
from claims.models import Claim, Hold, Status


def release_hold(claim: Claim, note: str, *, actor: Actor, at: datetime) -> None:
    """Put the claim back to where it was held from, with the person's reason in words.

    It is not held again for the same signals. Raises CannotDecide without a reason, or when the
    claim is not on hold.
    """
    check_person(actor, "releases a claim")
    if not note.strip():
        raise CannotDecide("Say why the claim is released. It is kept with the claim.")
    with lifecycle.casework_on(claim, at) as work:
        locked = work.claim
        if locked.status != Status.HOLD_FRAUD:
            raise CannotDecide(f"Claim {locked.reference} is not on hold.")
        release_claims([locked], Hold.Way.PERSON, work.trail, actor, note.strip())
