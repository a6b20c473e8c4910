"""Django's cache over a table of JSON: what log-ins remember for a minute, shared by all processes.

It lies in the database like everything that a request needs, and holds JSON: whoever can write it
can change a count, and not run code in the process that reads it, as a pickle would.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db.models import Q, QuerySet
from django.utils import timezone


class SharedValueCache(BaseCache):
    """Values of JSON types under a key; LOCATION is not used."""

    def __init__(self, location: str, params: Mapping[str, Any]) -> None:
        super().__init__(dict(params))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value; `default` where there is none or it has run out."""
        held = _current_rows().filter(pk=self._hash(key, version))
        found = held.values_list("value", flat=True).first()
        return default if found is None else found

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Hold the value, in place of one held before."""
        _all_rows().update_or_create(
            key=self._hash(key, version),
            defaults={"value": value, "expires_at": self._expiry(timeout)},
        )

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Hold the value unless there is one; whether it is this one. Of many at once, one is."""
        hashed, new = (
            self._hash(key, version),
            {"value": value, "expires_at": self._expiry(timeout)},
        )
        _, is_new = _all_rows().get_or_create(key=hashed, defaults=new)
        # Compare-and-set: of those who find an old one, one takes its place.
        return is_new or bool(_expired_rows().filter(pk=hashed).update(**new))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Let a value last from now on; whether there was one."""
        held = _current_rows().filter(pk=self._hash(key, version))
        return bool(held.update(expires_at=self._expiry(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value; whether there was one."""
        deleted, _ = _current_rows().filter(pk=self._hash(key, version)).delete()
        return bool(deleted)

    def clear(self) -> None:
        """Forget all values."""
        _all_rows().all().delete()

    def _hash(self, key: str, version: int | None) -> str:
        # A key may hold an address on the network or the name of a member.
        return hashlib.sha256(self.make_and_validate_key(key, version).encode()).hexdigest()

    def _expiry(self, timeout: Any) -> datetime | None:
        if timeout is DEFAULT_TIMEOUT:
            timeout = self.default_timeout
        return None if timeout is None else timezone.now() + timedelta(seconds=timeout)


def forget_expired() -> None:
    """Delete the values that have run out."""
    _expired_rows().delete()


def _all_rows() -> Any:
    # Not at the top: Django loads caches before its apps.
    from portal.models import SharedValue

    return SharedValue.objects


def _current_rows() -> QuerySet[Any]:
    rows: QuerySet[Any] = _all_rows().filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))
    return rows


def _expired_rows() -> QuerySet[Any]:
    rows: QuerySet[Any] = _all_rows().filter(expires_at__lte=timezone.now())
    return rows
