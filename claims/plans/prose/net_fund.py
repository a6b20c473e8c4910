"""The figures that a plan fixes by itself: its deductions, its net fund, and what a pool holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from claims.money import parse_cents
from claims.plans.schema import Plan
from claims.plans.shares import AmountMoney, PercentMoney, Pool


@dataclass(frozen=True)
class NetFund:
    """Each deduction by its key, and what they leave, in cents."""

    deductions: Mapping[str, int]
    net: int


def net_fund(plan: Plan) -> NetFund:
    """The deductions in their order; a test holds them equal to those of the calculation.

    Raises ValueError for a plan without a fund.
    """
    if plan.fund is None or plan.rounding is None:
        raise ValueError(f"The plan {plan.slug} has no fund.")
    deductions = plan.fund.rounded_deductions(plan.rounding.amounts)
    held = plan.fund.gross_cents + plan.fund.interest_cents
    return NetFund(deductions, held - sum(deductions.values()))


def pool_money(pool: Pool, plan: Plan) -> int | None:
    """What a pool holds in cents; None where that depends on claims."""
    left: int | None = _certain_net(plan)
    for other in plan.pools:
        held = _money_within(other, left, plan)
        if other.key == pool.key:
            return held
        left = left - held if left is not None and held is not None else None
        # What this pool does not pay comes back to the rest, and nobody knows how much that is.
        if other.unspent == "rest":
            left = None
    raise KeyError(pool.key)


def _money_within(pool: Pool, left: int | None, plan: Plan) -> int | None:
    """No more than `left`, where that is known."""
    if pool.money == "rest":
        return left
    if isinstance(pool.money, AmountMoney):
        wanted: int | None = parse_cents(pool.money.amount)
    else:
        wanted = percent_of_net(pool.money, plan)
    return wanted if wanted is None or left is None else min(wanted, left)


def percent_of_net(money: PercentMoney, plan: Plan) -> int | None:
    """A percentage of the net fund in cents; None where a top-up may raise the net fund."""
    net = _certain_net(plan)
    if net is None or plan.rounding is None:
        return None
    return money.cents_of(net, plan.rounding.amounts)


def _certain_net(plan: Plan) -> int | None:
    may_grow = plan.fund is None or plan.fund.top_up is not None
    return None if may_grow else net_fund(plan).net
