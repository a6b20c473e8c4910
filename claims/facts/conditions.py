"""A plan's conditions as Ibis expressions over a table of facts: true, false or NULL (unknown).

SQL's `AND` and `OR` are the three-valued logic that plans are written in, so the engine keeps the
truth tables; only `at_least` has to say when it does not know.
"""

from datetime import date
from functools import reduce
from operator import and_, or_

import ibis
import ibis.expr.types as ir

from claims.plans.conditions import AllOf, Condition, FactTest


def holds(condition: Condition, facts: ir.Table) -> ir.BooleanValue:
    """Whether the condition holds for each row of `facts`, whose columns are `fact_<key>`."""
    if isinstance(condition, FactTest):
        return _test(condition, facts)
    parts = [holds(part, facts) for part in condition.parts]
    return reduce(and_ if isinstance(condition, AllOf) else or_, parts)


def _test(test: FactTest, facts: ir.Table) -> ir.BooleanValue:
    column = facts[f"fact_{test.fact}"]
    if test.equals is not None:
        return column == test.equals
    if test.one_of is not None:
        return column.isin(list(test.one_of))
    if test.before is not None:
        return column < _day(test.before)
    if test.on_or_after is not None:
        return column >= _day(test.on_or_after)
    return _at_least(test, facts)


def _at_least(test: FactTest, facts: ir.Table) -> ir.BooleanValue:
    """Met as soon as enough is on record; too little is unmet only if all of it was produced."""
    reached = facts[f"fact_{test.fact}"] >= test.at_least
    something_is_missing = (facts[f"fact_{test.fact}_refused"] > 0) | facts[
        f"fact_{test.fact}_incomplete"
    ]
    return ibis.ifelse(~reached & something_is_missing, ibis.null("boolean"), reached)


def _day(day: date) -> ir.DateScalar:
    return ibis.literal(day, type="date")
