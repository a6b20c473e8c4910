"""A sum divided by a column of weights, weight * cents // divisor, without leaving 64 bits.

A product of two amounts has up to 128 bits, which the engine divides bit by bit and thirty times
slower than 64 bits. So the sum is divided as on paper, digit by digit, with digits so small that
what is carried from one to the next fits; where they would be too small, it is done at full width.
Both ways are exact, and a test holds them equal.
"""

from dataclasses import dataclass
from functools import cached_property

import ibis
import ibis.expr.types as ir

from claims.money.division import (
    narrow_quotient,
    narrow_remainder,
    product,
    quotient,
    remainder,
    whole,
)

_MOST_NARROW = 2**63 - 1
_FEWEST_BITS = 8


@dataclass(frozen=True)
class Proportion:
    """weight * cents over `divisor`, for weights from zero to `most_weight`."""

    cents: int
    divisor: int
    most_weight: int

    def quotient(self, weight: ir.IntegerValue) -> ir.NumericValue:
        """Cut to a whole number: int64, or decimal where that is too small."""
        if self._digits is None:
            return quotient(product(weight, self.cents), self.divisor)
        found: ir.IntegerValue = ibis.literal(0, "int64")
        for place in range(len(self._digits)):
            here = narrow_quotient(self._carried(weight, place), self._narrow(self.divisor))
            found = here if place == 0 else found * self._narrow(2**self._bits) + here
        return found

    def remainder(self, weight: ir.IntegerValue) -> ir.NumericValue:
        """What the cut took, from zero to divisor - 1; typed as the quotient."""
        if self._digits is None:
            return remainder(product(weight, self.cents), self.divisor)
        last = self._carried(weight, len(self._digits) - 1)
        return narrow_remainder(last, self._narrow(self.divisor))

    def number(self, value: int) -> ir.NumericValue:
        """A whole number of the type that quotient and remainder have."""
        return whole(value) if self._digits is None else self._narrow(value)

    @cached_property
    def _bits(self) -> int:
        """The size of a digit: the largest for which each step fits 64 bits; 0 if none does."""
        whole_sum = max(self.cents.bit_length(), 1)
        if self.most_weight * self.cents <= _MOST_NARROW:
            return whole_sum
        step = (_MOST_NARROW + self.most_weight) // (self.divisor - 1 + self.most_weight)
        return min(step.bit_length() - 1, whole_sum)

    @cached_property
    def _digits(self) -> tuple[int, ...] | None:
        """The sum in digits, the highest first; None if it is to be divided at full width."""
        fits = max(self.most_weight * self.cents // self.divisor, self.divisor) <= _MOST_NARROW
        bits = self._bits
        if not fits or bits < min(_FEWEST_BITS, self.cents.bit_length()):
            return None
        places = -(-max(self.cents.bit_length(), 1) // bits)
        return tuple((self.cents >> bits * n) & (2**bits - 1) for n in reversed(range(places)))

    def _carried(self, weight: ir.IntegerValue, place: int) -> ir.IntegerValue:
        """What is divided at a place: the rest of the place before, and the digit's own product."""
        digits = self._digits or ()
        own = weight * self._narrow(digits[place])
        if place == 0:
            return own
        before = narrow_remainder(self._carried(weight, place - 1), self._narrow(self.divisor))
        return before * self._narrow(2**self._bits) + own

    @staticmethod
    def _narrow(value: int) -> ir.IntegerScalar:
        return ibis.literal(value, "int64")
