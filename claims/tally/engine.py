"""The engine that runs the calculator's expressions for a tally."""

from pathlib import Path

import ibis
import pyarrow.parquet as pq
from ibis.backends import BaseBackend

from claims.assessment.records import records_on
from claims.calculation import RecordTables
from claims.models import Tally
from claims.money.division import install


def connect() -> BaseBackend:
    """A DuckDB of its own, in memory, that reads Parquet from disk and divides exactly."""
    connection = ibis.duckdb.connect()
    install(connection)
    return connection


def records_of(tally: Tally, connection: BaseBackend) -> RecordTables:
    """The records that the tally is frozen on; empty tables where none were produced."""
    return records_on(tally.production, connection)


def write_parquet(connection: BaseBackend, table: ibis.Table, path: Path) -> int:
    """Write an ordered table; returns its rows. One writer, so that equal rows make equal bytes."""
    arrow = table.to_pyarrow()
    pq.write_table(arrow, path, compression="zstd")
    return int(arrow.num_rows)
