"""What the facts alone say of a claim: its criteria, what it would be owed, and the verdict."""

import ibis
import ibis.expr.types as ir

from claims.calculator.allocation import (
    FIRST_ROUND,
    is_share_known,
    shares_by_key,
    with_terms,
)
from claims.calculator.damages import with_potentials
from claims.calculator.eligibility import criteria_results, verdict
from claims.plans import Plan
from claims.verdicts import ClaimVerdict


def with_merits(table: ir.Table, plan: Plan) -> ir.Table:
    """Adds criteria, potentials, the terms of the plan's pools, `amount_known`, `computed_verdict`.

    The table has the plan's facts. A claim that meets every criterion and whose award or share
    nobody can work out is undetermined: it goes to a person, and is never taken for zero.
    """
    pools = shares_by_key(plan, FIRST_ROUND)
    table = table.mutate(**criteria_results(table, plan))
    table = with_terms(with_potentials(table, plan), plan, pools)
    table = table.mutate(amount_known=table["potential"].notnull() & is_share_known(table, pools))
    of_criteria = verdict(table, plan)
    unknown = (of_criteria == ClaimVerdict.ELIGIBLE) & ~table["amount_known"]
    return table.mutate(
        computed_verdict=ibis.ifelse(unknown, ClaimVerdict.UNDETERMINED, of_criteria)
    )
