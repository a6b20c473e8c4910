"""Rows for the engine, and amounts as pages write them."""

from typing import Any
from uuid import uuid4

import ibis
import pyarrow as pa

from claims.money import format_cents, parse_cents
from tests.claims.calculator.cases import engine


def claims_table(rows: list[dict[str, Any]]) -> Any:
    """A table of the engine with `key`, `weight` and, where the rows have them, limits."""
    whole = ("weight", "at_least", "at_most")
    types = [(name, pa.int64()) for name in whole if name in rows[0]]
    arrow = pa.Table.from_pylist(rows, schema=pa.schema([("key", pa.string()), *types]))
    return engine().create_table(f"page_{uuid4().hex}", ibis.memtable(arrow), temp=True)


def by_key(table: Any) -> dict[str, dict[str, Any]]:
    """The rows of a table of the engine, by their key."""
    return {row["key"]: row for row in engine().to_pyarrow(table).to_pylist()}


def cents(text: str) -> int | None:
    """The amount in a cell; None of a blank one."""
    return int(parse_cents(text)) if text else None


def money(amount: Any) -> str:
    """The amount as a page writes it; blank if there is none."""
    return "" if amount is None else format_cents(int(amount))


def dollars(text: str) -> str:
    """The amount of a cell as a plan writes it: "$1,234.50" is "1234.50"."""
    amount = parse_cents(text)
    return f"{amount // 100}.{amount % 100:02d}"
