"""Rows of the engine into a table of the database, in bulk, inside the caller's transaction."""

import json
from pathlib import Path
from uuid import uuid4

import ibis.expr.types as ir
from django.db import connection, models
from ibis.backends.duckdb import Backend

from claims.tally.engine import write_csv
from claims.tally.rows_out import NULL

_BLOCK_BYTES = 1 << 20
_BATCH = 1000


def insert(model: type[models.Model], source: Backend, rows: ir.Table, folder: Path) -> None:
    """Insert every row, or none. The rows' columns are columns of the model's table; JSON is text.

    On PostgreSQL the server reads the text itself (COPY), from a temporary file in the folder; on
    others rows go in by the batch.
    """
    if connection.vendor == "postgresql":
        _copied(model, source, rows, folder / f".rows-{uuid4().hex}.partial")
        return
    is_json = {field.column for field in model._meta.fields if isinstance(field, models.JSONField)}
    for batch in rows.to_pyarrow().to_batches(max_chunksize=_BATCH):
        model._default_manager.bulk_create(
            [
                model(**{k: json.loads(v) if k in is_json else v for k, v in row.items()})
                for row in batch.to_pylist()
            ],
            batch_size=_BATCH,
        )


def _copied(model: type[models.Model], source: Backend, rows: ir.Table, path: Path) -> None:
    columns = ", ".join(f'"{name}"' for name in rows.columns)
    statement = f"COPY {model._meta.db_table} ({columns}) FROM STDIN (FORMAT csv, NULL '{NULL}')"
    try:
        write_csv(source, rows, path, NULL)
        with (
            path.open("rb") as file,
            connection.cursor() as cursor,
            cursor.cursor.copy(statement) as stream,
        ):
            while block := file.read(_BLOCK_BYTES):
                stream.write(block)
    finally:
        path.unlink(missing_ok=True)
