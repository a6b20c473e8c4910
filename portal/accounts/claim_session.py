"""A visitor's session: which claim a one-time code was asked for, and the one that it opened.

The claim stays open until thirty minutes without a request, until the visitor leaves, or as long as
the browser runs.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest

from claims.models import Claim, Matter

IDLE_LIMIT = timedelta(minutes=30)
_CLAIM_KEY = "claim"
_REQUEST_KEY = "asked_for"


@dataclass(frozen=True)
class CodeRequest:
    """The claim for which a browser asked for a code; `browser` is a random word of its own."""

    reference: str
    browser: str


def remember_request(request: HttpRequest, reference: str) -> CodeRequest:
    """Remember that this browser asks for a code of the claim with this reference."""
    before = code_request(request)
    asked = CodeRequest(reference, before.browser if before else secrets.token_urlsafe(32))
    request.session[_REQUEST_KEY] = {"reference": asked.reference, "browser": asked.browser}
    return asked


def code_request(request: HttpRequest) -> CodeRequest | None:
    """What was asked for, until the code was entered or the visitor left."""
    held = request.session.get(_REQUEST_KEY)
    return CodeRequest(held["reference"], held["browser"]) if held else None


def bind_claim(request: HttpRequest, claim: Claim, at: datetime) -> None:
    """Let this visitor see the claim and no other. The session gets a new key, so that one fixed
    beforehand by somebody else is worth nothing."""
    request.session.pop(_REQUEST_KEY, None)
    request.session.cycle_key()
    request.session.set_expiry(0)
    request.session[_CLAIM_KEY] = {"id": claim.pk, "seen_at": at.timestamp()}


def bound_claim(request: HttpRequest, matter: Matter, at: datetime) -> Claim | None:
    """The claim of this matter that the session is bound to, or None; counts as a sign of life."""
    bound = request.session.get(_CLAIM_KEY)
    if bound is None:
        return None
    if at.timestamp() - bound["seen_at"] >= IDLE_LIMIT.total_seconds():
        forget_claim(request)
        return None
    claim = Claim.objects.of(matter).filter(pk=bound["id"]).first()
    if claim is not None:
        request.session[_CLAIM_KEY] = bound | {"seen_at": at.timestamp()}
    return claim


def forget_claim(request: HttpRequest) -> None:
    """Forget the claim, and what was asked for; harmless when there is nothing."""
    request.session.pop(_CLAIM_KEY, None)
    request.session.pop(_REQUEST_KEY, None)
