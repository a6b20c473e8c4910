"""Who looked at a claim: a link in its trail, once in ten minutes for each session."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from claims.audit import Actor
from claims.casework import review
from claims.models import Claim

SAME_VIEW = timedelta(minutes=10)
_SESSION_KEY = "looked_at"


def record_page_view(request: HttpRequest, claim: Claim, actor: Actor, at: datetime) -> None:
    """Record the look, unless this session recorded one of the same claim by the same person less
    than ten minutes ago: reloading a page is one look."""
    now = at.timestamp()
    oldest = now - SAME_VIEW.total_seconds()
    looked: dict[str, float] = request.session.get(_SESSION_KEY, {})
    recent = {key: when for key, when in looked.items() if when > oldest}
    key = f"{claim.pk}:{actor}"
    if key not in recent:
        review.record_view(claim, actor=actor, at=at)
        recent[key] = now
        request.session[_SESSION_KEY] = recent
