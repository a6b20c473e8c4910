"""A visitor's session bound to one claim, after the one-time code was entered.

It ends after thirty minutes without a request, when the visitor leaves, or with the browser.
"""

from datetime import datetime, timedelta

from django.http import HttpRequest

from claims.models import Claim, Matter

IDLE = timedelta(minutes=30)
_KEY = "claim"


def bind(request: HttpRequest, claim: Claim, at: datetime) -> None:
    """Let this visitor see the claim and no other. The session gets a new key, so that one fixed
    beforehand by somebody else is worth nothing."""
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
    """Forget the claim; harmless when there is none."""
    request.session.pop(_KEY, None)
