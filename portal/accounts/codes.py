"""One-time codes: six digits by e-mail, for fifteen minutes, five tries, one use.

A code opens the claim in the browser that asked for it and in no other, so that nobody who knows a
reference uses up another's codes and tries. Only keyed hashes are stored. The code itself exists in
the worker that writes the e-mail, and there.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from claims.intake import Seen, was_filed_from
from claims.lifecycle.outbox import letter_entry
from claims.models import Claim, Letter, Matter
from portal.accounts.models import AccessCode

VALID_FOR = timedelta(minutes=15)
# None that spells a word, or looks like another or like a digit.
_MARK_LETTERS = "BCDFHJKMNPRTVWXZ"
TRIES = 5
# A code that a mail server held up for longer would only surprise.
WORTH_SENDING_FOR = timedelta(hours=1)
MOST_AN_HOUR = 20
"""For one claim, however many networks ask: nobody's mailbox is filled. Where the claim was filed
from, the limit of one network is all that counts (settings.RATE_LIMITS): no stranger can keep its
author out by asking."""


def ask_for_code(
    matter: Matter, reference: str, browser: str, at: datetime, seen: Seen | None = None
) -> None:
    """Have the worker e-mail a code for the claim of this reference, for use in this `browser`.

    Does the same for a reference that is no claim's, or whose claim has no e-mail address, as far
    as anybody outside can see: nothing, without a sign.
    """
    claim = Claim.objects.of(matter).filter(reference=reference).exclude(email="").first()
    if claim is None:
        return
    recent = Letter.objects.filter(
        claim=claim, kind=Letter.Kind.CODE, created_at__gt=at - timedelta(hours=1)
    )
    with transaction.atomic():
        if recent.count() >= MOST_AN_HOUR and not was_filed_from(claim, seen or Seen()):
            return
        letter = Letter.objects.create(
            matter=matter,
            claim=claim,
            kind=Letter.Kind.CODE,
            key=secrets.token_hex(8),
            data={"browser": mac_of_browser(browser)},
            created_at=at,
        )
        letter_entry(letter).save()


def issue(claim: Claim, browser_mac: str, at: datetime) -> str:
    """A new code for the claim in one browser, by the letter's hash of it; the ones before it there
    stop working."""
    code = f"{secrets.randbelow(10**6):06d}"
    with transaction.atomic():
        _open_codes(claim, browser_mac, at).update(expires_at=at)
        AccessCode.objects.create(
            claim=claim,
            browser_mac=browser_mac,
            code_mac=_mac(claim.pk, code),
            created_at=at,
            expires_at=at + VALID_FOR,
            tries_left=TRIES,
        )
    return code


def redeem(matter: Matter, reference: str, browser: str, code: str, at: datetime) -> Claim | None:
    """The claim, if this is the code that this browser asked for: once. Any wrong try counts
    against the code.

    A reference that is no claim's takes the same steps and gives the same answer as a wrong code.
    """
    claim = Claim.objects.of(matter).filter(reference=reference).first()
    # Counted before it is compared, so that tries at the same moment cannot share one.
    browser_mac = mac_of_browser(browser)
    left = _open_codes(claim, browser_mac, at).filter(tries_left__gt=0)
    counted = left.update(tries_left=F("tries_left") - 1)
    issued = AccessCode.objects.filter(claim=claim, browser_mac=browser_mac).order_by("-id")
    kept = issued.first() if counted else None
    is_right = hmac.compare_digest(
        kept.code_mac if kept else _mac(0, "no such code"), _mac(claim.pk if claim else 0, code)
    )
    if kept is None or not is_right:
        return None
    # Compare-and-set: of two requests with the right code one gets in.
    used = AccessCode.objects.filter(pk=kept.pk, used_at=None).update(used_at=at)
    return claim if used else None


def _open_codes(claim: Claim | None, browser_mac: str, at: datetime) -> models.QuerySet[AccessCode]:
    return AccessCode.objects.filter(
        claim=claim, browser_mac=browser_mac, used_at=None, expires_at__gt=at
    )


def request_mark(browser_mac: str) -> str:
    """Four letters that the page and the e-mail show: they tell which of several e-mails has the
    code for this browser."""
    number = int(browser_mac[:8] or "0", 16)
    letters = []
    for _ in range(4):
        number, place = divmod(number, len(_MARK_LETTERS))
        letters.append(_MARK_LETTERS[place])
    return "".join(letters)


def mac_of_browser(browser: str) -> str:
    """The keyed hash that letters and codes hold of a browser's word."""
    return salted_hmac("portal.accounts.codes.browser", browser, algorithm="sha256").hexdigest()


def _mac(claim_id: int, code: str) -> str:
    return salted_hmac(
        "portal.accounts.codes", f"{claim_id}:{code}", algorithm="sha256"
    ).hexdigest()
