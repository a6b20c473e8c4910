"""What dividing asks of an engine besides running expressions: tables kept, read and measured.

Everything else that the calculator needs is an expression of Ibis, the exact operations of
`claims.money.exact_arithmetic`, and nothing more; `docs/spark.md` lists what an engine must offer.
Rows come back as Arrow, because Ibis reads Spark's by way of pandas, which makes whole numbers with
blanks among them floats.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends import BaseBackend

SPARK = "pyspark"
"""What Ibis calls the engine that goes other ways than DuckDB."""


def store_table(connection: BaseBackend, table: ir.Table) -> ir.Table:
    """The rows, computed once and kept while the connection lives."""
    name = f"kept_{uuid4().hex}"
    if connection.name == SPARK:
        # Cut off from what it was computed of: Spark would plan, and may run, all of that again.
        frame = connection.raw_sql(connection.compile(table)).localCheckpoint()
        frame.createOrReplaceTempView(name)
    else:
        connection.create_table(name, table, temp=True)
    return connection.table(name)


def read_parquet_files(connection: BaseBackend, paths: Sequence[Path]) -> ir.Table:
    """The rows of Parquet files of one form, read when they are asked for."""
    if connection.name != SPARK:
        return connection.read_parquet([str(path) for path in paths])
    # Ibis hands Spark a list of files as the name of one.
    name = f"read_{uuid4().hex}"
    frame = connection._session.read.parquet(*(path.resolve().as_uri() for path in paths))
    frame.createOrReplaceTempView(name)
    return connection.table(name)


def arrow_table(table: ir.Table) -> pa.Table:
    """The rows in memory, in the table's order if it has one; numbers and moments as they are."""
    connection = table.get_backend()
    if connection.name != SPARK:
        return connection.to_pyarrow(table)
    return connection.raw_sql(connection.compile(table)).toArrow()


def rows_of(table: ir.Table) -> list[dict[str, Any]]:
    """The rows as Python's values, in the table's order if it has one."""
    return list(arrow_table(table).to_pylist())


def ordered_rows(table: ir.Table, order: list[Any], first: int, many: int) -> ir.Table:
    """So many rows of the table in this order, from the one at place `first`, counted from 0."""
    if table.get_backend().name != SPARK:
        return table.order_by(order).limit(many, offset=first)
    # Ibis' offset is one row out on Spark, and numbers rows in no order.
    place = ibis.row_number().over(ibis.window(order_by=order))
    placed = table.mutate(place=place)
    placed = placed.filter((placed["place"] >= first) & (placed["place"] < first + many))
    return placed.order_by("place").drop("place")


def aggregates(table: ir.Table, **wanted: ir.Scalar) -> dict[str, Any]:
    """Aggregates of a table as Python's values, whole numbers as int; a sum of nothing is 0."""
    row = rows_of(table.aggregate(**wanted))[0]
    return {key: _python_value(wanted[key], value) for key, value in row.items()}


def _python_value(wanted: ir.Scalar, value: Any) -> Any:
    return int(value or 0) if wanted.type().is_numeric() else value
