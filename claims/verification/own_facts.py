"""Facts drawn again, row by row and day by day, from plain rows of records and from the claim."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from claims.plans import Plan
from claims.plans.record_columns import OPEN_COLUMNS, REFUND_REASON_SUFFIX
from claims.texts import one_line
from claims.verification.own_refunds import net_subscriptions
from claims.verification.plan_numbers import cents

Row = Mapping[str, Any]
PlanJson = Mapping[str, Any]

_RANGES = {"accounts": ("created_on", "closed_on"), "subscriptions": ("started_on", "ended_on")}
_ROW_KINDS = (
    "days_of_overlap",
    "months_of_overlap",
    "calendar_months",
    "count",
    "sum",
    "first",
    "last",
)
_MOST_CENTS = 2**63 - 1


def account_facts(account_id: str | None, records: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
    """The facts of one account, as columns `fact_<key>`; all None if the records do not have it.

    `records` holds lists of rows under accounts, subscriptions, messages and refused, and the kinds
    not produced in full under incomplete; under readings, by kind and column, what people said that
    a value is: one that the plan names, or None for another thing. With `as_first` true under it,
    facts are drawn as they were before refunds and values that no plan names were told apart. What
    the claim states and what is derived is not inside.
    """
    return account_facts_from_json(account_id, records, plan.as_json())


def account_facts_from_json(
    account_id: str | None, records: Mapping[str, Any], stated: PlanJson
) -> dict[str, Any]:
    """The same for a plan that is JSON already."""
    account = next((row for row in records["accounts"] if row["account_id"] == account_id), None)
    facts: dict[str, Any] = {}
    for key, asked in stated["facts"].items():
        name = f"fact_{key}"
        if asked["kind"] == "account_value":
            facts[name] = account and account[asked["column"]]
        elif asked["kind"] == "matter_finding":
            facts[name] = account and asked["established"]
        elif asked["kind"] in _ROW_KINDS and asked["of"] == "accounts":
            facts[name] = account and _value_from_rows([account], asked, stated)
        elif asked["kind"] in _ROW_KINDS:
            facts |= dict.fromkeys((name, f"{name}_refused", f"{name}_incomplete"))
            if account is not None:
                facts |= _row_fact_cells(name, account_id, records, asked, stated)
    return facts


def with_claim_facts(row: Row, plan: Plan) -> dict[str, Any]:
    """The row with what the claim states, blanks as the plan reads them, and what is derived."""
    return with_claim_facts_from_json(row, plan.as_json())


def with_claim_facts_from_json(row: Row, stated: PlanJson) -> dict[str, Any]:
    """The same for a plan that is JSON already, since a caller has many rows."""
    facts = dict(row)
    for key, asked in stated["facts"].items():
        if asked["kind"] == "claim_value":
            facts[f"fact_{key}"] = _claim_value(facts.get(f"fact_{key}"), asked)
    for key in stated["facts"]:
        facts[f"fact_{key}"] = _fact_value(key, facts, stated)
    return facts


def _row_fact_cells(
    name: str, account_id: str | None, records: Mapping[str, Any], asked: PlanJson, stated: PlanJson
) -> dict[str, Any]:
    rows: list[Any] = [row for row in records[asked["of"]] if row["account_id"] == account_id]
    lost = [row for row in records["refused"] if row["account_id"] == account_id]
    missing, amounts_unknown = len(lost), False
    if not records.get("as_first"):
        rows = [_with_read_values(row, asked["of"], records, stated) for row in rows]
        if asked["of"] == "subscriptions":
            found = net_subscriptions(rows)
            rows = found.rows
            missing += found.doubts
            amounts_unknown = found.doubts > 0 or any(map(_is_refused_refund, lost))
        unread = [row for row in rows if _has_unread_value(row, asked, records, stated)]
        missing += sum(1 for row in unread if _days_inside(row, asked, stated))
    is_partial = asked["of"] in records["incomplete"]
    value = _value_from_rows(rows, asked, stated)
    # One more row can make a first day earlier, and can join two ranges whose months were counted
    # apart: there the value may be wrong, elsewhere it can only be too small.
    could_be_wrong = asked["kind"] in ("first", "last") or (
        asked["kind"] == "months_of_overlap" and asked["each_day_once"]
    )
    if could_be_wrong and (missing or is_partial):
        value = None
    # What was paid back could be more than is known: then it can be too large.
    rests_on_amounts = asked["kind"] == "sum" or any(
        test["column"] == "amount_paid" for test in asked.get("where", [])
    )
    if rests_on_amounts and amounts_unknown:
        value = None
    return {name: value, f"{name}_refused": missing, f"{name}_incomplete": is_partial}


def _is_refused_refund(refused: Row) -> bool:
    return str(refused.get("reason") or "").endswith(REFUND_REASON_SUFFIX)


def _with_read_values(row: Row, kind: str, records: Mapping[str, Any], stated: PlanJson) -> Row:
    """The row, with the plan's value for each word that a person said is one."""
    read = dict(row)
    for column in OPEN_COLUMNS.get(kind, ()):  # type: ignore[call-overload]
        named, word = _named_values(column, kind, stated), one_line(row[column])
        meant = _column_readings(records, kind, column).get(word)
        if row[column] not in named:
            read[column] = meant if meant in named else word
    return read


def _column_readings(
    records: Mapping[str, Any], kind: str, column: str
) -> Mapping[str, str | None]:
    found: Mapping[str, str | None] = records.get("readings", {}).get((kind, column), {})
    return found


def _has_unread_value(
    row: Row, asked: PlanJson, records: Mapping[str, Any], stated: PlanJson
) -> bool:
    """Could the row count, once somebody says what a value in it is that nobody named?"""
    unread = set()
    for column in OPEN_COLUMNS.get(asked["of"], ()):
        if any(test["column"] == column for test in asked.get("where", [])):
            said = _column_readings(records, asked["of"], column)
            is_another_thing = row[column] in said and said[row[column]] is None
            if (
                row[column] not in _named_values(column, asked["of"], stated)
                and not is_another_thing
            ):
                unread.add(column)
    others = [test for test in asked.get("where", []) if test["column"] not in unread]
    return bool(unread) and all(_passes(row, test) for test in others)


def _named_values(column: str, kind: str, stated: PlanJson) -> set[str]:
    """Every value of the column that a fact over this kind of record names, counted or not."""
    named = set()
    for fact in stated["facts"].values():
        for test in fact.get("where", []) if fact.get("of") == kind else []:
            if test["column"] == column:
                named |= {*test.get("in", []), *test.get("not_counted", [])}
                named |= {test["is"]} if "is" in test else set()
    return named


def _value_from_rows(rows: Sequence[Row], asked: PlanJson, stated: PlanJson) -> Any:
    """The value that all these rows of one account give together."""
    inside = [
        (row, days)
        for row in rows
        if all(_passes(row, test) for test in asked.get("where", []))
        and (days := _days_inside(row, asked, stated))
    ]
    kind = asked["kind"]
    if kind == "count":
        return len(inside)
    if kind == "sum":
        paid = sum(int(row["amount_cents"]) for row, _ in inside)
        return paid if paid <= _MOST_CENTS else None
    if kind == "days_of_overlap" and not asked["each_day_once"]:
        return sum(len(days) for _, days in inside)
    if kind == "months_of_overlap" and not asked["each_day_once"]:
        return sum(_month_count(days, asked) for _, days in inside)
    covered = sorted({day for _, days in inside for day in days})
    return _value_of_days(covered, asked)


def _value_of_days(covered: Sequence[int], asked: PlanJson) -> Any:
    kind = asked["kind"]
    if kind == "days_of_overlap":
        return len(covered)
    if kind == "months_of_overlap":
        return sum(_month_count(run, asked) for run in _unbroken_ranges(covered))
    if kind == "calendar_months":
        return len(_calendar_months(covered)) * asked["points_per_month"]
    if not covered:
        return None
    return date.fromordinal(covered[0] if kind == "first" else covered[-1])


def _days_inside(row: Row, asked: PlanJson, stated: PlanJson) -> range:
    """The days inside the period on which the row runs or happens, as ordinals."""
    start, end = _period(asked, stated)
    if asked["of"] == "messages":
        happened = _day_of(row["sent_at"]).toordinal()
        return range(max(happened, start), min(happened + 1, end))
    starts, ends = _RANGES[asked["of"]]
    # Ordinal by ordinal rather than by comparing dates: another way to the same number.
    last = end if row[ends] is None else row[ends].toordinal()
    return range(max(row[starts].toordinal(), start), min(last, end))


def _period(asked: PlanJson, stated: PlanJson) -> tuple[int, int]:
    """The first ordinal inside and the first one after the period that the fact names."""
    within = stated["class_period"] if asked["within"] == "class_period" else asked["within"]
    start, end = (date.fromisoformat(within[name]) for name in ("start", "end"))
    return start.toordinal(), end.toordinal()


def _unbroken_ranges(covered: Sequence[int]) -> list[range]:
    """Days one after the other, as ranges without a gap."""
    runs: list[range] = []
    for day in covered:
        if runs and runs[-1].stop == day:
            runs[-1] = range(runs[-1].start, day + 1)
        else:
            runs.append(range(day, day + 1))
    return runs


def _month_count(days: range, asked: PlanJson) -> int:
    """How often one can go on a month, from the first day, without passing the end."""
    first, months = date.fromordinal(days.start), 0
    while _months_later(first, months + 1) <= days.stop:
        months += 1
    is_part_left = _months_later(first, months) < days.stop
    return months + (1 if is_part_left and asked["part_months"] == "counted" else 0)


def _months_later(first: date, months: int) -> int:
    """The ordinal of the same day so many months later, or of that month's last day."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    for day in range(first.day, 0, -1):
        try:
            return date(year, month + 1, day).toordinal()
        except ValueError:
            continue
    # After the year 9999 there is no calendar, and no period reaches there.
    return date.max.toordinal() + 2


def _calendar_months(days: Iterable[int]) -> set[tuple[int, int]]:
    on_calendar = map(date.fromordinal, days)
    return {(day.year, day.month) for day in on_calendar}


def _claim_value(value: Any, asked: PlanJson) -> Any:
    if value is not None and value != "":
        return value
    blank = asked.get("if_blank")
    if blank is None:
        return None
    if asked["type"] == "amount":
        return cents(blank)
    return date.fromisoformat(blank) if asked["type"] == "day" else blank


def _fact_value(key: str, facts: Row, stated: PlanJson) -> Any:
    """A fact's value for use in others: worked out if it is derived, else what is there."""
    asked, name = stated["facts"][key], f"fact_{key}"
    if asked["kind"] == "total":
        parts = [_certain_value(part, facts, stated) for part in asked["of"]]
        total = None if None in parts else sum(parts)
        return None if total is None or total > _MOST_CENTS else total
    if asked["kind"] == "calendar_months_between":
        first, last = (facts[f"fact_{asked[end]}"] for end in ("from", "to"))
        if first is None or last is None or last < first:
            return None
        start, end = _period(asked, stated)
        days = range(max(first.toordinal(), start), min(last.toordinal() + 1, end))
        return len(_calendar_months(days)) * asked["points_per_month"]
    if asked["kind"] == "matter_finding" and name not in facts:
        return asked["established"]
    return facts.get(name)


def _certain_value(key: str, facts: Row, stated: PlanJson) -> Any:
    """A fact's value, or None while more of it could turn up."""
    if facts.get(f"fact_{key}_refused") or facts.get(f"fact_{key}_incomplete"):
        return None
    return _fact_value(key, facts, stated)


def _day_of(moment: datetime) -> date:
    return moment.date()


def _passes(row: Row, test: Mapping[str, Any]) -> bool:
    if "above" in test:
        return bool(row["amount_cents"] > cents(test["above"]))
    if "at_least" in test:
        return bool(row["amount_cents"] >= cents(test["at_least"]))
    if "in" in test:
        return row[test["column"]] in test["in"]
    return bool(row[test["column"]] == test["is"])
