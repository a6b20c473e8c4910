"""The tests' databases: their addresses, and the one sanctioned way to empty them."""

import contextlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

from claims.audit import triggers


def database_url(connection: BaseDatabaseWrapper) -> str:
    """The DATABASE_URL with which another process reaches this connection's test database."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    user = quote(settings["USER"], safe="")
    password = f":{quote(settings['PASSWORD'], safe='')}" if settings["PASSWORD"] else ""
    return f"postgres://{user}{password}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


@contextlib.contextmanager
def resettable_audit_tables() -> Iterator[None]:
    """Let Django empty the tables after a test that commits.

    The audit tables refuse DELETE and TRUNCATE by triggers. This is the one place that lifts them,
    for the length of the flush and no longer.
    """
    patched: Any = TransactionTestCase
    original = patched._fixture_teardown

    def flush_without_triggers(self: Any) -> None:
        names = list(self._databases_names(include_mirrors=False))
        for name in names:
            with transaction.atomic(using=name):
                triggers.drop(connections[name])
        try:
            original(self)
        finally:
            for name in names:
                with transaction.atomic(using=name):
                    triggers.install(connections[name])

    patched._fixture_teardown = flush_without_triggers
    try:
        yield
    finally:
        patched._fixture_teardown = original
