"""Rows of the database into a file that the engine reads, as fast as each database can."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.models import QuerySet

NULL = "\\N"
_CHUNK = 10_000


@dataclass(frozen=True)
class Column:
    """A column asked for, by the name that the ORM gives it, and its type in the engine."""

    name: str
    type: str


def write_rows(rows: QuerySet[Any], columns: Sequence[Column], path: Path) -> None:
    """Write one query's rows as CSV without a header, in no order; NULL is `\\N`.

    Moments are in UTC without zone. On PostgreSQL the server writes the text itself (COPY).
    """
    values = rows.order_by().values_list(*(column.name for column in columns))
    connection = connections[rows.db]
    if connection.vendor == "postgresql":
        _copied(values, columns, path)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows(_texts(values.iterator(chunk_size=_CHUNK)))


def _copied(values: QuerySet[Any, Any], columns: Sequence[Column], path: Path) -> None:
    sql, parameters = values.query.sql_with_params()
    names = [f"c{place}" for place in range(len(columns))]
    shown = ", ".join(
        f"{name} AT TIME ZONE 'UTC'" if column.type == "TIMESTAMP" else name
        for name, column in zip(names, columns, strict=True)
    )
    query = (
        f"COPY (SELECT {shown} FROM ({sql}) AS asked ({', '.join(names)})) "  # noqa: S608  # nosec B608
        f"TO STDOUT (FORMAT csv, NULL '{NULL}')"
    )
    with (
        path.open("wb") as file,
        connections[values.db].cursor() as cursor,
        cursor.cursor.copy(query, parameters) as stream,
    ):
        for block in stream:
            file.write(block)


def _texts(rows: Iterator[Sequence[Any]]) -> Iterator[list[str]]:
    for row in rows:
        yield [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    if cell is None:
        return NULL
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    return str(cell)
