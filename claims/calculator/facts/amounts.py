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

from claims.calculator.facts.conditions import holds, rows_are_missing
from claims.money import parse_cents
from claims.money.division import rounded
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
from claims.plans.facts import Fact, drawn_from_rows
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
        if not drawn_from_rows(self.facts[key]):
            return value
        return ibis.ifelse(rows_are_missing(key, self.table), ibis.null(EXACT), value)

    def holds(self, condition: Condition) -> ir.BooleanValue:
        """Whether a condition holds: true, false or NULL."""
        return holds(condition, self.table, self.subclasses)


def exactly(number: int) -> ir.DecimalScalar:
    """A whole number as the engine keeps exact ones. From text: Ibis would choose a small type."""
    return ibis.literal(str(int(number))).cast(EXACT)


@dataclass(frozen=True)
class _Value:
    """An amount, and whether it is unknown; where it is, the amount says nothing.

    Kept apart, so that each part of an amount is written into the expression a fixed number of
    times: GREATEST passes over NULL, and guarding it by repeating its parts would double them at
    every depth.
    """

    cents: ir.DecimalValue
    unknown: ir.BooleanValue


def in_cents(amount: Amount, facts: FactsTable, rounding: Rounding | None) -> ir.IntegerValue:
    """The amount in whole cents, rounded once by the plan's rule; NULL where it is unknown.

    A plan without a rule for rounding has nothing to round: its amounts are whole cents.
    """
    scale = denominator(amount)
    cents = scaled(amount, facts)
    if scale > 1:
        cents = rounded(cents, scale, rounding.amounts if rounding else "down")
    return cents.cast("int64")


def scaled(amount: Amount, facts: FactsTable) -> ir.DecimalValue:
    """The exact amount in cents times its `denominator`; NULL where it is unknown."""
    value = _value(amount, facts, denominator(amount))
    return ibis.ifelse(value.unknown, ibis.null(EXACT), value.cents)


def first_met(
    branches: Sequence[tuple[ir.BooleanValue, ir.Value]], otherwise: ir.Value
) -> ir.Value:
    """The value of the first branch that holds; NULL from a branch that nobody knows."""
    cases: list[tuple[ir.BooleanValue, ir.Value]] = []
    for held, value in branches:
        cases += [(held.isnull(), ibis.null(value.type())), (held, value)]
    return ibis.cases(*cases, else_=otherwise)


def _value(amount: Amount, facts: FactsTable, scale: int) -> _Value:
    return _CALCULATIONS[type(amount)](amount, facts, scale)


def _of(cents: ir.DecimalValue) -> _Value:
    return _Value(cents, cents.isnull())


def _fixed(amount: Fixed, facts: FactsTable, scale: int) -> _Value:
    return _Value(exactly(parse_cents(amount.fixed) * scale), ibis.literal(False))


def _statutory(amount: Statutory, facts: FactsTable, scale: int) -> _Value:
    once = exactly(parse_cents(amount.statutory.each) * scale)
    if amount.per is None:
        return _Value(once, ibis.literal(False))
    return _of(once * facts.known(amount.per))


def _per_unit(amount: PerUnit, facts: FactsTable, scale: int) -> _Value:
    return _of(exactly(int(rate_in_cents(amount.each) * scale)) * facts.known(amount.per))


def _fact(amount: FactAmount, facts: FactsTable, scale: int) -> _Value:
    return _of(facts.known(amount.fact) * exactly(scale))


def _percent(amount: PercentOf, facts: FactsTable, scale: int) -> _Value:
    part = ratio(amount.percent) / 100
    whole = _value(amount.of, facts, scale // part.denominator)
    return _Value(whole.cents * exactly(part.numerator), whole.unknown)


def _times(amount: Times, facts: FactsTable, scale: int) -> _Value:
    by = ratio(amount.times)
    part = _value(amount.of, facts, scale // by.denominator)
    many = exactly(by.numerator)
    if amount.condition is None:
        return _Value(part.cents * many, part.unknown)
    held = facts.holds(amount.condition)
    many = ibis.ifelse(held, many, exactly(by.denominator))
    return _Value(part.cents * many, part.unknown | held.isnull())


def _greatest(amount: GreatestOf, facts: FactsTable, scale: int) -> _Value:
    return _combined(ibis.greatest, amount.parts, facts, scale)


def _least(amount: LeastOf, facts: FactsTable, scale: int) -> _Value:
    return _combined(ibis.least, amount.parts, facts, scale)


def _sum(amount: SumOf, facts: FactsTable, scale: int) -> _Value:
    return _combined(lambda *parts: reduce(add, parts), amount.parts, facts, scale)


def _combined(
    together: Callable[..., ir.DecimalValue],
    parts: Sequence[Amount],
    facts: FactsTable,
    scale: int,
) -> _Value:
    values = [_value(part, facts, scale) for part in parts]
    unknown = reduce(or_, [value.unknown for value in values])
    return _Value(together(*(value.cents for value in values)), unknown)


def _tiers(amount: Tiers, facts: FactsTable, scale: int) -> _Value:
    fact = facts.known(amount.fact)
    reached = [
        (fact >= exactly(tier.starts_at), _value(tier.pays, facts, scale))
        for tier in reversed(amount.table)
    ]
    return _Value(
        ibis.cases(*((held, value.cents) for held, value in reached), else_=ibis.null(EXACT)),
        ibis.cases(*((held, value.unknown) for held, value in reached), else_=ibis.literal(True)),
    )


def _when(amount: When, facts: FactsTable, scale: int) -> _Value:
    otherwise = _value(amount.otherwise, facts, scale)
    branches = [
        (facts.holds(branch.condition), _value(branch.then, facts, scale))
        for branch in amount.branches
    ]
    cents = first_met([(held, value.cents) for held, value in branches], otherwise.cents)
    unknown = first_met([(held, value.unknown) for held, value in branches], otherwise.unknown)
    return _Value(cents, unknown.fill_null(True))


def _head(amount: HeadAmount, facts: FactsTable, scale: int) -> _Value:
    return _of(facts.table[f"potential_{amount.head}"].cast(EXACT) * exactly(scale))


_CALCULATIONS: Mapping[type, Callable[..., _Value]] = {
    Fixed: _fixed,
    Statutory: _statutory,
    PerUnit: _per_unit,
    FactAmount: _fact,
    PercentOf: _percent,
    Times: _times,
    GreatestOf: _greatest,
    LeastOf: _least,
    SumOf: _sum,
    Tiers: _tiers,
    When: _when,
    HeadAmount: _head,
}
check_all_have("calculation", "form of amount", FORMS, _CALCULATIONS, __name__)
