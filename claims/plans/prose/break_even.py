"""From which value of a fact on one amount overtakes another, where a plan decides it by itself."""

from dataclasses import dataclass
from fractions import Fraction

from claims.money import parse_cents
from claims.plans.amounts import (
    Amount,
    FactAmount,
    Fixed,
    PercentOf,
    PerUnit,
    Statutory,
    SumOf,
    Times,
)
from claims.plans.ratios import rate_in_cents, ratio

_HUNDREDTH = Fraction(1, 100)


@dataclass(frozen=True)
class LinearAmount:
    """An amount that grows evenly with one fact: `start` cents, and `slope` for each unit of it.

    A unit of an amount fact is a cent. Without a fact the amount is the same for everybody.
    """

    start: Fraction
    slope: Fraction = Fraction(0)
    fact: str | None = None

    def times(self, by: Fraction) -> "LinearAmount":
        """The same amount, so many times."""
        return LinearAmount(self.start * by, self.slope * by, self.fact)


@dataclass(frozen=True)
class BreakEven:
    """The least whole value of a fact at which `rising` is as much as `other`."""

    fact: str
    value: int
    rising: Amount
    other: Amount


def break_even(one: Amount, another: Amount) -> BreakEven | None:
    """Where the one that rises faster reaches the other; None if that depends on anything else.

    None too for a fact itself against a sum: a loss reaches $500 where it is $500.
    """
    first, second = linear_amount(one), linear_amount(another)
    if first is None or second is None or first.slope == second.slope:
        return None
    if first.fact and second.fact and first.fact != second.fact:
        return None
    if first.slope < second.slope:
        one, another, first, second = another, one, second, first
    ahead = (second.start - first.start) * (1 / (first.slope - second.slope))
    value = -(-ahead.numerator // ahead.denominator)
    fact = first.fact or second.fact
    if fact is None or value <= 0 or (isinstance(one, FactAmount) and second.fact is None):
        return None
    return BreakEven(fact, value, one, another)


def linear_amount(amount: Amount) -> LinearAmount | None:
    """The amount as a line; None where it rests on two facts, or does not grow evenly."""
    match amount:
        case Fixed():
            return LinearAmount(Fraction(parse_cents(amount.fixed)))
        case Statutory():
            each = Fraction(parse_cents(amount.statutory.each))
            return LinearAmount(Fraction(0), each, amount.per) if amount.per else LinearAmount(each)
        case PerUnit():
            return LinearAmount(Fraction(0), rate_in_cents(amount.each), amount.per)
        case FactAmount():
            return LinearAmount(Fraction(0), Fraction(1), amount.fact)
        case PercentOf():
            return _multiple(amount.of, ratio(amount.percent) * _HUNDREDTH)
        case Times(condition=None):
            return _multiple(amount.of, ratio(amount.times))
        case SumOf():
            return _sum([linear_amount(part) for part in amount.parts])
    return None


def _multiple(amount: Amount, by: Fraction) -> LinearAmount | None:
    line = linear_amount(amount)
    return line.times(by) if line else None


def _sum(lines: list[LinearAmount | None]) -> LinearAmount | None:
    whole = [line for line in lines if line is not None]
    facts = {line.fact for line in whole if line.fact}
    if len(whole) < len(lines) or len(facts) > 1:
        return None
    start = sum((line.start for line in whole), Fraction(0))
    slope = sum((line.slope for line in whole), Fraction(0))
    return LinearAmount(start, slope, next(iter(facts), None))
