"""A plan's conditions as Ibis expressions over a table of facts: true, false or NULL (unknown).

SQL's `AND`, `OR` and `NOT` are the three-valued logic that plans are written in, so the engine
keeps the truth tables; only `at_least` and `at_most` have to say when they do not know.
"""

from datetime import date
from functools import reduce
from operator import and_, or_

import ibis
import ibis.expr.types as ir

from claims.plans.conditions import (
    NO_SUBCLASSES,
    AllOf,
    Condition,
    FactTest,
    InSubclass,
    Not,
    Subclasses,
    bound_value,
)
from claims.plans.evidence import Evidence


def is_met(
    condition: Condition, facts: ir.Table, subclasses: Subclasses = NO_SUBCLASSES
) -> ir.BooleanValue:
    """Whether the condition holds for each row of `facts`, with the columns of `Evidence`.

    `subclasses` are the conditions of the plan's subclasses by key. A fact that has `_refused` and
    `_incomplete` beside it is only the least that it can be while they say that something is
    missing.
    """
    if isinstance(condition, FactTest):
        return _test_result(condition, facts)
    if isinstance(condition, InSubclass):
        return is_met(subclasses[condition.subclass], facts, subclasses)
    if isinstance(condition, Not):
        # Not `~`: Ibis writes its `isnull()` as NOT (…) IS NULL, which negates the question.
        return is_met(condition.part, facts, subclasses) == ibis.literal(False)
    parts = [is_met(part, facts, subclasses) for part in condition.parts]
    return reduce(and_ if isinstance(condition, AllOf) else or_, parts)


def _test_result(test: FactTest, facts: ir.Table) -> ir.BooleanValue:
    column = facts[Evidence(test.fact).value]
    if test.equals is not None:
        return column == test.equals
    if test.one_of is not None:
        return column.isin(list(test.one_of))
    if test.before is not None:
        return column < _day(test.before)
    if test.on_or_after is not None:
        return column >= _day(test.on_or_after)
    return _bound_test_result(test, facts)


def _bound_test_result(test: FactTest, facts: ir.Table) -> ir.BooleanValue:
    """At least is met as soon as enough is on record, at most unmet as soon as too much is.

    Else both wait until all of it was produced.
    """
    value = facts[Evidence(test.fact).value]
    if test.at_least is not None:
        is_certain = held = value >= bound_value(test.at_least)
    else:
        assert test.at_most is not None  # noqa: S101  # nosec B101  (a test has one word)
        is_certain = value > bound_value(test.at_most)
        held = value <= bound_value(test.at_most)
    if Evidence(test.fact).refused not in facts.columns:
        return held
    is_missing = rows_are_missing(test.fact, facts)
    return ibis.ifelse(~is_certain & is_missing, ibis.null("boolean"), held)


def rows_are_missing(key: str, facts: ir.Table) -> ir.BooleanValue:
    """Whether more rows of a fact could turn up; where a blank stands beside it, none could."""
    refused = facts[Evidence(key).refused].fill_null(0) > 0
    return refused | facts[Evidence(key).incomplete].fill_null(False)


def _day(day: date) -> ir.DateScalar:
    return ibis.literal(day, type="date")
