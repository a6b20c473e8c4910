"""From the gross fund to the net fund: each deduction in its order, to the cent."""

from dataclasses import dataclass

from claims.money import Cents, rounded
from claims.plans import Plan
from claims.plans.fund import Deduction


@dataclass(frozen=True)
class Waterfall:
    """What came in, what the court takes from it, and what is left for the class, in cents."""

    gross: Cents
    interest: Cents
    deductions: tuple[tuple[Deduction, Cents], ...]
    net: Cents

    @property
    def gross_and_interest(self) -> Cents:
        """All that came in."""
        return Cents(self.gross + self.interest)


def waterfall(plan: Plan) -> Waterfall:
    """The plan's fund, each deduction rounded by the plan's rule for amounts.

    Raises ValueError for a plan without a fund. Rounding up cannot take more than there is: the
    last deduction gives way, by less than a cent for each one above it.
    """
    if plan.fund is None or plan.rounding is None:
        raise ValueError(f"The plan {plan.slug} has no fund.")
    fund, left = plan.fund, plan.fund.gross_cents + plan.fund.interest_cents
    deducted: dict[str, int] = {}
    for deduction in fund.deductions:
        exact = fund.exact_deduction(deduction, deducted)
        cents = min(rounded(*exact.as_integer_ratio(), plan.rounding.amounts), left)
        deducted[deduction.key] = cents
        left -= cents
    return Waterfall(
        gross=fund.gross_cents,
        interest=fund.interest_cents,
        deductions=tuple((d, Cents(deducted[d.key])) for d in fund.deductions),
        net=Cents(left),
    )
