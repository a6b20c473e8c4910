"""The engine that runs the calculator's expressions for a tally, within the memory it is given."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import duckdb
import ibis
import ibis.expr.types as ir
from django.conf import settings
from ibis.backends.duckdb import Backend

from claims.models import Tally
from claims.money.division import install
from claims.tally.files import folder_of


@contextmanager
def engine(tally: Tally) -> Iterator[Backend]:
    """A DuckDB of its own that divides exactly and spills to the tally's folder, closed after."""
    spill = folder_of(tally) / ".spill"
    connection = ibis.duckdb.connect(
        memory_limit=settings.TALLY_MEMORY,
        threads=settings.TALLY_THREADS,
        temp_directory=str(spill),
        autoinstall_known_extensions=False,
    )
    try:
        install(connection)
        yield connection
    finally:
        connection.disconnect()


def version() -> str:
    """What a sealed tally says it was computed by."""
    return f"duckdb {duckdb.__version__}"


def write_parquet(connection: Backend, table: ir.Table, path: Path, order_by: Sequence[str]) -> int:
    """Write the rows in this order, streamed; returns how many.

    Whole numbers of 128 bits are written as decimals: Parquet has no such integer, and DuckDB
    would make them floats.
    """
    columns = ", ".join(_written(name, type_) for name, type_ in table.schema().items())
    order = ", ".join(f'"{name}"' for name in order_by)
    view = _view(connection, table)
    query = f"SELECT {columns} FROM {view} ORDER BY {order}"  # noqa: S608  # nosec B608
    return _copy(connection, query, path, "FORMAT parquet, COMPRESSION zstd")


def write_csv(connection: Backend, table: ir.Table, path: Path, null: str) -> int:
    """Write the rows as CSV without a header, in no order; returns how many."""
    query = f"FROM {_view(connection, table)}"
    return _copy(connection, query, path, f"FORMAT csv, HEADER false, NULLSTR '{null}'")


def copy_parquet(connection: Backend, query: str, path: Path) -> int:
    """Write what a query of ours gives, in its own order; returns the rows."""
    return _copy(connection, query, path, "FORMAT parquet, COMPRESSION zstd")


def _view(connection: Backend, table: ir.Table) -> str:
    """The table under a name; so Ibis also makes its tables in memory known to the engine."""
    name = f"written_{uuid4().hex}"
    connection.create_view(name, table)
    return name


def _copy(connection: Backend, query: str, path: Path, options: str) -> int:
    quoted = str(path).replace("'", "''")
    row = connection.con.execute(f"COPY ({query}) TO '{quoted}' ({options})").fetchone()
    return int(row[0]) if row else 0


def _written(name: str, type_: ibis.DataType) -> str:
    return f'CAST("{name}" AS DECIMAL(38, 0)) AS "{name}"' if type_.is_decimal() else f'"{name}"'
