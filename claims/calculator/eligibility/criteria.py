"""Every criterion of a plan as met, unmet or unknown, and the verdict that follows."""

from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

from claims.calculator.facts import is_met
from claims.plans import Plan
from claims.verdicts import ClaimVerdict, CriterionResult


def criteria_results(facts: ir.Table, plan: Plan) -> dict[str, ir.StringValue]:
    """`criterion_<key>` for every criterion: all of them, even after one is unmet."""
    return {
        f"criterion_{criterion.key}": _result(
            is_met(criterion.condition, facts, plan.conditions_by_subclass)
        )
        for criterion in plan.criteria
    }


def verdict(table: ir.Table, plan: Plan) -> ir.StringValue:
    """Any criterion unmet: ineligible; else any unknown: undetermined; else eligible.

    A plan without criteria, such as one for claims that a court has allowed, finds all eligible.
    """
    results = [table[f"criterion_{criterion.key}"] for criterion in plan.criteria]
    if not results:
        return ibis.literal(ClaimVerdict.ELIGIBLE)
    return ibis.cases(
        (_any_is(results, CriterionResult.UNMET), ClaimVerdict.INELIGIBLE),
        (_any_is(results, CriterionResult.UNKNOWN), ClaimVerdict.UNDETERMINED),
        else_=ClaimVerdict.ELIGIBLE,
    )


def _result(held: ir.BooleanValue) -> ir.StringValue:
    return ibis.cases(
        (held, CriterionResult.MET), (~held, CriterionResult.UNMET), else_=CriterionResult.UNKNOWN
    )


def _any_is(results: list[ir.StringValue], result: str) -> ir.BooleanValue:
    return reduce(or_, [column == result for column in results])
