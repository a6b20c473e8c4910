"""Codes sent to the e-mail addresses on file for a claim's account, whoever filed the claim.

Whether there is an account, and which addresses it has, shows nowhere: asking is one letter in the
outbox in every case, and the worker, out of sight, finds whether there is anybody to send it to.
Eight digits, thirty minutes, five tries, one use; only a keyed hash is stored.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from claims import signals
from claims.audit import Actor
from claims.lifecycle.outbox import letter_entry
from claims.models import Account, Claim, ContactProof, Letter
from portal.accounts.models import ContactCode

VALID_FOR = timedelta(minutes=30)
TRIES = 5
DIGITS = 8
MOST_A_DAY = 5
"""For one claim, and for one account: a stranger who names it fills nobody's mailbox."""
_A_DAY = timedelta(days=1)


def ask_for_code(claim: Claim, at: datetime) -> None:
    """Have the worker send a code to the addresses on file, if there are any."""
    recent = Letter.objects.filter(claim=claim, kind=Letter.Kind.PROOF, created_at__gt=at - _A_DAY)
    with transaction.atomic():
        # So that of many requests at once no more than these few ask.
        Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
        if recent.count() >= MOST_A_DAY:
            return
        letter = Letter.objects.create(
            matter=claim.matter,
            claim=claim,
            kind=Letter.Kind.PROOF,
            key=secrets.token_hex(8),
            created_at=at,
        )
        letter_entry(letter).save()


def issue(claim: Claim, account: Account, at: datetime) -> str | None:
    """A new code; the claim's codes before it stop working. None when the account was sent as many
    as it may be in a day, by whatever claims."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        recent = ContactCode.objects.filter(account=account, created_at__gt=at - _A_DAY)
        if recent.count() >= MOST_A_DAY:
            return None
        _open_codes(claim, at).update(expires_at=at)
        ContactCode.objects.create(
            claim=claim,
            account=account,
            code_mac=_mac(claim.pk, account.pk, code),
            created_at=at,
            expires_at=at + VALID_FOR,
            tries_left=TRIES,
        )
    return code


def redeem(claim: Claim, code: str, *, actor: Actor, at: datetime) -> bool:
    """Whether this is the claim's code: once. It then proves control, and a hold ends.

    A claim that was sent none takes the same steps and gives the same answer as a wrong code.
    """
    with transaction.atomic():
        # Written for nothing: else only a try at a code that there is would wait for the disk.
        Claim.objects.filter(pk=claim.pk).update(keyed_as=F("keyed_as"))
        # Counted before it is compared, so that tries at the same moment cannot share one.
        left = _open_codes(claim, at).filter(tries_left__gt=0)
        counted = left.update(tries_left=F("tries_left") - 1)
    kept = ContactCode.objects.filter(claim=claim).order_by("-id").first()
    kept = kept if counted else None
    is_right = hmac.compare_digest(
        kept.code_mac if kept else _mac(0, 0, "no such code"),
        _mac(claim.pk, kept.account_id if kept else 0, code),
    )
    if kept is None or not is_right:
        return False
    # Compare-and-set: of two requests with the right code one gets in.
    if not ContactCode.objects.filter(pk=kept.pk, used_at=None).update(used_at=at):
        return False
    return signals.prove(claim, kept.account_id, ContactProof.By.CODE, actor=actor, at=at)


def _open_codes(claim: Claim, at: datetime) -> models.QuerySet[ContactCode]:
    return ContactCode.objects.filter(claim=claim, used_at=None, expires_at__gt=at)


def _mac(claim_id: int, account_id: int, code: str) -> str:
    return salted_hmac(
        "portal.accounts.contact_codes", f"{claim_id}:{account_id}:{code}", algorithm="sha256"
    ).hexdigest()
