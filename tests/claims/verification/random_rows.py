"""Strategies for the facts of claims under a plan, and the table that the engine takes."""

from datetime import date
from typing import Any
from uuid import uuid4

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from hypothesis import strategies as st
from ibis.backends.duckdb import Backend

from claims.calculator import facts_schema
from claims.plans import Plan

CLAIMS = ("C1", "c1", "10", "9", "É", "e\u0301", "Ω", "中", "𝔘", "\uff5e", "a b", "~", "'", "")
STANDINGS = (None, None, "approved", "approved", "pending", "appealed")
VALUES: dict[str, tuple[Any, ...]] = {
    "int64": (1, 2, 0, 3, 3, 7, 1_000_000, None),
    "amount": (100, 1, 0, 9_999, 9_999, 33_333, 5_000, 1_000_000_000, None),
    "string": ("CA", "TX", "Óc", "", None),
    "boolean": (True, True, False, None),
    "date": (date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), None),
}
EVIDENCE = {"refused": (0, 0, 0, 1), "incomplete": (False, False, False, True)}
PAID = (5_000, 5_000, 100, 1, 0, 150_000, 199_999, None)


@st.composite
def rows(draw: st.DrawFn, plan: Plan) -> list[dict[str, Any]]:
    """Up to a dozen claims in any order, many of them equal, some with blanks."""
    number = draw(st.sampled_from([4, 3, 8, 12, 6, 1, 2, 0]))
    columns = facts_schema(plan)
    facts = {name: st.sampled_from(_values(name, str(columns[name]), plan)) for name in columns}
    del facts["claim"]
    claims = draw(st.permutations(CLAIMS))[:number]
    return [{"claim": claim} | draw(st.fixed_dictionaries(facts)) for claim in claims]


def facts_table(connection: Backend, rows: list[dict[str, Any]], plan: Plan) -> ir.Table:
    """The rows as the engine takes them, in a table of the connection."""
    name = f"random_{uuid4().hex}"
    arrow = pa.Table.from_pylist(rows, schema=facts_schema(plan).to_pyarrow())
    connection.create_table(name, ibis.memtable(arrow), temp=True)
    return connection.table(name)


def _values(name: str, type_: str, plan: Plan) -> tuple[Any, ...]:
    if name in ("claim", "standing"):
        return STANDINGS
    key = name.removeprefix("fact_")
    if key not in plan.facts:
        return EVIDENCE[key.rpartition("_")[2]]
    if key == "paid":
        return PAID
    return VALUES["amount" if plan.facts[key].type == "amount" else type_]
