"""Plans with the facts of a test, productions of a few rows, and what the product draws of them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from claims.calculator.facts import RecordTables, derive_facts
from claims.calculator.facts.column_readings import Readings
from claims.calculator.facts.production_tables import (
    ACCOUNTS,
    MESSAGES,
    REFUSED,
    SUBSCRIPTIONS,
)
from claims.plans import Plan

Row = dict[str, Any]

SCHEMAS = {
    "accounts": ACCOUNTS,
    "subscriptions": SUBSCRIPTIONS,
    "messages": MESSAGES,
    "refused": REFUSED,
}
NAMED = ibis.schema({"account_id": "string"})
PERIOD = {"start": date(2021, 1, 21), "end": date(2024, 9, 18)}
WORDS = {"en": "in English", "es": "en español"}
CITATION = {"text": "A test.", "verified": True}


def fact(kind: str, **keys: Any) -> Row:
    """One fact as a plan's file writes it; one of rows is within the class period unless said."""
    if "of" in keys and kind != "total":
        keys.setdefault("within", "class_period")
    return {"kind": kind, "label": WORDS, **keys}


def plan_with(
    facts: Mapping[str, Row],
    subclasses: Mapping[str, Any] | None = None,
    period: Mapping[str, date] | None = PERIOD,
) -> Plan:
    """A plan that pays a fixed sum, with these facts and these subclasses' conditions."""
    written: Row = {
        "slug": "a-test",
        "caption": "A v. B",
        "docket": "1",
        "court": "A court",
        "description": WORDS,
        "currency": "USD",
        "facts": facts,
        "subclasses": [
            {"key": key, "label": WORDS, "citation": CITATION, "condition": condition}
            for key, condition in (subclasses or {}).items()
        ],
        "damages": [
            {
                "key": "sum",
                "label": WORDS,
                "explanation": WORDS,
                "citation": CITATION,
                "amount": {"fixed": "1.00"},
            }
        ],
    }
    if period is not None:
        written["class_period"] = {**period, "citation": CITATION}
    return Plan.model_validate(written)


def account(account_id: str = "A", **changes: Any) -> Row:
    return {"account_id": account_id, "created_on": date(2015, 1, 1), **changes}


def subscription(started_on: str, ended_on: str | None, **changes: Any) -> Row:
    return {
        "account_id": "A",
        "product": "premium_career",
        "started_on": date.fromisoformat(started_on),
        "ended_on": None if ended_on is None else date.fromisoformat(ended_on),
        "amount_cents": 2999,
        "currency": "USD",
        "is_trial": False,
        **changes,
    }


def message(sent_at: str, **changes: Any) -> Row:
    return {
        "account_id": "A",
        "channel": "inmail",
        "direction": "received",
        "sent_at": datetime.fromisoformat(sent_at),
        **changes,
    }


def refusal(account_id: str | None = "A") -> Row:
    return {"kind": "messages", "line": 2, "reason": "not a date", "account_id": account_id}


def records(**changes: Any) -> dict[str, Any]:
    """The rows of a production: one account and nothing else, unless changed.

    Rows of subscriptions and messages are numbered where they have no key of their own.
    """
    produced = {
        "accounts": [account()],
        "subscriptions": [],
        "messages": [],
        "refused": [],
        "incomplete": [],
        **changes,
    }
    for kind, key in (("subscriptions", "subscription_id"), ("messages", "message_id")):
        produced[kind] = [{key: f"{n:03d}", **row} for n, row in enumerate(produced[kind])]
    return produced


def arrow(rows: Sequence[Mapping[str, Any]], schema: ibis.Schema) -> pa.Table:
    whole = [{name: row.get(name) for name in schema.names} for row in rows]
    return pa.Table.from_pylist(whole, schema=schema.to_pyarrow())


def drawing_sql(
    plan: Plan,
    incomplete: Sequence[str] = (),
    *,
    evidence: bool = True,
    readings: Readings | None = None,
) -> str:
    """`draw_facts` as SQL over tables of the names in SCHEMAS and over `named`."""
    tables = {name: ibis.table(schema, name=name) for name, schema in SCHEMAS.items()}
    produced = RecordTables(**tables, incomplete=frozenset(incomplete), readings=readings or {})
    drawn = derive_facts(ibis.table(NAMED, name="named"), produced, plan, evidence=evidence)
    return str(ibis.to_sql(drawn.order_by("account_id"), dialect="duckdb", pretty=False))


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """One DuckDB a process: starting one takes longer than any of these queries."""
    return duckdb.connect(config={"threads": 1})


def run(sql: str, tables: Mapping[str, tuple[Sequence[Row], ibis.Schema]]) -> list[Row]:
    # What is registered with a cursor is known to it alone.
    with _engine().cursor() as connection:
        for name, (rows, schema) in tables.items():
            connection.register(name, arrow(rows, schema))
        return list(connection.execute(sql).to_arrow_table().to_pylist())


def drawn_by(sql: str, produced: Mapping[str, Any], ids: Sequence[str]) -> list[Row]:
    tables = {name: (produced[name], schema) for name, schema in SCHEMAS.items()}
    return run(sql, {**tables, "named": ([{"account_id": i} for i in ids], NAMED)})


def drawn(plan: Plan, produced: Mapping[str, Any]) -> Row:
    """The facts of account A."""
    return drawn_by(drawing_sql(plan, produced["incomplete"]), produced, ["A"])[0]


def value(asked: Row, **produced: Any) -> Any:
    """The one fact asked for, of account A."""
    return drawn(plan_with({"asked": asked}), records(**produced))["fact_asked"]


def computed(expression: ir.Table) -> list[Row]:
    """The rows of an expression over tables in memory."""
    return list(ibis.duckdb.connect().to_pyarrow(expression).to_pylist())


def table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> ir.Table:
    schema = ibis.schema(dict(columns))
    return ibis.memtable(arrow(rows, schema))
