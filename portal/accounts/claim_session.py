"""A visitor's session: which claim a one-time code was asked for, and the one that it opened.

The claim stays open until thirty minutes without a request, until the visitor leaves, or as long as
the browser runs.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest

from claims.models import Claim, Matter

IDLE = timedelta(minutes=30)
_KEY = "claim"
_ASKED_KEY = "asked_for"


@dataclass(frozen=True)
class Asked:
    """The claim for which a browser asked for a code; `browser` is a random word of its own."""

    reference: str
    browser: str


def ask_for(request: HttpRequest, reference: str) -> Asked:
    """Remember that this browser asks for a code of the claim with this reference."""
    before = asked_for(request)
    asked = Asked(reference, before.browser if before else secrets.token_urlsafe(32))
    request.session[_ASKED_KEY] = {"reference": asked.reference, "browser": asked.browser}
    return asked


def asked_for(request: HttpRequest) -> Asked | None:
    """What was asked for, until the code was entered or the visitor left."""
    held = request.session.get(_ASKED_KEY)
    return Asked(held["reference"], held["browser"]) if held else None


def bind(request: HttpRequest, claim: Claim, at: datetime) -> None:
    """Let this visitor see the claim and no other. The session gets a new key, so that one fixed
    beforehand by somebody else is worth nothing."""
    request.session.pop(_ASKED_KEY, None)
    request.session.cycle_key()
    request.session.set_expiry(0)
    request.session[_KEY] = {"id": claim.pk, "seen_at": at.timestamp()}


def claim_of(request: HttpRequest, matter: Matter, at: datetime) -> Claim | None:
    """The claim of this matter that the session is bound to, or None; counts as a sign of life."""
    bound = request.session.get(_KEY)
    if bound is None:
        return None
    if at.timestamp() - bound["seen_at"] >= IDLE.total_seconds():
        release(request)
        return None
    claim = Claim.objects.of(matter).filter(pk=bound["id"]).first()
    if claim is not None:
        request.session[_KEY] = bound | {"seen_at": at.timestamp()}
    return claim


def release(request: HttpRequest) -> None:
    """Forget the claim, and what was asked for; harmless when there is nothing."""
    request.session.pop(_KEY, None)
    request.session.pop(_ASKED_KEY, None)
