"""What many tests begin with: made once a test process, and put there again for each of them.

Importing, checking and tallying a matter takes seconds, and dozens of tests begin with the same
one. `begin_with(build)` has the product make it the first time; from then on the rows and files
that it left are put into the empty database and DATA_DIR of each test that asks. A test may change
all of it: the next one has it as it was made.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models, transaction

from claims.models import Matter

_OF_DJANGO = {"contenttypes", "auth.permission"}
"""Apps and models whose rows Django makes when it makes the database."""


@dataclass(frozen=True)
class _File:
    content: bytes
    mode: int
    changed_ns: int


@dataclass(frozen=True)
class Remembered:
    """Rows by table, each with its columns, and files by their path below DATA_DIR."""

    rows: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]
    files: dict[Path, _File]
    folders: tuple[Path, ...]


_known: dict[Callable[[], object], Remembered] = {}


def begin_with(build: Callable[[], object]) -> None:
    """Have in the database and DATA_DIR, which are empty, what `build` makes there.

    `build` is a function of a module; it asks for nothing and gives the same each time. Instances
    that it made are of the test that it ran for, so read what is there from the database.
    """
    assert not Matter.objects.exists(), "begin_with needs an empty database"
    known = _known.get(build)
    if known is None:
        build()
        _known[build] = remember()
    else:
        _put(known)


def remember() -> Remembered:
    """Every row and file that is there now."""
    folder = Path(settings.DATA_DIR)
    there = sorted(path.relative_to(folder) for path in folder.rglob("*"))
    return Remembered(
        rows={table: found for table in _tables() if (found := _rows_of(table))[1]},
        files={path: _file(folder / path) for path in there if (folder / path).is_file()},
        folders=tuple(path for path in there if (folder / path).is_dir()),
    )


def _models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if _OF_DJANGO.isdisjoint({model._meta.app_label, model._meta.label_lower})
    ]


def _tables() -> list[str]:
    return sorted({model._meta.db_table for model in _models() if model._meta.managed})


def _rows_of(table: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
        columns = tuple(column[0] for column in cursor.description)
        return columns, sorted(cursor.fetchall(), key=str)


def _file(path: Path) -> _File:
    about = path.stat()
    return _File(path.read_bytes(), about.st_mode & 0o777, about.st_mtime_ns)


def _put(known: Remembered) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in known.rows.items():
            names = ", ".join(f'"{name}"' for name in columns)
            cells = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({cells})', rows)  # noqa: S608
        # PostgreSQL counts on from the numbers that were given.
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
    folder = Path(settings.DATA_DIR)
    for path in known.folders:
        (folder / path).mkdir(parents=True, exist_ok=True)
    for path, file in known.files.items():
        (folder / path).write_bytes(file.content)
        (folder / path).chmod(file.mode)
        os.utime(folder / path, ns=(file.changed_ns, file.changed_ns))
