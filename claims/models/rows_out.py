"""Rows of the database as Arrow batches, which the engine reads as they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow as pa
from django.db import connections
from django.db.models import QuerySet
from more_itertools import chunked

from claims.texts.text_columns import one_line_texts

BATCH_ROWS = 20_000

ARROW_TYPES = {
    "BIGINT": pa.int64(),
    "VARCHAR": pa.string(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
    "DATE": pa.date32(),
}
"""The engine's type of a column, and Arrow's."""


@dataclass(frozen=True)
class QueryColumn:
    """A column asked for, by the name that the ORM gives it, and its type in the engine."""

    name: str
    type: str
    is_typed: bool = False
    """Somebody typed it: it is read as `claims.texts.one_line` has it."""


def load_rows(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: QuerySet[Any],
    columns: Sequence[QueryColumn],
) -> None:
    """Make a temporary table of one query's rows, in no order. Moments are in UTC without zone."""
    connection.register("some_rows", arrow_schema(columns).empty_table())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS FROM some_rows")
    for batch in arrow_batches(rows, columns):
        connection.register("some_rows", pa.Table.from_batches([batch]))
        connection.execute(f"INSERT INTO {table} FROM some_rows")
    connection.unregister("some_rows")


def arrow_batches(rows: QuerySet[Any], columns: Sequence[QueryColumn]) -> Iterator[pa.RecordBatch]:
    """The rows of one query, some thousands at a time, with the columns of `schema_of`."""
    schema = arrow_schema(columns)
    for some in chunked(_query_rows(rows, columns), BATCH_ROWS):
        arrays = [
            _arrow_array(cells, column)
            for cells, column in zip(zip(*some, strict=True), columns, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def arrow_schema(columns: Sequence[QueryColumn]) -> pa.Schema:
    """The Arrow schema of the columns."""
    return pa.schema([(column.name, ARROW_TYPES[column.type]) for column in columns])


def _query_rows(rows: QuerySet[Any], columns: Sequence[QueryColumn]) -> Iterator[Sequence[Any]]:
    values = rows.order_by().values_list(*(column.name for column in columns))
    if connections[rows.db].vendor != "postgresql":
        yield from values.iterator(chunk_size=BATCH_ROWS)
        return
    # Microseconds since 1970, counted by the server: making a datetime of each is far slower.
    names = [f"c{place}" for place in range(len(columns))]
    shown = ", ".join(
        f"(EXTRACT(EPOCH FROM {name}) * 1000000)::bigint" if column.type == "TIMESTAMP" else name
        for name, column in zip(names, columns, strict=True)
    )
    sql, parameters = values.query.sql_with_params()
    query = f"SELECT {shown} FROM ({sql}) AS asked ({', '.join(names)})"  # noqa: S608  # nosec B608
    with connections[rows.db].chunked_cursor() as cursor:
        cursor.execute(query, parameters)
        while some := cursor.fetchmany(BATCH_ROWS):
            yield from some


def _arrow_array(cells: Sequence[Any], column: QueryColumn) -> pa.Array:
    if column.type == "TIMESTAMP":
        cells = [_naive_moment(cell) for cell in cells]
    array = pa.array(cells, ARROW_TYPES[column.type])
    return one_line_texts(array) if column.is_typed else array


def _naive_moment(cell: Any) -> Any:
    return cell.astimezone(UTC).replace(tzinfo=None) if isinstance(cell, datetime) else cell
