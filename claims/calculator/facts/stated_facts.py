"""Facts that the claim states, and those derived from other facts, on any table of facts."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import reduce
from operator import add
from typing import Any

import ibis
import ibis.expr.types as ir

from claims.calculator.facts.condition_expressions import rows_are_missing
from claims.calculator.facts.months import month_number
from claims.money import MOST_CENTS, parse_cents
from claims.money.widths import EXACT
from claims.plans import Plan
from claims.plans.evidence import Evidence
from claims.plans.fact_kinds import (
    DERIVED_KINDS,
    CalendarMonthsBetween,
    ClaimValue,
    Fact,
    MatterFinding,
    Total,
    composite_order,
    is_from_rows,
)
from claims.plans.record_columns import FactType
from claims.plans.registry import check_all_have

COLUMN_TYPES: dict[FactType, str] = {
    "count": "int64",
    "amount": "int64",
    "text": "string",
    "day": "date",
    "yes_or_no": "boolean",
}
"""The column type of each type of fact; an amount is in cents."""


def with_claim_facts(table: ir.Table, plan: Plan) -> ir.Table:
    """The table with a column for every fact of the plan.

    A column of a fact that the table has is what is known; one that it lacks is unknown, or for
    a finding of the matter what was established. A fact drawn from rows that has no `refused` or
    `incomplete` beside it, or a blank there, is taken to be complete. Blanks of claim facts become
    what the plan lets them count as; text without a character is blank. Derived facts are always
    computed.
    """
    columns: dict[str, ir.Value] = {}
    for key, fact in plan.facts.items():
        if isinstance(fact, ClaimValue):
            columns[Evidence(key).value] = _stated_value(key, fact, table)
        else:
            columns |= _missing_columns(key, fact, table)
    table = table.mutate(**columns)
    for key in composite_order(plan.facts):
        table = table.mutate(
            **{Evidence(key).value: _composite_value(plan.facts[key], table, plan)}
        )
    return table


def _stated_value(key: str, fact: ClaimValue, table: ir.Table) -> ir.Value:
    name, type_ = Evidence(key).value, COLUMN_TYPES[fact.type]
    stated = table[name].cast(type_) if name in table.columns else ibis.null(type_)
    if fact.type == "text":
        stated = stated.nullif("")
    if fact.if_blank is None:
        return stated
    blank: Any = parse_cents(fact.if_blank) if fact.type == "amount" else fact.if_blank
    return ibis.coalesce(stated, ibis.literal(blank, type=type_))


def _missing_columns(key: str, fact: Fact, table: ir.Table) -> dict[str, ir.Value]:
    """What a table lacks of a fact that is not the claim's own."""
    wanted: dict[str, ir.Value] = {Evidence(key).value: ibis.null(COLUMN_TYPES[fact.type])}
    if isinstance(fact, MatterFinding):
        wanted[Evidence(key).value] = ibis.literal(fact.established)
    if is_from_rows(fact):
        wanted[Evidence(key).refused] = ibis.literal(0, "int64")
        wanted[Evidence(key).incomplete] = ibis.literal(False)
    return {name: value for name, value in wanted.items() if name not in table.columns}


def _composite_value(fact: Fact, table: ir.Table, plan: Plan) -> ir.IntegerValue:
    return _DERIVED[type(fact)](fact, table, plan)


def _total(fact: Total, table: ir.Table, plan: Plan) -> ir.IntegerValue:
    parts = [_certain_value(key, plan.facts[key], table).cast(EXACT) for key in fact.of]
    total = reduce(add, parts)
    return ibis.ifelse(total <= MOST_CENTS, total, ibis.null(EXACT)).cast("int64")


def _certain_value(key: str, fact: Fact, table: ir.Table) -> ir.Value:
    """The fact's value, or unknown where it is only the least that it can be."""
    value = table[Evidence(key).value]
    if not is_from_rows(fact):
        return value
    return ibis.ifelse(rows_are_missing(key, table), ibis.null(value.type()), value)


def _month_count_between(
    fact: CalendarMonthsBetween, table: ir.Table, plan: Plan
) -> ir.IntegerValue:
    start, end = table[Evidence(fact.start).value], table[Evidence(fact.end).value]
    period = fact.period(plan.period)
    first = ibis.greatest(start, ibis.literal(period.start))
    last = ibis.least(end, ibis.literal(period.end - timedelta(days=1)))
    months = month_number(last) - month_number(first) + 1
    months = ibis.ifelse(last >= first, months * fact.points_per_month, 0)
    # Asked first: the greatest of a blank and a day is the day.
    return ibis.ifelse(start <= end, months, ibis.null("int64")).cast("int64")


_DERIVED: Mapping[type, Callable[..., ir.IntegerValue]] = {
    Total: _total,
    CalendarMonthsBetween: _month_count_between,
}
check_all_have("formula", "derived kind of fact", DERIVED_KINDS, _DERIVED, __name__)
