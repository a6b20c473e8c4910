"""How often something may be done: counted in the database, window by window.

Counts lie where claims lie, so that without a broker the same limits hold. What is counted is a
keyed hash: no address, reference or name stands in a count.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from claims.matching.digests import Kind, network_keys
from portal.models import RequestCount

logger = logging.getLogger(__name__)

FILING_FORMS = frozenset({"start", "answer", "send", "upload", "api"})
"""What goes on where requests cannot be counted. All else, which lets somebody look a claim up or
log in, waits until they can."""

# Both engines know this form. A count stands in no transaction: it holds whatever the view does.
_UPSERT = """
INSERT INTO portal_requestcount (key, ends_at, count) VALUES {rows}
ON CONFLICT (key, ends_at) DO UPDATE SET count = portal_requestcount.count + 1
RETURNING key, count
"""


class TooManyRequests(Exception):
    """Something was done too often: `name` says what, `scope` by whom, `seconds` the wait."""

    def __init__(self, name: str, scope: str, seconds: int) -> None:
        super().__init__(f"too many requests of the kind {name!r}")
        self.name = name
        self.scope = scope
        self.seconds = seconds

    @property
    def minutes(self) -> int:
        """The wait in whole minutes, at least one."""
        return (self.seconds + 59) // 60


def count_use(name: str, request: HttpRequest, at: datetime, **doer: str) -> None:
    """Count one use of a form, for the visitor's network and for each of `doer`.

    `name` is a key of settings.RATE_LIMITS, which says for each scope how many are let through in
    how many seconds. The scopes: `network`; `visit`, one browser's draft; `claim` and `account`,
    one reference or member name *from one network*, so that nobody uses up another's. Raises
    TooManyRequests, and OperationalError where nothing can be counted and `name` is not of FILING.
    """
    address = client_address(request)
    network = network_keys(address).get(Kind.NETWORK, address)
    values = {"network": network}
    for scope, value in doer.items():
        values[scope] = value if scope == "visit" else f"{network} {value}"
    limits = settings.RATE_LIMITS[name]
    windows = {
        scope: (_count_key(name, scope, values[scope]), _end_of_window(at, seconds))
        for scope, (_, seconds) in limits.items()
        if scope in values
    }
    try:
        counts = _counts_after(list(windows.values()))
    except DatabaseError as error:
        logger.warning("requests could not be counted: %s", type(error).__name__)
        if name in FILING_FORMS:
            return
        raise OperationalError("requests cannot be counted") from error
    waits = {
        scope: max(1, ends_at - int(at.timestamp()))
        for scope, (key, ends_at) in windows.items()
        if counts[key] > limits[scope][0]
    }
    if waits:
        scope = max(waits, key=lambda each: waits[each])
        raise TooManyRequests(name, scope, waits[scope])


def forget_ended_windows(at: datetime) -> None:
    """Delete the counts of windows that have ended."""
    RequestCount.objects.filter(ends_at__lte=int(at.timestamp())).delete()


def client_address(request: HttpRequest) -> str:
    """Where the request came from, past the proxies of our own.

    Each proxy appends the address it saw to X-Forwarded-For, so with n proxies the n-th from the
    right is the first one that a client cannot invent.
    """
    proxies: int = settings.TRUSTED_PROXY_COUNT
    if proxies:
        forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
        seen = [address.strip() for address in forwarded.split(",") if address.strip()]
        if len(seen) >= proxies:
            return seen[-proxies]
    # A server on a Unix socket gives none: its clients share one count.
    return str(request.META.get("REMOTE_ADDR", ""))


def _count_key(name: str, scope: str, value: str) -> str:
    text = f"{name} {scope} {value}"
    return salted_hmac("portal.rate_limits", text, algorithm="sha256").hexdigest()


def _end_of_window(at: datetime, seconds: int) -> int:
    now = int(at.timestamp())
    return now - now % seconds + seconds


def _counts_after(windows: list[tuple[str, int]]) -> dict[str, int]:
    """The count of each key after one more, in one statement."""
    # In one order, so that two requests do not wait for each other.
    ordered = sorted(windows)
    statement = _UPSERT.format(rows=", ".join(["(%s, %s, 1)"] * len(ordered)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for window in ordered for value in window])
        return dict(cursor.fetchall())
