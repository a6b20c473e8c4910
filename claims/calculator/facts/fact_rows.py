"""The rows that count towards a fact: which they are, and how much each of them adds."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

from claims.calculator.facts.column_readings import KnownValues
from claims.calculator.facts.months import month_count, month_number
from claims.law.periods import Period
from claims.plans.fact_kinds import (
    ROW_KINDS,
    CalendarMonths,
    Count,
    DaysOfOverlap,
    First,
    Last,
    MonthsOfOverlap,
    RecordRows,
    RowFilter,
    Sum,
)
from claims.plans.record_columns import (
    AMOUNT_COLUMNS,
    KEY_COLUMNS,
    MOMENT_COLUMNS,
    RANGE_COLUMNS,
)
from claims.plans.registry import check_all_have


def rows_in_period(fact: RecordRows, rows: ir.Table, period: Period) -> ir.Table:
    """The rows that count: account_id, id, counted, first and last inside, value.

    `rows` are the accepted rows of the fact's kind, subscriptions at what was paid less what was
    paid back. `counted` adds up to the fact, except that the calendar months of what happens at a
    moment are the different numbers in it, and that a first or last day has no use for it.
    """
    shaped = _with_days_inside(fact, _passing_rows(rows, fact.where), period)
    if fact.of not in MOMENT_COLUMNS:
        shaped = _with_counts(fact, shaped)
    value = shaped[fact.values_of] if fact.values_of else ibis.null(str)
    return shaped.select("account_id", "counted", "first", "last", "id", value=value)


def unread_rows(fact: RecordRows, rows: ir.Table, period: Period, known: KnownValues) -> ir.Table:
    """The rows that may count, once somebody says what a value is that is not known.

    A row that could not count whatever its value is not among them: one outside the period, or one
    that fails another filter.
    """
    lacking = {column: known.lacks(rows, column) for column in known.values}
    perhaps = [
        _passes_filter(rows, each) | lacking[each.column]
        for each in fact.where
        if each.column in lacking
    ]
    rows = rows.filter([reduce(or_, lacking.values()), *perhaps])
    others = [each for each in fact.where if each.column not in lacking]
    return _with_days_inside(fact, _passing_rows(rows, others), period)


def _passing_rows(rows: ir.Table, where: Sequence[RowFilter]) -> ir.Table:
    return rows.filter([_passes_filter(rows, each) for each in where]) if where else rows


def _with_days_inside(fact: RecordRows, rows: ir.Table, period: Period) -> ir.Table:
    """The rows that have a day inside the period, or happened in it, with `first` and `last`."""
    rows = rows.mutate(id=rows[KEY_COLUMNS[fact.of]])
    if fact.of in MOMENT_COLUMNS:
        return _moment_rows(fact, rows, period)
    shaped = with_range_inside(rows, fact, period)
    return shaped.filter(shaped["after"] > shaped["first"])


def with_range_inside(rows: ir.Table, fact: RecordRows, period: Period) -> ir.Table:
    """Rows with `first` and `last`, their days inside, and `after`, the day after the last.

    A row without a day inside has an `after` that is not later than `first`.
    """
    starts, ends = RANGE_COLUMNS[fact.of]
    start, end = ibis.literal(period.start), ibis.literal(period.end)
    shaped = rows.mutate(
        first=ibis.greatest(rows[starts], start),
        after=ibis.least(ibis.coalesce(rows[ends], end), end),
    )
    # By way of a moment: Ibis takes a day less an interval for a day, DuckDB for a moment.
    last = (shaped["after"].cast("timestamp") - ibis.interval(days=1)).cast("date")
    return shaped.mutate(last=last)


def range_count(fact: RecordRows, rows: ir.Table) -> ir.IntegerValue:
    """What one range that has a day inside adds to the fact, whatever other ranges there are."""
    return _RANGE_COUNTS[type(fact)](fact, rows)


def _days(fact: DaysOfOverlap, rows: ir.Table) -> ir.IntegerValue:
    return rows["after"].delta(rows["first"], unit="day")


def _months(fact: MonthsOfOverlap, rows: ir.Table) -> ir.IntegerValue:
    return month_count(rows["first"], rows["after"], fact.part_months)


def _points(fact: CalendarMonths, rows: ir.Table) -> ir.IntegerValue:
    months = month_number(rows["last"]) - month_number(rows["first"]) + 1
    return months * fact.points_per_month


def _amount(fact: Sum, rows: ir.Table) -> ir.IntegerValue:
    return rows[AMOUNT_COLUMNS[fact.column]]


def _one(fact: RecordRows, rows: ir.Table) -> ir.IntegerValue:
    return ibis.literal(1, "int64")


_RANGE_COUNTS: Mapping[type, Callable[..., ir.IntegerValue]] = {
    DaysOfOverlap: _days,
    MonthsOfOverlap: _months,
    CalendarMonths: _points,
    Count: _one,
    Sum: _amount,
    # A first or last day has no use for what is counted.
    First: _one,
    Last: _one,
}
check_all_have("count of one range", "kind of fact of rows", ROW_KINDS, _RANGE_COUNTS, __name__)


def _with_counts(fact: RecordRows, rows: ir.Table) -> ir.Table:
    if isinstance(fact, CalendarMonths):
        return _with_months_once(fact, rows)
    if isinstance(fact, DaysOfOverlap) and fact.each_day_once:
        return _with_days_once(rows)
    if isinstance(fact, MonthsOfOverlap) and fact.each_day_once:
        return _with_merged_months(fact, rows)
    return rows.mutate(counted=range_count(fact, rows))


def _with_days_once(rows: ir.Table) -> ir.Table:
    """Each row adds the days after all that earlier rows cover: together, each day once."""
    rows = rows.mutate(covered=rows["after"].max().over(_earlier_rows_window()))
    first = ibis.greatest(rows["first"], ibis.coalesce(rows["covered"], rows["first"]))
    days = rows["after"].delta(first, unit="day")
    return rows.mutate(counted=ibis.ifelse(days > 0, days, 0))


def _with_months_once(fact: CalendarMonths, rows: ir.Table) -> ir.Table:
    """Each row adds the months after all that earlier rows touch: together, each month once."""
    rows = rows.mutate(
        before_first=month_number(rows["first"]) - 1, last_month=month_number(rows["last"])
    )
    rows = rows.mutate(touched=rows["last_month"].max().over(_earlier_rows_window()))
    touched = ibis.coalesce(rows["touched"], rows["before_first"])
    months = rows["last_month"] - ibis.greatest(rows["before_first"], touched)
    return rows.mutate(counted=ibis.ifelse(months > 0, months, 0) * fact.points_per_month)


def _with_merged_months(fact: MonthsOfOverlap, rows: ir.Table) -> ir.Table:
    """Rows that overlap or meet are one range, whose months its first row adds."""
    rows = rows.mutate(covered=rows["after"].max().over(_earlier_rows_window()))
    opens = rows["covered"].isnull() | (rows["first"] > rows["covered"])
    rows = rows.mutate(opens=opens.cast("int64"))
    so_far = ibis.window(group_by="account_id", order_by=_ORDER, rows=(None, 0))
    rows = rows.mutate(merged=rows["opens"].sum().over(so_far))
    together = ibis.window(group_by=["account_id", "merged"])
    rows = rows.mutate(
        merged_first=rows["first"].min().over(together),
        merged_after=rows["after"].max().over(together),
    )
    months = month_count(rows["merged_first"], rows["merged_after"], fact.part_months)
    return rows.mutate(counted=ibis.ifelse(rows["opens"] == 1, months, 0))


_ORDER = ["first", "after", "id"]


def _earlier_rows_window() -> ir.Table:
    return ibis.window(group_by="account_id", order_by=_ORDER, rows=(None, -1))


def _moment_rows(fact: RecordRows, rows: ir.Table, period: Period) -> ir.Table:
    """Rows that happened inside, from midnight UTC of the first day to just before the end."""
    column = MOMENT_COLUMNS[fact.of]
    opens = ibis.literal(datetime.combine(period.start, time.min), type="timestamp(6)")
    closes = ibis.literal(datetime.combine(period.end, time.min), type="timestamp(6)")
    rows = rows.filter((rows[column] >= opens) & (rows[column] < closes))
    happened = rows[column]
    is_by_month = isinstance(fact, CalendarMonths)
    counted = month_number(happened) if is_by_month else ibis.literal(1, "int64")
    return rows.mutate(counted=counted, first=happened, last=happened)


def _passes_filter(rows: ir.Table, row_filter: RowFilter) -> ir.BooleanValue:
    column = rows[AMOUNT_COLUMNS.get(row_filter.column, row_filter.column)]
    if row_filter.above is not None:
        return column > row_filter.bound
    if row_filter.at_least is not None:
        return column >= row_filter.bound
    if row_filter.one_of is not None:
        return column.isin(list(row_filter.one_of))
    return column == row_filter.equals
