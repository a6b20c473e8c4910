"""How often one address may send a form: counted in the cache, window by window.

Written on `cache.add` and `cache.incr`, which are atomic on every backend we use: of many requests
at the same moment no more than the limit pass. The cache holds a keyed hash of the address and
never the address itself.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.errors import too_many_requests

View = Callable[..., HttpResponse]


def seconds_to_wait(name: str, request: HttpRequest, at: datetime) -> int:
    """Count one try; 0 when it is within the limit, else the seconds until the window ends.

    `name` is a key of settings.RATE_LIMITS: (how many, in how many seconds).
    """
    limit, window_seconds = settings.RATE_LIMITS[name]
    window, second = divmod(int(at.timestamp()), window_seconds)
    address = salted_hmac(
        "portal.rate_limits", _counted_as(client_address(request)), algorithm="sha256"
    )
    tries = _count(f"rate:{name}:{window}:{address.hexdigest()}", window_seconds)
    return 0 if tries <= limit else window_seconds - second


def limit_posts(name: str) -> Callable[[View], View]:
    """Answer 429 to a POST that comes too often; other methods are not counted."""

    def decorate(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                wait_seconds = seconds_to_wait(name, request, timezone.now())
                if wait_seconds:
                    return too_many_requests(request, wait_seconds)
            return view(request, *args, **kwargs)

        return limited

    return decorate


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


def _counted_as(address: str) -> str:
    """An IPv6 address by its first 64 bits: one subscriber has all that share them."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return address


def _count(key: str, lasting_seconds: int) -> int:
    cache.add(key, 0, timeout=lasting_seconds)
    try:
        return cache.incr(key)
    except ValueError:
        # It ran out between the two calls: this is the first try of a new count.
        cache.add(key, 0, timeout=lasting_seconds)
        return cache.incr(key)
