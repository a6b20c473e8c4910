"""A person says which account a claim is for, or that it is for none."""

from datetime import datetime

from claims import lifecycle
from claims.audit import Actor
from claims.lifecycle.moves import MOVES
from claims.lifecycle.outbox import assessment_entry
from claims.models import Account, Claim, EventKind, MatchOutcome, OutboxEntry, Status
from claims.review.deciding import CannotDecide

_WAITING = (Status.MATCHING, Status.MATCH_REVIEW, Status.UNMATCHED, Status.ELIGIBILITY_REVIEW)


def choose_account(claim: Claim, account: Account | None, *, actor: Actor, at: datetime) -> None:
    """Match the claim to an account by hand, or (None) say that no account found is the author's.

    The machine leaves such a match alone from then on; the worker assesses the claim, and the
    others of the accounts concerned, again. Raises CannotDecide once the claim is decided, or when
    the account belongs to another matter.
    """
    if not actor.is_person_of_the_administrator:
        raise CannotDecide("Only a person of the administrator matches a claim by hand.")
    if account is not None and account.matter_id != claim.matter_id:
        raise CannotDecide("That account is not in this matter's class list.")
    with lifecycle.casework(claim.matter, Claim.objects.filter(pk=claim.pk), at) as work:
        (locked,) = work.claims
        if locked.status not in _WAITING:
            raise CannotDecide(
                f"Claim {locked.reference} is {Status(locked.status).label}: "
                "its account cannot be changed in that state."
            )
        left = locked.account
        locked.account = account
        locked.match_outcome = MatchOutcome.ONE if account else MatchOutcome.NONE
        locked.matched_by = str(actor)
        # What was found on the account before says nothing of this one: nobody decides until the
        # worker has looked.
        locked.assessment = locked.payable_claim = None
        locked.outcome = locked.verdict = ""
        locked.competing = False
        work.trail.add(
            locked,
            EventKind.MATCHED,
            actor,
            {
                "outcome": locked.match_outcome,
                "account": account.account_id if account else "",
                "left": left.account_id if left else "",
            },
        )
        to = Status.ELIGIBILITY_REVIEW if account else Status.UNMATCHED
        if locked.status != to:
            if to not in MOVES[Status(locked.status)]:
                lifecycle.move(locked, Status.MATCHING, work.trail, actor)
            lifecycle.move(locked, to, work.trail, actor)
        _ask_for_assessment(locked, left, at)


def _ask_for_assessment(claim: Claim, left: Account | None, at: datetime) -> None:
    """The claim, and those that stay on the account it left, are assessed again."""
    concerned = {claim.pk}
    if left is not None:
        concerned |= set(Claim.objects.filter(account=left).values_list("pk", flat=True))
    occasion = f"match of {claim.pk} at {claim.chain_length}"
    OutboxEntry.objects.bulk_create(
        [assessment_entry(pk, claim.matter_id, occasion, at) for pk in sorted(concerned)]
    )
