"""The engines of a tally: the one that TALLY_ENGINE names, and DuckDB for what stays here."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from uuid import uuid4

import ibis
import ibis.expr.types as ir
from django.conf import settings
from ibis.backends import BaseBackend
from ibis.backends.duckdb import Backend

from claims.calculator import engines, parquet
from claims.calculator.allocation.engine_tables import SPARK
from claims.models import Tally
from claims.money.widths import EXACT
from claims.tally.stage_files import spill_folder

_PACKAGES = {"duckdb": "duckdb", "spark": "pyspark"}


@contextmanager
def tally_engine(tally: Tally) -> Iterator[BaseBackend]:
    """The engine that draws facts, decides and divides: within its memory, spilling to the tally's
    folder. What it leaves is the same whichever it is."""
    connection = _connect(settings.TALLY_ENGINE, tally)
    try:
        yield connection
    finally:
        # One Spark serves a whole process; a DuckDB is this stage's own.
        if connection.name != SPARK:
            connection.disconnect()


@contextmanager
def local_engine(tally: Tally) -> Iterator[Backend]:
    """A DuckDB, for what goes between files and the database."""
    connection = _connect(engines.DUCKDB, tally)
    try:
        yield connection
    finally:
        connection.disconnect()


def engine_version() -> str:
    """What a sealed tally says it was computed by."""
    name = settings.TALLY_ENGINE.partition(":")[0]
    return f"{name} {metadata.version(_PACKAGES[name])}"


def write_parquet(
    connection: BaseBackend, table: ir.Table, path: Path, order_by: Sequence[str]
) -> int:
    """Write the rows in this order, streamed; returns how many.

    Whole numbers of 128 bits are written as decimals: Parquet has no such integer, and DuckDB
    would make them floats.
    """
    if connection.name == SPARK:
        return parquet.stream_parquet(connection, table.order_by(*order_by), path)
    columns = ", ".join(_column_sql(name, type_) for name, type_ in table.schema().items())
    order = ", ".join(f'"{name}"' for name in order_by)
    view = _create_view(connection, table)
    query = f"SELECT {columns} FROM {view} ORDER BY {order}"  # noqa: S608  # nosec B608
    return copy_parquet(connection, query, path)


def copy_parquet(connection: Backend, query: str, path: Path) -> int:
    """Write what a query of ours gives, in its own order; returns the rows."""
    quoted = str(path).replace("'", "''")
    options = "FORMAT parquet, COMPRESSION zstd"
    row = connection.con.execute(f"COPY ({query}) TO '{quoted}' ({options})").fetchone()
    return int(row[0]) if row else 0


def _connect(name: str, tally: Tally) -> BaseBackend:
    return engines.connect(
        name,
        memory=settings.TALLY_MEMORY,
        threads=settings.TALLY_THREADS,
        spill=spill_folder(tally),
    )


def _create_view(connection: BaseBackend, table: ir.Table) -> str:
    """The table under a name; so Ibis also makes its tables in memory known to the engine."""
    name = f"written_{uuid4().hex}"
    connection.create_view(name, table)
    return name


def _column_sql(name: str, type_: ibis.DataType) -> str:
    return f'CAST("{name}" AS {EXACT.upper()}) AS "{name}"' if type_.is_decimal() else f'"{name}"'
