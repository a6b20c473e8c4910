"""A plan's amounts as Ibis expressions over a table of facts: exact, unknown as NULL.

An amount is computed as a whole number of cents times a scale that all of its percentages and rates
divide, so that nothing is rounded before the whole is known.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add, or_

import ibis
import ibis.expr.types as ir

from claims.calculator.facts.condition_expressions import is_met, rows_are_missing
from claims.money import parse_cents
from claims.money.exact_arithmetic import rounded_ratio_column
from claims.money.widths import EXACT
from claims.plans.amounts import (
    FORMS,
    Amount,
    FactAmount,
    Fixed,
    GreatestOf,
    HeadAmount,
    LeastOf,
    PercentOf,
    PerUnit,
    Statutory,
    SumOf,
    Tiers,
    Times,
    When,
    denominator,
)
from claims.plans.conditions import Condition
from claims.plans.evidence import Evidence
from claims.plans.fact_kinds import Fact, is_from_rows
from claims.plans.ratios import rate_in_cents, ratio
from claims.plans.registry import check_all_have
from claims.plans.shares import Rounding


@dataclass(frozen=True)
class FactsTable:
    """A table with the columns of facts, and what a plan says of its facts and subclasses."""

    table: ir.Table
    facts: Mapping[str, Fact]
    subclasses: Mapping[str, Condition]

    def known(self, key: str) -> ir.DecimalValue:
        """A counted or amount fact; NULL also where rows are missing, for it is too low then."""
        value = self.table[Evidence(key).value].cast(EXACT)
        if not is_from_rows(self.facts[key]):
            return value
        return ibis.ifelse(rows_are_missing(key, self.table), ibis.null(EXACT), value)

    def holds(self, condition: Condition) -> ir.BooleanValue:
        """Whether a condition holds: true, false or NULL."""
        return is_met(condition, self.table, self.subclasses)


def exact_literal(number: int) -> ir.DecimalScalar:
    """A whole number as the engine keeps exact ones. From text: Ibis would choose a small type."""
    return ibis.literal(str(int(number))).cast(EXACT)


@dataclass(frozen=True)
class _AmountValue:
    """An amount, and whether it is unknown; where it is, the amount says nothing.

    Kept apart, so that each part of an amount is written into the expression a fixed number of
    times: GREATEST passes over NULL, and guarding it by repeating its parts would double them at
    every depth.
    """

    cents: ir.DecimalValue
    unknown: ir.BooleanValue


def amount_in_cents(
    amount: Amount, facts: FactsTable, rounding: Rounding | None
) -> ir.IntegerValue:
    """The amount in whole cents, rounded once by the plan's rule; NULL where it is unknown.

    A plan without a rule for rounding has nothing to round: its amounts are whole cents.
    """
    scale = denominator(amount)
    cents = scaled_amount(amount, facts)
    if scale > 1:
        cents = rounded_ratio_column(cents, scale, rounding.amounts if rounding else "down")
    return cents.cast("int64")


def scaled_amount(amount: Amount, facts: FactsTable) -> ir.DecimalValue:
    """The exact amount in cents times its `denominator`; NULL where it is unknown."""
    value = _value(amount, facts, denominator(amount))
    return ibis.ifelse(value.unknown, ibis.null(EXACT), value.cents)


def first_branch_value(
    branches: Sequence[tuple[ir.BooleanValue, ir.Value]], otherwise: ir.Value
) -> ir.Value:
    """The value of the first branch that holds; NULL from a branch that nobody knows."""
    cases: list[tuple[ir.BooleanValue, ir.Value]] = []
    for held, value in branches:
        cases += [(held.isnull(), ibis.null(value.type())), (held, value)]
    return ibis.cases(*cases, else_=otherwise)


def _value(amount: Amount, facts: FactsTable, scale: int) -> _AmountValue:
    return _CALCULATIONS[type(amount)](amount, facts, scale)


def _known_value(cents: ir.DecimalValue) -> _AmountValue:
    return _AmountValue(cents, cents.isnull())


def _fixed_sum(amount: Fixed, facts: FactsTable, scale: int) -> _AmountValue:
    return _AmountValue(exact_literal(parse_cents(amount.fixed) * scale), ibis.literal(False))


def _statutory(amount: Statutory, facts: FactsTable, scale: int) -> _AmountValue:
    once = exact_literal(parse_cents(amount.statutory.each) * scale)
    if amount.per is None:
        return _AmountValue(once, ibis.literal(False))
    return _known_value(once * facts.known(amount.per))


def _unit_rate(amount: PerUnit, facts: FactsTable, scale: int) -> _AmountValue:
    return _known_value(
        exact_literal(int(rate_in_cents(amount.each) * scale)) * facts.known(amount.per)
    )


def _fact(amount: FactAmount, facts: FactsTable, scale: int) -> _AmountValue:
    return _known_value(facts.known(amount.fact) * exact_literal(scale))


def _percent(amount: PercentOf, facts: FactsTable, scale: int) -> _AmountValue:
    part = ratio(amount.percent) / 100
    whole = _value(amount.of, facts, scale // part.denominator)
    return _AmountValue(whole.cents * exact_literal(part.numerator), whole.unknown)


def _times(amount: Times, facts: FactsTable, scale: int) -> _AmountValue:
    by = ratio(amount.times)
    part = _value(amount.of, facts, scale // by.denominator)
    many = exact_literal(by.numerator)
    if amount.condition is None:
        return _AmountValue(part.cents * many, part.unknown)
    held = facts.holds(amount.condition)
    many = ibis.ifelse(held, many, exact_literal(by.denominator))
    return _AmountValue(part.cents * many, part.unknown | held.isnull())


def _greatest(amount: GreatestOf, facts: FactsTable, scale: int) -> _AmountValue:
    return _combination(ibis.greatest, amount.parts, facts, scale)


def _least(amount: LeastOf, facts: FactsTable, scale: int) -> _AmountValue:
    return _combination(ibis.least, amount.parts, facts, scale)


def _sum(amount: SumOf, facts: FactsTable, scale: int) -> _AmountValue:
    return _combination(lambda *parts: reduce(add, parts), amount.parts, facts, scale)


def _combination(
    together: Callable[..., ir.DecimalValue],
    parts: Sequence[Amount],
    facts: FactsTable,
    scale: int,
) -> _AmountValue:
    values = [_value(part, facts, scale) for part in parts]
    unknown = reduce(or_, [value.unknown for value in values])
    return _AmountValue(together(*(value.cents for value in values)), unknown)


def _tiers(amount: Tiers, facts: FactsTable, scale: int) -> _AmountValue:
    fact = facts.known(amount.fact)
    reached = [
        (fact >= exact_literal(tier.starts_at), _value(tier.pays, facts, scale))
        for tier in reversed(amount.table)
    ]
    return _AmountValue(
        ibis.cases(*((held, value.cents) for held, value in reached), else_=ibis.null(EXACT)),
        ibis.cases(*((held, value.unknown) for held, value in reached), else_=ibis.literal(True)),
    )


def _branches(amount: When, facts: FactsTable, scale: int) -> _AmountValue:
    otherwise = _value(amount.otherwise, facts, scale)
    branches = [
        (facts.holds(branch.condition), _value(branch.then, facts, scale))
        for branch in amount.branches
    ]
    cents = first_branch_value([(held, value.cents) for held, value in branches], otherwise.cents)
    unknown = first_branch_value(
        [(held, value.unknown) for held, value in branches], otherwise.unknown
    )
    return _AmountValue(cents, unknown.fill_null(True))


def _head(amount: HeadAmount, facts: FactsTable, scale: int) -> _AmountValue:
    return _known_value(facts.table[f"potential_{amount.head}"].cast(EXACT) * exact_literal(scale))


_CALCULATIONS: Mapping[type, Callable[..., _AmountValue]] = {
    Fixed: _fixed_sum,
    Statutory: _statutory,
    PerUnit: _unit_rate,
    FactAmount: _fact,
    PercentOf: _percent,
    Times: _times,
    GreatestOf: _greatest,
    LeastOf: _least,
    SumOf: _sum,
    Tiers: _tiers,
    When: _branches,
    HeadAmount: _head,
}
check_all_have("calculation", "form of amount", FORMS, _CALCULATIONS, __name__)
