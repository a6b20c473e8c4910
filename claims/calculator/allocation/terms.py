"""On what terms each claim shares in a pool: whether, with what weight, within what limits."""

from collections.abc import Mapping
from functools import reduce
from math import lcm
from operator import or_

import ibis
import ibis.expr.types as ir

from claims.calculator.facts import (
    FactsTable,
    amount_in_cents,
    exact_literal,
    first_branch_value,
)
from claims.money.widths import EXACT
from claims.plans import Plan
from claims.plans.amounts import Amount
from claims.plans.conditions import FactTest
from claims.plans.ratios import ratio
from claims.plans.shares import ByFact, ByHead, Pool, Round, Shares

FIRST_ROUND = 1
_LIMITS = ("at_least", "at_most", "then_at_most")


def shares_by_key(plan: Plan, round_number: int = FIRST_ROUND) -> dict[str, Shares]:
    """What money is divided by in a round, by key: the pools at first, later the one round.

    Raises KeyError for a round that the plan does not have.
    """
    if round_number == FIRST_ROUND:
        return {pool.key: pool for pool in plan.pools}
    later = {later.number: later for later in plan.rounds}[round_number]
    return {f"round_{round_number}": later}


def weight_scale(shares: Shares) -> int:
    """Weights are whole numbers: one share counts for so many."""
    return lcm(*(ratio(multiple.times).denominator for multiple in shares.multiples))


def with_terms(table: ir.Table, plan: Plan, by_key: Mapping[str, Shares]) -> ir.Table:
    """Adds for each key `member_`, `weight_`, and of `at_least_`, `at_most_` and `then_at_most_`
    those that the plan sets.

    Membership is NULL where unknown, so are weights and limits. The table has facts and potentials.
    Amounts are in cents, weights decimal.
    """
    facts = FactsTable(table, plan.facts, plan.conditions_by_subclass)
    columns: dict[str, ir.Value] = {}
    for key, shares in by_key.items():
        columns[f"member_{key}"] = _is_member(shares, facts)
        columns[f"weight_{key}"] = _weight(shares, facts)
        for name in limits_of(shares):
            columns[f"{name}_{key}"] = _limit_cents(getattr(shares, name), facts, plan)
    return table.mutate(**columns)


def term_columns(by_key: Mapping[str, Shares]) -> list[str]:
    """The names of the columns that `with_terms` adds, in order."""
    return [f"{name}_{key}" for key, shares in by_key.items() for name in terms_of(shares)]


def terms_of(shares: Shares) -> tuple[str, ...]:
    """What is worked out for each claim: whether it shares, its weight, its limits."""
    return ("member", "weight", *limits_of(shares))


def limits_of(shares: Shares) -> tuple[str, ...]:
    """The limits that the plan sets for a share."""
    return tuple(name for name in _LIMITS if getattr(shares, name) is not None)


def is_share_known(table: ir.Table, by_key: Mapping[str, Shares]) -> ir.BooleanValue:
    """Whether every share of the claim is known: who shares, with what weight and limits."""
    unknown: list[ir.BooleanValue] = [ibis.literal(False)]
    for key, shares in by_key.items():
        member = table[f"member_{key}"]
        unknown.append(member.isnull())
        for name in ("weight", *limits_of(shares)):
            unknown.append(member.fill_null(True) & table[f"{name}_{key}"].isnull())
    return ~reduce(or_, unknown)


def _is_member(shares: Shares, facts: FactsTable) -> ir.BooleanValue:
    parts: list[ir.BooleanValue] = []
    if isinstance(shares, Pool | Round) and shares.who is not None:
        parts.append(facts.holds(shares.who))
    if isinstance(shares, Round):
        was_paid = facts.known(shares.paid) > exact_literal(0)
        cashed = facts.holds(FactTest.model_validate({"fact": shares.cashed, "is": True}))
        parts.append(was_paid & cashed)
    member = ibis.literal(True)
    for part in parts:
        member = member & part
    return member


def _weight(shares: Shares, facts: FactsTable) -> ir.DecimalValue:
    scale = weight_scale(shares)
    multiples = [
        (facts.holds(multiple.condition), exact_literal(int(ratio(multiple.times) * scale)))
        for multiple in shares.multiples
    ]
    many = (
        first_branch_value(multiples, exact_literal(scale)) if multiples else exact_literal(scale)
    )
    return _base_weight(shares, facts) * many


def _base_weight(shares: Shares, facts: FactsTable) -> ir.DecimalValue:
    if isinstance(shares.by, ByFact):
        return facts.known(shares.by.fact)
    if isinstance(shares.by, ByHead):
        return facts.table[f"potential_{shares.by.head}"].cast(EXACT)
    if shares.by == "award":
        return facts.table["potential"].cast(EXACT)
    return exact_literal(1)


def _limit_cents(limit: Amount | str, facts: FactsTable, plan: Plan) -> ir.IntegerValue:
    if isinstance(limit, str):
        return facts.table["potential"].cast("int64")
    return amount_in_cents(limit, facts, plan.rounding)
