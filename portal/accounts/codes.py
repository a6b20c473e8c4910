"""Codes that open a claim: six digits by e-mail, for fifteen minutes, five tries, one use.

A code opens the claim in the browser that asked for it and in no other, so that nobody who knows a
reference uses up another's codes and tries.
"""

from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from claims.casework.intake import FilingTrace, was_filed_from
from claims.models import Claim, Letter, Matter
from portal.accounts.models import AccessCode
from portal.accounts.one_time_codes import Purpose

# None that spells a word, or looks like another or like a digit.
_MARK_LETTERS = "BCDFHJKMNPRTVWXZ"
MOST_AN_HOUR = 20
"""For one claim, however many networks ask: nobody's mailbox is filled. Where the claim was filed
from, the limit of one network is all that counts (settings.RATE_LIMITS): no stranger can keep its
author out by asking."""

ACCESS = Purpose(
    model=AccessCode,
    letter=Letter.Kind.CODE,
    salt="portal.accounts.codes",
    digits=6,
    valid_for=timedelta(minutes=15),
    most=MOST_AN_HOUR,
    within=timedelta(hours=1),
)


def ask_for_code(
    matter: Matter, reference: str, browser: str, at: datetime, seen: FilingTrace | None = None
) -> None:
    """Have the worker e-mail a code for the claim of this reference, for use in this `browser`.

    Does the same for a reference that is no claim's, or whose claim has no e-mail address, as far
    as anybody outside can see: nothing, without a sign.
    """
    claim = Claim.objects.of(matter).filter(reference=reference).exclude(email="").first()
    if claim is None:
        return
    ACCESS.ask(
        claim,
        at,
        {"browser": mac_of_browser(browser)},
        unless=lambda: was_filed_from(claim, seen or FilingTrace()),
    )


def issue(claim: Claim, browser_mac: str, at: datetime) -> str:
    """A new code for the claim in one browser, by the letter's hash of it; the ones before it there
    stop working."""
    return ACCESS.issue(at, {"claim": claim, "browser_mac": browser_mac})


def redeem(matter: Matter, reference: str, browser: str, code: str, at: datetime) -> Claim | None:
    """The claim, if this is the code that this browser asked for: once. Any wrong try counts
    against the code.

    A reference that is no claim's takes the same steps and gives the same answer as a wrong code.
    """
    claim = Claim.objects.of(matter).filter(reference=reference).first()
    whose = {"claim": claim, "browser_mac": mac_of_browser(browser)}
    spent = ACCESS.spend(at, whose, code, (claim.pk if claim else 0,))
    return claim if spent else None


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
