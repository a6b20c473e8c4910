"""Tables of the engine, kept and measured."""

from typing import Any
from uuid import uuid4

import ibis.expr.types as ir
from ibis.backends.duckdb import Backend


def keep(connection: Backend, table: ir.Table) -> ir.Table:
    """The rows, computed once and kept while the connection lives."""
    name = f"kept_{uuid4().hex}"
    connection.create_table(name, table, temp=True)
    return connection.table(name)


def figures(table: ir.Table, **wanted: ir.Scalar) -> dict[str, Any]:
    """Aggregates of a table as Python's values, whole numbers as int; a sum of nothing is 0."""
    row = table.aggregate(**wanted).to_pyarrow().to_pylist()[0]
    return {key: _value(wanted[key], value) for key, value in row.items()}


def _value(wanted: ir.Scalar, value: Any) -> Any:
    return int(value or 0) if wanted.type().is_numeric() else value
