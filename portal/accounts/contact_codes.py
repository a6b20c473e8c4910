"""Codes sent to the e-mail addresses on file for a claim's account, whoever filed the claim.

Whether there is an account, and which addresses it has, shows nowhere: asking is one letter in the
outbox in every case, and the worker, out of sight, finds whether there is anybody to send it to.
Eight digits, thirty minutes, five tries, one use.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from claims.audit import Actor
from claims.casework import signals
from claims.models import Account, Claim, ContactProof, Letter
from portal.accounts.models import ContactCode
from portal.accounts.one_time_codes import Purpose

MOST_A_DAY = 5
"""For one claim, and for one account: a stranger who names it fills nobody's mailbox."""

CONTACT = Purpose(
    model=ContactCode,
    letter=Letter.Kind.PROOF,
    salt="portal.accounts.contact_codes",
    digits=8,
    valid_for=timedelta(minutes=30),
    most=MOST_A_DAY,
    within=timedelta(days=1),
)


def ask_for_code(claim: Claim, at: datetime) -> None:
    """Have the worker send a code to the addresses on file, if there are any."""
    CONTACT.ask(claim, at)


def issue(claim: Claim, account: Account, at: datetime) -> str | None:
    """A new code; the claim's codes before it stop working. None when the account was sent as many
    as it may be in a day, by whatever claims."""
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        recent = ContactCode.objects.filter(account=account, created_at__gt=at - CONTACT.within)
        if recent.count() >= CONTACT.most:
            return None
        return CONTACT.issue(at, {"claim": claim}, account=account)


def redeem(claim: Claim, code: str, *, actor: Actor, at: datetime) -> bool:
    """Whether this is the claim's code: once. It then proves control, and a hold ends.

    A claim that was sent none takes the same steps and gives the same answer as a wrong code.
    """
    with transaction.atomic():
        # Written for nothing: else only a try at a code that there is would wait for the disk.
        Claim.objects.filter(pk=claim.pk).update(keyed_as=F("keyed_as"))
        spent = CONTACT.spend(at, {"claim": claim}, code, (claim.pk, 0))
    if spent is None:
        return False
    return signals.record_contact_proof(
        claim, spent.account_id, ContactProof.By.CODE, actor=actor, at=at
    )
