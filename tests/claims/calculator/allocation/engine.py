"""An engine in memory, tables of claims for it, and the rows of results by key."""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import count
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

_NUMBERS = count()


def engine(threads: int = 1) -> Any:
    """One DuckDB in memory for all tests of a process and a number of threads."""
    return _connected(threads)


@cache
def _connected(threads: int) -> Any:
    return ibis.duckdb.connect(threads=threads)


def kept(table: pa.Table, threads: int = 1) -> ir.Table:
    """The rows as a table of the engine."""
    name = f"claims_{next(_NUMBERS)}"
    engine(threads).create_table(name, ibis.memtable(table), temp=True)
    return engine(threads).table(name)


def claims_of(rows: Iterable[Mapping[str, Any]], *whole: str, threads: int = 1) -> ir.Table:
    """Claims with a text `key` and columns of whole numbers, in this order."""
    schema = pa.schema([("key", pa.string()), *((name, pa.int64()) for name in whole)])
    return kept(pa.Table.from_pylist(list(rows), schema=schema), threads)


def weighted(weights: Mapping[str, int | None], threads: int = 1) -> ir.Table:
    """Claims of these weights, by key."""
    keys = pa.array(list(weights), pa.string())
    return kept(pa.table({"key": keys, "weight": pa.array(weights.values(), pa.int64())}), threads)


def column(table: ir.Table, name: str = "cents") -> dict[str, Any]:
    """A column of a result by key."""
    rows = table.select("key", name).to_pyarrow().to_pylist()
    found = {row["key"]: row[name] for row in rows}
    assert len(found) == len(rows), "a key came back twice"
    return found
