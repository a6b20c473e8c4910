"""A person says which account a claim is for, or that it is for none."""

from datetime import datetime

from claims.audit import Actor
from claims.casework import lifecycle
from claims.casework.lifecycle.moves import MOVES
from claims.casework.review.act_checks import CannotDecide, check_person
from claims.casework.review.manual_matches import match_by_hand
from claims.models import Account, Claim, Status

_OPEN_STATES = (Status.MATCHING, Status.MATCH_REVIEW, Status.UNMATCHED, Status.ELIGIBILITY_REVIEW)


def is_account_open(claim: Claim) -> bool:
    """May a person still say which account the claim is for?"""
    return claim.status in _OPEN_STATES


def choose_account(claim: Claim, account: Account | None, *, actor: Actor, at: datetime) -> None:
    """Match the claim to an account by hand, or (None) say that no account found is the author's.

    The machine leaves such a match alone from then on; the worker assesses the claim, and the
    others of the accounts concerned, again. Raises CannotDecide once the claim is decided, or when
    the account belongs to another matter.
    """
    check_person(actor, "matches a claim by hand")
    if account is not None and account.matter_id != claim.matter_id:
        raise CannotDecide("That account is not in this matter's class list.")
    with lifecycle.casework_on(claim, at) as work:
        locked = work.claim
        if not is_account_open(locked):
            raise CannotDecide(
                f"Claim {locked.reference} is {Status(locked.status).label}: "
                "its account cannot be changed in that state."
            )
        match_by_hand(locked, account, work.trail, actor)
        to = Status.ELIGIBILITY_REVIEW if account else Status.UNMATCHED
        if locked.status != to:
            if to not in MOVES[Status(locked.status)]:
                lifecycle.move(locked, Status.MATCHING, work.trail, actor)
            lifecycle.move(locked, to, work.trail, actor)
