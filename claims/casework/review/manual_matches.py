"""Give a claim an account by hand, or take it away: the machine leaves it alone from then on."""

from claims.audit import Actor, Trail
from claims.casework.lifecycle.outbox_entries import assessment_entry
from claims.models import Account, Claim, EventKind, MatchOutcome, OutboxEntry


def match_by_hand(claim: Claim, account: Account | None, trail: Trail, actor: Actor) -> None:
    """Put the account on a claim under lock, and have all whom it concerns assessed again.

    What was found on the account before says nothing of the new one, so it is taken off the claim:
    nobody decides until the worker has looked.
    """
    left = claim.account
    claim.account = account
    claim.match_outcome = MatchOutcome.ONE if account else MatchOutcome.NONE
    claim.matched_by = str(actor)
    Claim.objects.filter(pk=claim.pk).update(match_in_doubt=False)
    claim.match_in_doubt = False
    claim.assessment = claim.payable_claim = None
    claim.outcome = claim.verdict = ""
    claim.competing = False
    trail.add(
        claim,
        EventKind.MATCHED,
        actor,
        {
            "outcome": claim.match_outcome,
            "account": account.account_id if account else "",
            "left": left.account_id if left else "",
        },
    )
    concerned = {claim.pk}
    if left is not None:
        concerned |= set(Claim.objects.filter(account=left).values_list("pk", flat=True))
    occasion = f"match of {claim.pk} at {claim.chain_length}"
    OutboxEntry.objects.bulk_create(
        [assessment_entry(pk, claim.matter_id, occasion, trail.at) for pk in sorted(concerned)]
    )
