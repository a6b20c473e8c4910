"""What one person is owed under each theory, before any fund limits it."""

import ibis
import ibis.expr.types as ir

from claims.facts import holds
from claims.plans import Plan


def owed_if_eligible(facts: ir.Table, plan: Plan) -> dict[str, ir.IntegerValue]:
    """`potential_<theory>` in cents: what an eligible person is owed under that theory.

    Zero where the theory asks for more than the criteria and that is unmet or unknown: a sum is
    stated only once everything that it rests on is established.
    """
    columns: dict[str, ir.IntegerValue] = {}
    for theory in plan.damages:
        amount = _cents(theory.amount_cents)
        if theory.condition is not None:
            established = holds(theory.condition, facts).fill_null(False)
            amount = ibis.ifelse(established, amount, _cents(0))
        columns[f"potential_{theory.key}"] = amount
    return columns


def awards(table: ir.Table, plan: Plan, owed: ir.BooleanValue) -> dict[str, ir.IntegerValue]:
    """`award_<theory>` in cents: the potential sum where `owed`, else zero."""
    return {
        f"award_{theory.key}": ibis.ifelse(owed, table[f"potential_{theory.key}"], _cents(0))
        for theory in plan.damages
    }


def _cents(amount: int) -> ir.IntegerScalar:
    # From text, since Ibis writes a number as it is and DuckDB takes a small one for an INTEGER.
    return ibis.literal(str(int(amount))).cast("int64")
