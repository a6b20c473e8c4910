"""The tests' databases: their addresses, how they are made, and the one way to empty them."""

import contextlib
import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.creation import BaseDatabaseCreation
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
                triggers.drop_triggers(connections[name])
        try:
            original(self)
        finally:
            for name in names:
                with transaction.atomic(using=name):
                    triggers.install_triggers(connections[name])

    patched._fixture_teardown = flush_without_triggers
    try:
        yield
    finally:
        patched._fixture_teardown = original


@contextlib.contextmanager
def migrated_once(folder: Path) -> Iterator[None]:
    """Within, one test process of a run migrates its database, and the others copy what it made.

    `folder` is the same for all processes of the run and of no other.
    """
    patched: Any = BaseDatabaseCreation
    migrate = patched.create_test_db
    made: list[_Template] = []

    def create(self: Any, *given: Any, **options: Any) -> str:
        template = _Template(self, folder)
        with template.locked():
            if template.is_made():
                return template.copy()
            name: str = migrate(self, *given, **options)
            template.make()
            made.append(template)
        return name

    patched.create_test_db = create
    try:
        yield
    finally:
        patched.create_test_db = migrate
        for template in made:
            with template.locked():
                template.remove()


class _Template:
    """A migrated database of which the others are copies."""

    def __init__(self, creation: Any, folder: Path) -> None:
        self._creation = creation
        self._connection = creation.connection
        self._is_file = self._connection.vendor == "sqlite"
        self._mark = folder / f"template.{self._connection.vendor}"
        self._lock = folder / f"template.{self._connection.vendor}.lock"

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Only one process at a time makes, copies or removes the template."""
        with self._lock.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def is_made(self) -> bool:
        return self._mark.exists()

    def make(self) -> None:
        """A copy of the database that this process has just migrated."""
        # PostgreSQL copies a database to which nobody is connected.
        self._connection.close()
        name = self._connection.settings_dict["NAME"]
        if self._is_file:
            unfinished = self._mark.with_suffix(".unfinished")
            shutil.copyfile(name, unfinished)
            unfinished.rename(self._mark)
        else:
            template = f"{name}_template"
            self._execute(f"CREATE DATABASE {_quoted(template)} TEMPLATE {_quoted(name)}")
            self._mark.write_text(template)
        self._connection.ensure_connection()

    def copy(self) -> str:
        """Make the database of this process; what `create_test_db` does without the migrations."""
        name: str = self._creation._get_test_db_name()
        if self._is_file:
            shutil.copyfile(self._mark, name)
        else:
            self._connection.settings_dict["TEST"]["TEMPLATE"] = self._mark.read_text()
            self._creation._create_test_db(verbosity=0, autoclobber=True, keepdb=False)
        self._connection.close()
        settings.DATABASES[self._connection.alias]["NAME"] = name
        self._connection.settings_dict["NAME"] = name
        self._connection.ensure_connection()
        return name

    def remove(self) -> None:
        """Whoever has not copied it by now will not, or makes its own."""
        if not self._is_file:
            self._execute(f"DROP DATABASE {_quoted(self._mark.read_text())}")
        self._mark.unlink()

    def _execute(self, statement: str) -> None:
        with self._creation._nodb_cursor() as cursor:
            cursor.execute(statement)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
