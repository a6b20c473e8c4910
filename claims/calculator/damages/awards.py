"""What one person is owed under each head of damages, before any fund limits it."""

from functools import reduce
from operator import add, or_

import ibis
import ibis.expr.types as ir

from claims.calculator.facts import FactsTable, amount_in_cents
from claims.plans import Plan
from claims.plans.amounts import GreatestOf, LeastOf
from claims.plans.dependencies import dependency_order
from claims.plans.heads import Head

_CENTS = "int64"


def with_potentials(table: ir.Table, plan: Plan) -> ir.Table:
    """Adds `potential_<head>` in cents, NULL where unknown, and `potential`: the whole award.

    The potential is what an eligible claim is owed; `with_awards` says what this one is.
    `potential` is the sum of the heads or the greatest, as the plan combines them; zero in a plan
    without heads.
    """
    for head in _ordered_heads(plan):
        facts = FactsTable(table, plan.facts, plan.conditions_by_subclass)
        table = table.mutate(**{f"potential_{head.key}": _potential(head, facts, plan)})
    return table.mutate(potential=_combined_potential(table, plan))


def with_awards(table: ir.Table, plan: Plan, owed: ir.BooleanValue) -> ir.Table:
    """Adds `award_<head>` and `award` in cents: the potential where `owed` and known, else zero."""
    names = [*(f"_{head.key}" for head in plan.heads_of_award), ""]
    return table.mutate(
        **{
            f"award{name}": ibis.ifelse(
                owed.fill_null(False), table[f"potential{name}"].fill_null(0), _cents_literal(0)
            )
            for name in names
        }
    )


def _potential(head: Head, facts: FactsTable, plan: Plan) -> ir.IntegerValue:
    amount = head.amount
    if head.at_least is not None:
        amount = GreatestOf(greatest_of=(amount, head.at_least))
    if head.at_most is not None:
        amount = LeastOf(least_of=(amount, head.at_most))
    cents = amount_in_cents(amount, facts, plan.rounding)
    if head.condition is None:
        return cents
    held = facts.holds(head.condition)
    return ibis.cases((held, cents), (~held, _cents_literal(0)), else_=ibis.null(_CENTS))


def _combined_potential(table: ir.Table, plan: Plan) -> ir.IntegerValue:
    heads = [table[f"potential_{head.key}"] for head in plan.heads_of_award]
    if not heads:
        return _cents_literal(0)
    if plan.combine == "stack":
        return reduce(add, heads)
    unknown = reduce(or_, [head.isnull() for head in heads])
    greatest = ibis.greatest(*heads) if len(heads) > 1 else heads[0]
    return ibis.ifelse(unknown, ibis.null(_CENTS), greatest)


def _ordered_heads(plan: Plan) -> list[Head]:
    """The heads, each after those that its amounts speak of; the plan has no circle."""
    rests_on = {head.key: head.rests_on for head in plan.damages}
    return [plan.head(key) for key in dependency_order(rests_on, "heads")]


def _cents_literal(amount: int) -> ir.IntegerScalar:
    # From text, since Ibis writes a number as it is and DuckDB takes a small one for an INTEGER.
    return ibis.literal(str(int(amount))).cast(_CENTS)
