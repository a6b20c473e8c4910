"""Claims and records for the calculator's tests: valid by default, one factor changed at a time."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from claims.calculator import CLAIMS, RecordTables, determination_sql, determine
from claims.calculator.facts.production_tables import (
    ACCOUNTS,
    MESSAGES,
    REFUSED,
    SUBSCRIPTIONS,
)
from claims.calculator.sql_cache import INPUT_TABLES
from claims.plans import Plan, library_path, load, parse
from claims.plans.survivor_rule import Survivor
from claims.verification import account_facts

Row = dict[str, Any]

SCHEMAS = {
    "accounts": ACCOUNTS,
    "subscriptions": SUBSCRIPTIONS,
    "messages": MESSAGES,
    "refused": REFUSED,
}


@cache
def plan(survivor: Survivor | None = None) -> Plan:
    """The plan of the first matter; with a rule for the survivor written out."""
    path = library_path("linkedin-inmail")
    if survivor is None:
        return load(path)
    rule = f'citation: {{text: "A rule for the tests.", verified: true}}, survivor: {survivor}'
    return parse(f"{path.read_text(encoding='utf-8')}\nduplicates: {{{rule}}}\n", path.name)


@cache
def engine() -> Any:
    """One DuckDB in memory for all tests of a process."""
    return ibis.duckdb.connect(threads=1)


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """One DuckDB a process: starting one takes longer than a query on a few rows."""
    return duckdb.connect(config={"threads": 1})


def account(account_id: str = "A", **changes: Any) -> Row:
    return {
        **dict.fromkeys(ACCOUNTS.names),
        "account_id": account_id,
        "state": "CA",
        "country": "US",
        "created_on": date(2015, 1, 1),
        "ai_training_setting": "on",
        **changes,
    }


def subscription(subscription_id: str = "S1", account_id: str = "A", **changes: Any) -> Row:
    return {
        "subscription_id": subscription_id,
        "account_id": account_id,
        "product": "premium_career",
        "started_on": date(2023, 1, 1),
        "ended_on": date(2023, 2, 1),
        "amount_cents": 2999,
        "currency": "USD",
        "is_trial": False,
        **changes,
    }


def message(message_id: str = "M1", account_id: str = "A", **changes: Any) -> Row:
    return {
        "message_id": message_id,
        "account_id": account_id,
        "channel": "inmail",
        "direction": "received",
        "sent_at": datetime(2023, 6, 1, 12),
        **changes,
    }


def refused(kind: str, account_id: str | None = "A", **changes: Any) -> Row:
    return {"kind": kind, "line": 2, "account_id": account_id, "reason": "not a date", **changes}


def claim(claim_id: int = 1, **changes: Any) -> Row:
    return {
        "claim_id": claim_id,
        "sort_ref": f"C{claim_id:06d}",
        "filed_at": datetime(2026, 3, 1, 12),
        "medium": "web",
        "postmarked_on": None,
        "signed": True,
        "late_accepted": False,
        "opted_out": False,
        "withdrawn": False,
        "account_id": "A",
        "given_name": "ana",
        "family_name": "lopez",
        "decision": None,
        "competing_resolved": False,
        **changes,
    }


def records(**changes: Any) -> dict[str, Any]:
    """The rows of a production: one account that meets every criterion, unless changed."""
    return {
        "accounts": [account()],
        "subscriptions": [subscription()],
        "messages": [message()],
        "refused": [],
        "incomplete": [],
        **changes,
    }


def arrow(rows: Sequence[Mapping[str, Any]], schema: ibis.Schema) -> pa.Table:
    whole = [{name: row.get(name) for name in schema.names} for row in rows]
    return pa.Table.from_pylist(whole, schema=schema.to_pyarrow())


def table(rows: Sequence[Mapping[str, Any]], schema: ibis.Schema) -> ir.Table:
    return ibis.memtable(arrow(rows, schema))


def record_tables(rows: Mapping[str, Any]) -> RecordTables:
    return RecordTables(
        **{kind: table(rows[kind], schema) for kind, schema in SCHEMAS.items()},
        incomplete=frozenset(rows["incomplete"]),
        readings=rows.get("readings", {}),
    )


def rows_of(expression: ir.Table) -> list[Row]:
    return list(engine().to_pyarrow(expression).to_pylist())


def determinations(claims: Sequence[Row], produced: Mapping[str, Any] | None = None) -> ir.Table:
    produced = records() if produced is None else produced
    return determine(table(claims, CLAIMS), record_tables(produced), plan())


def determined(
    claims: Sequence[Row],
    produced: Mapping[str, Any] | None = None,
    survivor: Survivor | None = None,
) -> list[Row]:
    """The rows of `determine`, in the order of claim_id."""
    produced = records() if produced is None else produced
    with prepared(claims, produced) as connection:
        sql = determination_sql(plan(survivor), frozenset(produced["incomplete"]))
        return list(connection.execute(sql).to_arrow_table().to_pylist())


def prepared(claims: Sequence[Row], produced: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
    """A connection with the tables that the prepared SQL reads; no other one knows them."""
    connection = _database().cursor()
    for name, schema in INPUT_TABLES.items():
        connection.register(name, arrow(claims if name == "claims" else produced[name], schema))
    return connection


def of_one(produced: Mapping[str, Any] | None = None, **changes: Any) -> Row:
    """The determination of one claim for account A."""
    return determined([claim(**changes)], produced)[0]


def numbers_of(claims: Sequence[Row]) -> dict[int | None, int | None]:
    """What a tally calls each claim, by claim_id: its place in the order of filing."""
    order = sorted(
        claims, key=lambda row: (row["filed_at"], row["sort_ref"] or "", row["claim_id"])
    )
    return {None: None} | {row["claim_id"]: place for place, row in enumerate(order, start=1)}


def by_number(determined_rows: Sequence[Row], claims: Sequence[Row]) -> list[Row]:
    """Rows of `determine` with claims called as in a bundle."""
    number = numbers_of(claims)
    return [
        {**row, "claim": number[row["claim_id"]], "payable_claim": number[row["payable_claim_id"]]}
        for row in determined_rows
    ]


def facts_rows(claims: Sequence[Row], produced: Mapping[str, Any]) -> list[Row]:
    """What the second implementation makes of the same claims and records."""
    names: dict[str | None, int | None] = {None: None, "": None}
    number, accounts = numbers_of(claims), dict[str | None, int | None]({None: None})
    rows = []
    for row in claims:
        for name in ("given_name", "family_name"):
            names.setdefault(row[name], len(names))
        own = {
            "claim": number[row["claim_id"]],
            "account": accounts.setdefault(row["account_id"], len(accounts)),
            "given_name_class": names[row["given_name"]],
            "family_name_class": names[row["family_name"]],
        }
        rows.append({**row, **own, **account_facts(row["account_id"], produced, plan())})
    return rows
