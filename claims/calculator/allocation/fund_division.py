"""A fund divided among the claims: pools in their order, limits, tax cap, reserve and residual."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import ibis
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from claims.calculator.allocation.engine_tables import aggregates, store_table
from claims.calculator.allocation.payability import PAY, RESERVE
from claims.calculator.allocation.terms import (
    FIRST_ROUND,
    limits_of,
    shares_by_key,
    terms_of,
    weight_scale,
)
from claims.calculator.allocation.water_filling import FilledPool, fill_pool
from claims.calculator.allocation.waterfall import Waterfall, waterfall
from claims.calculator.facts import FactsTable
from claims.law.statutes import reporting_threshold
from claims.money import CannotCalculate, format_cents, parse_cents
from claims.money.exact_arithmetic import refuse_overflow, total
from claims.plans import Plan
from claims.plans.conditions import FactTest
from claims.plans.shares import AmountMoney, PercentMoney, Pool, Round, Shares

MONEY_COLUMNS = ("payment", "kept", "withheld")
"""What a division says of each claim, in cents: paid, kept in reserve, withheld by the tax cap."""

_JOINS_PER_STORE = 8


@dataclass(frozen=True)
class PoolResult:
    """What became of one pool, or of a later round, in cents.

    `share_value` is the exact value of one share, before limits are applied to it and after what
    they free was shared again; None if nobody shares.
    """

    key: str
    money: int
    used: int
    share_value: Fraction | None
    claims: int

    @property
    def unspent(self) -> int:
        """What no share took; below zero where half-up rounding gave out more than there is."""
        return self.money - self.used


@dataclass(frozen=True)
class Division:
    """A fund divided: `table` has, for each claim that takes part, its shares and its money.

    Columns: claim; share_<pool> (cents), bound_<pool>; payment, kept, withheld. In cents:
    net (with `top_up`) = payments + kept + withheld + residual, always.
    """

    table: ir.Table
    waterfall: Waterfall
    top_up: int
    net: int
    pools: tuple[PoolResult, ...]
    payments: int
    kept: int
    withheld: int
    residual: int
    kept_without_amount: int


class OverspentFund(CannotCalculate):
    """Rounding would pay out more than there is; `over_cents` says by how much."""

    def __init__(self, over_cents: int, net_cents: int) -> None:
        super().__init__(
            f"The shares come to {format_cents(over_cents)} more than the net fund of "
            f"{format_cents(net_cents)}, because each is rounded by itself. Nothing can be "
            "published: have the plan round payments by largest_remainder or down."
        )
        self.over_cents = over_cents


def divide_fund(
    connection: BaseBackend, claims: ir.Table, plan: Plan, round_number: int = FIRST_ROUND
) -> Division:
    """Divide the plan's fund, or the money of a later round, among the claims.

    `claims` has a unique `claim`, the plan's facts, the terms of each pool (`with_terms`) and
    `treatment`. The result's table lives as long as the connection. Raises CannotCalculate for
    floors that do not fit and PaysTooMuch where rounding overspends; KeyError for a round that the
    plan does not have.
    """
    by_key = shares_by_key(plan, round_number)
    base = store_table(connection, _claim_rows(claims, plan, by_key, round_number))
    falls = waterfall(plan)
    if round_number == FIRST_ROUND:
        net, top_up, pools = _first_round(connection, base, plan, falls.net)
    else:
        later, top_up = plan.rounds[round_number - 2], 0
        net = _round_money(base, later, falls.net)
        wanted = parse_cents(later.only_if_at_least) if later.only_if_at_least else 0
        key, is_held = next(iter(by_key)), net >= wanted
        if not is_held:
            # Nobody takes part: a floor that the plan sets for the round is no reason to refuse.
            base = base.mutate(treatment=ibis.null("string"))
        pools = [_divide_pool(connection, base, key, later, net if is_held else 0, plan)]
    return _division(connection, base, plan, falls, net, top_up, pools)


@dataclass(frozen=True)
class _PoolShares:
    """One pool with its shares."""

    result: PoolResult
    shares: ir.Table


def _claim_rows(
    claims: ir.Table, plan: Plan, by_key: Mapping[str, Shares], round_number: int
) -> ir.Table:
    """One row a claim that takes part or took part before, with only what dividing needs."""
    facts = FactsTable(claims, plan.facts, plan.conditions_by_subclass)
    capped: ir.Value = ibis.literal(False)
    if plan.tax_cap is not None:
        capped = ~facts.holds(plan.tax_cap.unless).fill_null(False)
    columns: dict[str, ir.Value] = {"treatment": claims["treatment"], "capped": capped}
    columns["paid_before"] = columns["came_back"] = ibis.literal(0, "int64")
    if round_number != FIRST_ROUND:
        later = plan.rounds[round_number - 2]
        paid = facts.known(later.paid).fill_null(0).cast("int64")
        uncashed = facts.holds(FactTest.model_validate({"fact": later.cashed, "is": False}))
        columns["paid_before"] = paid
        columns["came_back"] = ibis.ifelse(uncashed.fill_null(False), paid, 0)
    for key, shares in by_key.items():
        for name in terms_of(shares):
            columns[f"{name}_{key}"] = claims[f"{name}_{key}"]
    base = claims.select("claim", **columns)
    return base.filter(base["treatment"].notnull() | (base["paid_before"] != 0))


def _first_round(
    connection: BaseBackend, base: ir.Table, plan: Plan, net: int
) -> tuple[int, int, list[_PoolShares]]:
    """Net fund, what the defendant added to it, and the pools filled."""
    pools = _fill_pools(connection, base, plan, net)
    top_up = plan.fund.top_up if plan.fund else None
    if top_up is None:
        return net, 0, pools
    one = _single_share(connection, base, plan, top_up.pool, pools)
    if one is None or one >= parse_cents(top_up.if_share_below):
        return net, 0, pools
    added = parse_cents(top_up.amount)
    return net + added, added, _fill_pools(connection, base, plan, net + added)


def _single_share(
    connection: BaseBackend, base: ir.Table, plan: Plan, key: str, pools: list[_PoolShares]
) -> Fraction | None:
    """The pool's money over the sum of its weights, before any limit; None if nobody shares."""
    weights = _sharing_rows(base, key, plan.pool(key))
    summed = aggregates(weights, weight=total(weights["weight"]))["weight"]
    if summed == 0:
        return None
    money = next(pool.result.money for pool in pools if pool.result.key == key)
    return Fraction(money * weight_scale(plan.pool(key)), summed)


def _fill_pools(connection: BaseBackend, base: ir.Table, plan: Plan, net: int) -> list[_PoolShares]:
    left, filled = net, []
    for pool in plan.pools:
        money = min(_pool_money(pool, net, plan), left) if pool.money != "rest" else left
        shared = _divide_pool(connection, base, pool.key, pool, money, plan)
        # Overspending is told for the fund as a whole; until then nobody's money is less than none.
        gone = money if pool.unspent == "residual" else min(shared.result.used, money)
        left -= gone
        filled.append(shared)
    return filled


def _pool_money(pool: Pool, net: int, plan: Plan) -> int:
    if isinstance(pool.money, AmountMoney):
        return parse_cents(pool.money.amount)
    if not isinstance(pool.money, PercentMoney):
        return net
    return pool.money.cents_of(net, plan.rounding.amounts if plan.rounding else "down")


def _round_money(base: ir.Table, later: Round, net: int) -> int:
    """What came back, perhaps what was never paid out, less what the round costs."""
    sums = aggregates(base, back=total(base["came_back"]), paid=total(base["paid_before"]))
    money: int = sums["back"]
    if later.money == "returned_and_residual":
        money += max(0, net - sums["paid"])
    return max(0, money - (parse_cents(later.costs) if later.costs else 0))


def _sharing_rows(base: ir.Table, key: str, shares: Shares) -> ir.Table:
    """The claims that share, with a weight that is known: claim, weight, limits.

    Of a claim whose share is only kept, an unknown membership counts as met and an unknown limit as
    none, so that what is kept is never too little.
    """
    member = ibis.ifelse(
        base["treatment"] == PAY,
        base[f"member_{key}"].fill_null(False),
        base[f"member_{key}"].fill_null(True),
    )
    takes_part = base["treatment"].notnull() & member & base[f"weight_{key}"].notnull()
    columns = {name: base[f"{name}_{key}"] for name in limits_of(shares)}
    # Once and here: the engine takes longer to narrow a weight than for all else done with it.
    weight = base[f"weight_{key}"].cast("int64")
    return base.filter(takes_part).select("claim", weight=weight, **columns)


def _divide_pool(
    connection: BaseBackend, base: ir.Table, key: str, shares: Shares, money: int, plan: Plan
) -> _PoolShares:
    try:
        with refuse_overflow("The shares of the pool"):
            rows = store_table(connection, _sharing_rows(base, key, shares))
        filled = _fill(connection, rows, "at_most", shares, money, plan)
        if shares.then_at_most is not None and filled.limits_leave_money:
            filled = _fill(connection, rows, "then_at_most", shares, money, plan)
    except CannotCalculate as error:
        raise CannotCalculate(f"{key}: {error}") from error
    value = filled.value
    result = PoolResult(
        key=key,
        money=money,
        used=filled.paid_cents,
        share_value=None if value is None else value * weight_scale(shares),
        claims=filled.claims,
    )
    return _PoolShares(result, filled.table)


def _fill(
    connection: BaseBackend, rows: ir.Table, limit: str, shares: Shares, money: int, plan: Plan
) -> FilledPool:
    minimum = shares.minimum_payment
    limits = {"at_least": "at_least", "at_most": limit}
    limits = {name: column for name, column in limits.items() if column in rows.columns}
    return fill_pool(
        connection,
        rows.select("weight", key="claim", **limits),
        money,
        rounding=plan.rounding.payments if plan.rounding else "largest_remainder",
        minimum_payment=parse_cents(minimum) if minimum else None,
        share_value=shares.share_value,
        one_share=weight_scale(shares),
    )


def _division(
    connection: BaseBackend,
    base: ir.Table,
    plan: Plan,
    falls: Waterfall,
    net: int,
    top_up: int,
    pools: list[_PoolShares],
) -> Division:
    table = base.select("claim", "treatment", "capped", "paid_before")
    for position, pool in enumerate(pools, start=1):
        key = pool.result.key
        shares = pool.shares.select(
            claim=pool.shares["key"],
            **{f"share_{key}": pool.shares["cents"], f"bound_{key}": pool.shares["bound"]},
        )
        table = table.left_join(shares, "claim").drop("claim_right")
        table = table.mutate(**{f"share_{key}": table[f"share_{key}"].fill_null(0)})
        if position % _JOINS_PER_STORE == 0:
            # Each join is written around the ones before it; dozens take minutes, then no stack.
            table = store_table(connection, table)
    table = store_table(
        connection, _with_payments(table, plan, [pool.result.key for pool in pools])
    )
    sums = aggregates(table, **{name: total(table[name]) for name in MONEY_COLUMNS})
    payments, kept, withheld = sums["payment"], sums["kept"], sums["withheld"]
    residual = net - payments - kept - withheld
    if residual < 0:
        raise OverspentFund(-residual, net)
    return Division(
        table=table.drop("treatment", "capped", "paid_before"),
        waterfall=falls,
        top_up=top_up,
        net=net,
        pools=tuple(pool.result for pool in pools),
        payments=payments,
        kept=kept,
        withheld=withheld,
        residual=residual,
        kept_without_amount=_unknown_reserve_count(base, [pool.result.key for pool in pools]),
    )


def _with_payments(table: ir.Table, plan: Plan, keys: list[str]) -> ir.Table:
    """Adds payment, kept and withheld to claims with their shares."""
    shares = sum((table[f"share_{key}"] for key in keys), ibis.literal(0, "int64"))
    pays = (table["treatment"] == PAY).fill_null(False)
    most: ir.Value = shares
    if plan.tax_cap is not None:
        cap = reporting_threshold(plan.tax_cap.form, plan.tax_cap.paid_on) - 1
        room = ibis.greatest(ibis.literal(cap, "int64") - table["paid_before"], 0)
        most = ibis.ifelse(table["capped"], ibis.least(shares, room), shares)
    payment = ibis.ifelse(pays, most, 0)
    return table.mutate(
        payment=payment.cast("int64"),
        kept=ibis.ifelse(pays, 0, shares).cast("int64"),
        withheld=ibis.ifelse(pays, shares - most, 0).cast("int64"),
    )


def _unknown_reserve_count(base: ir.Table, keys: list[str]) -> int:
    """Claims for which something should be kept and nobody knows how much."""
    unknown = ibis.literal(False)
    for key in keys:
        unknown = unknown | (base[f"member_{key}"].fill_null(True) & base[f"weight_{key}"].isnull())
    rows = base.filter((base["treatment"] == RESERVE) & unknown)
    claims: int = aggregates(rows, claims=rows.count())["claims"]
    return claims
