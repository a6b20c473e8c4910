"""Days, months and moments inside the periods of plans."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from claims.law.periods import Period, overlap_days
from tests.claims.calculator.cases import plan
from tests.claims.calculator.facts.productions import (
    account,
    drawing_sql,
    drawn_by,
    fact,
    message,
    plan_with,
    records,
    subscription,
)
from tests.docs.tables import Row

Given = Mapping[str, Any]

_STILL = "still running"


def days_inside(_: Given, rows: list[Row]) -> list[Row]:
    """By the expression for tables, and by the function for one range."""
    ranges = [[subscription(row["started_on"], _end(row["ended_on"]))] for row in rows]
    found = _drawn({"days": fact("days_of_overlap", of="subscriptions")}, subscriptions=ranges)
    period = plan().period
    assert period is not None
    alone = [overlap_days(period, one["started_on"], one["ended_on"]) for (one,) in ranges]
    assert alone == [each["days"] for each in found]
    return [{"days inside": f"{days:,}"} for days in alone]


def days_of_rows(_: Given, rows: list[Row]) -> list[Row]:
    """Several ranges, each day as often as rows cover it, and each day once."""
    asked = fact("days_of_overlap", of="subscriptions")
    facts = {"by_row": asked, "once": {**asked, "each_day_once": True}}
    headings = {"by_row": "row by row", "once": "each day once"}
    return _told(headings, _drawn(facts, subscriptions=_of_rows(rows)))


def months_of_overlap(_: Given, rows: list[Row]) -> list[Row]:
    """From a day to the same day of a later month, with what is left over dropped or counted."""
    asked = fact("months_of_overlap", of="subscriptions")
    facts = {
        "dropped": asked,
        "counted": {**asked, "part_months": "counted"},
        "once": {**asked, "each_day_once": True},
    }
    headings = {"dropped": "dropped", "counted": "counted", "once": "dropped, each day once"}
    return _told(headings, _drawn(facts, subscriptions=_of_rows(rows)))


def months_touched(_: Given, rows: list[Row]) -> list[Row]:
    facts = {"months": fact("calendar_months", of="subscriptions")}
    return _told({"months": "months"}, _drawn(facts, subscriptions=_of_rows(rows)))


def account_points(given: Given, rows: list[Row]) -> list[Row]:
    """Points of an account, within the period that the mark states."""
    period = {"start": given["start"], "end": given["end"]}
    facts = {"points": fact("calendar_months", of="accounts", within=period)}
    held = [
        [{"created_on": _day(row["created_on"]), "closed_on": _closing(row["closed_on"])}]
        for row in rows
    ]
    return _told({"points": "points"}, _drawn(facts, accounts=held))


def moments_inside(_: Given, rows: list[Row]) -> list[Row]:
    sent = [utc(row["a message at"].split(" ")[0]).replace(tzinfo=None) for row in rows]
    messages = [[message(at.isoformat())] for at in sent]
    found = _drawn({"count": fact("count", of="messages")}, messages=messages)
    return [{"inside": "yes" if each["count"] else "no"} for each in found]


def _drawn(facts: Mapping[str, Any], **kinds: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The facts of as many accounts as there are rows, each with its own records."""
    (lists,) = kinds.values()
    ids = [f"{number:03d}" for number in range(len(lists))]
    produced = {
        kind: [
            {**one, "account_id": key} for key, own in zip(ids, lists, strict=True) for one in own
        ]
        for kind, lists in kinds.items()
    }
    produced = records(**{"accounts": [account(key) for key in ids], **produced})
    found = drawn_by(drawing_sql(plan_with(facts)), produced, ids)
    return [{key: row[f"fact_{key}"] for key in facts} for row in found]


def _told(headings: Mapping[str, str], found: list[dict[str, Any]]) -> list[Row]:
    return [{heading: str(row[key]) for key, heading in headings.items()} for row in found]


def _of_rows(rows: list[Row]) -> list[list[dict[str, Any]]]:
    return [_ranges(row["ranges"]) for row in rows]


def _ranges(text: str) -> list[dict[str, Any]]:
    """Ranges as a page writes them: "2023-01-01 to 2023-02-01, 2023-03-01 to still running"."""
    pairs = [part.split(" to ") for part in text.split(", ")]
    return [subscription(start, _end(end)) for start, end in pairs]


def _end(text: str) -> str | None:
    return None if text == _STILL else text


def _closing(text: str) -> Any:
    return None if text == "open" else _day(text)


def _day(text: str) -> Any:
    return datetime.fromisoformat(text).date()


def utc(text: str) -> datetime:
    """The moment in a cell, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def in_period(given: Given, rows: list[Row]) -> list[Row]:
    period = Period(given["start"], given["end"])
    return [{"inside": "yes" if _day(row["day"]) in period else "no"} for row in rows]


CHECKS = {
    "days inside": (("started_on", "ended_on"), days_inside),
    "days of rows": (("ranges",), days_of_rows),
    "months of overlap": (("ranges",), months_of_overlap),
    "months touched": (("ranges",), months_touched),
    "account points": (("created_on", "closed_on"), account_points),
    "moments inside": (("a message at",), moments_inside),
    "in period": (("day",), in_period),
}
