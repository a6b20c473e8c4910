"""How a form came in: from where, from which browser, how fast, and whether the trap was filled.

The browser is told by a random value in its session, which ends with the browser or when the
visitor leaves; nothing is asked of the machine itself. The address on the network is handed on and
kept as digests.
"""

import secrets
from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest

from claims.casework.intake import FilingTrace
from claims.models import Draft
from portal.web.rate_limits import client_address

TRAP = "website"
"""The field that people and their programs do not meet: templates/claimant/trap.html."""
_SESSION_KEY = "browser"


def mark_browser(request: HttpRequest) -> None:
    """Give this browser's session its random value, once."""
    request.session.setdefault(_SESSION_KEY, secrets.token_urlsafe(16))


def request_trace(request: HttpRequest) -> FilingTrace:
    """From where, and from which browser, a request comes."""
    return FilingTrace(
        network=client_address(request), device=request.session.get(_SESSION_KEY, "")
    )


def form_trace(request: HttpRequest, draft: Draft, at: datetime) -> FilingTrace:
    """What was seen of the form that is being sent."""
    return replace(
        request_trace(request),
        form_seconds=max(0, int((at - draft.started_at).total_seconds())),
        filled_the_trap=bool(request.POST.get(TRAP, "").strip()),
    )


def forget_browser(request: HttpRequest) -> None:
    """Let the next person at this browser be another."""
    request.session.pop(_SESSION_KEY, None)
