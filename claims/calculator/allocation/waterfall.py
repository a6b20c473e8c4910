"""From the gross fund to the net fund: each deduction in its order, to the cent."""

from dataclasses import dataclass

from claims.money import Cents
from claims.plans import Plan
from claims.plans.fund import Deduction


@dataclass(frozen=True)
class Waterfall:
    """What came in, what the court takes from it, and what is left for the class, in cents."""

    gross: Cents
    interest: Cents
    deductions: tuple[tuple[Deduction, Cents], ...]
    net: Cents


def waterfall(plan: Plan) -> Waterfall:
    """The plan's fund, each deduction rounded by the plan's rule for amounts.

    Raises ValueError for a plan without a fund.
    """
    if plan.fund is None or plan.rounding is None:
        raise ValueError(f"The plan {plan.slug} has no fund.")
    fund = plan.fund
    deducted = fund.rounded_deductions(plan.rounding.amounts)
    return Waterfall(
        gross=fund.gross_cents,
        interest=fund.interest_cents,
        deductions=tuple((d, Cents(deducted[d.key])) for d in fund.deductions),
        net=Cents(fund.gross_cents + fund.interest_cents - sum(deducted.values())),
    )
