"""Rows of the engine into a table of the database, in bulk, inside the caller's transaction."""

import json
from collections.abc import Iterator
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from django.db import connection, models
from ibis.backends.duckdb import Backend

_ROWS_AT_ONCE = 20_000
_ROWS_PER_INSERT = 1000


def insert_rows(model: type[models.Model], source: Backend, rows: ir.Table) -> None:
    """Insert every row, or none. The rows' columns are columns of the model's table; JSON is text.

    On PostgreSQL they are copied (COPY), on others they go in by the batch.
    """
    query = str(ibis.to_sql(rows, dialect="duckdb"))
    reader = source.con.execute(query).to_arrow_reader(_ROWS_AT_ONCE)
    if connection.vendor == "postgresql":
        _copy_rows(model, reader)
        return
    is_json = {field.column for field in model._meta.fields if isinstance(field, models.JSONField)}
    for batch in reader:
        made = (
            model(**{k: json.loads(v) if k in is_json else v for k, v in row.items()})
            for row in batch.to_pylist()
        )
        model._default_manager.bulk_create(made, batch_size=_ROWS_PER_INSERT)


def _copy_rows(model: type[models.Model], reader: pa.RecordBatchReader) -> None:
    columns = ", ".join(f'"{name}"' for name in reader.schema.names)
    statement = f"COPY {model._meta.db_table} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as stream:
        for row in _batch_rows(reader):
            stream.write_row(row)


def _batch_rows(reader: pa.RecordBatchReader) -> Iterator[tuple[Any, ...]]:
    for batch in reader:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
