"""Tables of an engine written to Parquet as one file, the same bytes on each."""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import uuid4

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends import BaseBackend

from claims.calculator.allocation.engine_tables import SPARK

ROWS_AT_ONCE = 100_000
"""Rows of a row group. How the engine hands them over would else show in the file."""


def stream_parquet(connection: BaseBackend, table: ir.Table, path: Path) -> int:
    """Write a table, ordered by a key that no two rows share; returns how many rows it has.

    The columns have the types that Ibis says, all may be blank, moments are in microseconds. Rows
    are written as they come, so memory holds two row groups and no more.
    """
    rows = 0
    with pq.ParquetWriter(path, _arrow_schema(table), compression="zstd") as writer:
        for group in _row_groups(_engine_batches(connection, table, path)):
            writer.write_table(group)
            rows += group.num_rows
    return rows


def _arrow_schema(table: ir.Table) -> pa.Schema:
    # What Ibis knows of blanks differs by engine.
    return pa.schema([field.with_nullable(True) for field in table.schema().to_pyarrow()])


def _row_groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The rows in tables of ROWS_AT_ONCE, the last one smaller, each column in one piece."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        while sum(part.num_rows for part in waiting) >= ROWS_AT_ONCE:
            together = pa.Table.from_batches(waiting)
            yield together.slice(0, ROWS_AT_ONCE).combine_chunks()
            waiting = together.slice(ROWS_AT_ONCE).to_batches()
    if any(part.num_rows for part in waiting):
        yield pa.Table.from_batches(waiting).combine_chunks()


def _engine_batches(
    connection: BaseBackend, table: ir.Table, path: Path
) -> Iterator[pa.RecordBatch]:
    schema = _arrow_schema(table)
    found = _spark_batches if connection.name == SPARK else _duckdb_batches
    for batch in found(connection, table, path):
        yield batch.cast(schema)


def _duckdb_batches(connection: BaseBackend, table: ir.Table, _: Path) -> Iterator[pa.RecordBatch]:
    # Not `to_pyarrow_batches`, which calls what DuckDB deprecates.
    connection._run_pre_execute_hooks(table)
    yield from connection.raw_sql(connection.compile(table)).to_arrow_reader(ROWS_AT_ONCE)


def _spark_batches(
    connection: BaseBackend, table: ir.Table, path: Path
) -> Iterator[pa.RecordBatch]:
    """By way of a folder beside the file, of parts whose names are in the order of the rows."""
    folder = path.resolve().parent / f".{path.name}-{uuid4().hex}"
    connection._run_pre_execute_hooks(table)
    try:
        connection.raw_sql(connection.compile(table)).write.parquet(folder.as_uri())
        for part in sorted(folder.glob("part-*.parquet")):
            yield from pq.ParquetFile(part).iter_batches(ROWS_AT_ONCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
