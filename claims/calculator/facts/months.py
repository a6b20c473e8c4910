"""Months as expressions: calendar months by number, and months from a day to the same day later."""

from typing import Literal

import ibis
import ibis.expr.types as ir


def month_number(day: ir.DateValue) -> ir.IntegerValue:
    """The calendar month of a day or a moment, so that the next month has the next number."""
    return day.year().cast("int64") * 12 + day.month().cast("int64")


def month_count(
    first: ir.DateValue, after: ir.DateValue, part_months: Literal["dropped", "counted"]
) -> ir.IntegerValue:
    """Months in [first, after), each from a day to the same day of the next month.

    A month that has no such day ends on its last: from 31 January to 28 February is one month.
    """
    months = month_number(after) - month_number(first)
    if part_months == "counted":
        return months + (first.day() < after.day()).cast("int64")
    # By way of a moment: DuckDB takes a day plus an interval for a moment, Ibis for a day.
    next_day = after.cast("timestamp") + ibis.interval(days=1)
    is_last_of_month = next_day.month() != after.month()
    return months - ((first.day() > after.day()) & ~is_last_of_month).cast("int64")
