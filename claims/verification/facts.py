"""Facts drawn again, row by row, from plain rows of records."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from claims.plans import Plan

Row = Mapping[str, Any]


def facts_of(account_id: str | None, records: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
    """The facts of one account, as columns `fact_<key>`; all None if the records do not have it.

    `records` holds lists of rows under accounts, subscriptions, messages and refused, and the kinds
    not produced in full under incomplete.
    """
    account = next((row for row in records["accounts"] if row["account_id"] == account_id), None)
    facts: dict[str, Any] = {}
    for key, asked in plan.as_json()["facts"].items():
        name = f"fact_{key}"
        drawn_from_rows = asked["kind"] in ("days_of_overlap", "count")
        if drawn_from_rows:
            facts |= {name: None, f"{name}_refused": None, f"{name}_incomplete": None}
        else:
            facts[name] = None
        if account is None:
            continue
        if asked["kind"] == "account_value":
            facts[name] = account[asked["column"]]
        elif asked["kind"] == "matter_finding":
            facts[name] = asked["established"]
        else:
            rows = [row for row in records[asked["of"]] if row["account_id"] == account_id]
            facts[name] = _counted(rows, asked, plan)
            facts[f"{name}_refused"] = _refused(account_id, records["refused"])
            facts[f"{name}_incomplete"] = asked["of"] in records["incomplete"]
    return facts


def _counted(rows: Sequence[Row], asked: Mapping[str, Any], plan: Plan) -> int:
    counted = [row for row in rows if all(_passes(row, test) for test in asked.get("where", []))]
    first, end = plan.class_period.start, plan.class_period.end
    if asked["kind"] == "count":
        return sum(1 for row in counted if first <= _day_of(row["sent_at"]) < end)
    days = 0
    for row in counted:
        # Ordinal by ordinal rather than by comparing dates: another way to the same number.
        last = end.toordinal() if row["ended_on"] is None else row["ended_on"].toordinal()
        inside = range(
            max(row["started_on"].toordinal(), first.toordinal()), min(last, end.toordinal())
        )
        days += len(inside)
    return days


def _day_of(moment: datetime) -> date:
    return moment.date()


def _passes(row: Row, test: Mapping[str, Any]) -> bool:
    if "in" in test:
        return row[test["column"]] in test["in"]
    return bool(row[test["column"]] == test["is"])


def _refused(account_id: str | None, refused: Sequence[Row]) -> int:
    return sum(1 for row in refused if row["account_id"] == account_id)
