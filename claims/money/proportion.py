"""A sum divided by a column of weights, weight * cents // divisor, mostly within 64 bits.

A product of two amounts has up to 128 bits, which the engine divides bit by bit and thirty times
slower than 64 bits. Where all products fit, 64 bits do. Where they do not, the leading bits give
the quotient or one less, which the exact remainder tells apart; that holds unless a single quotient
is huge. Then the engine divides at full width. All three are exact, and a test holds them equal.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import ibis
import ibis.expr.types as ir

from claims.money.exact_arithmetic import (
    exact_integer,
    narrow_quotient,
    narrow_remainder,
    product,
    quotient,
    right_shift,
)

_BITS = 63


@dataclass(frozen=True)
class Proportion:
    """weight * cents over `divisor`, for weights from zero to `most_weight`."""

    cents: int
    divisor: int
    most_weight: int

    def quotient(self, weight: ir.IntegerValue) -> ir.NumericValue:
        """Cut to a whole number: int64, or decimal where that is too small."""
        if self.width == "narrow":
            return narrow_quotient(weight * self.number(self.cents), self.number(self.divisor))
        if self.width == "leading":
            is_one_less = self._leading_remainder(weight) >= self.number(self.divisor)
            return self._leading_quotient(weight) + is_one_less.cast("int64")
        return quotient(product(weight, self.cents), self.divisor)

    def remainder(self, weight: ir.IntegerValue) -> ir.NumericValue:
        """What the cut took, from zero to divisor - 1; typed as the quotient."""
        if self.width == "narrow":
            return narrow_remainder(weight * self.number(self.cents), self.number(self.divisor))
        if self.width == "leading":
            return narrow_remainder(self._leading_remainder(weight), self.number(self.divisor))
        # By multiplication, because the engine then divides once for both.
        taken = product(self.quotient(weight), self.divisor)
        return exact_integer(product(weight, self.cents) - taken)

    def number(self, value: int) -> ir.NumericValue:
        """A whole number of the type that quotient and remainder have."""
        return exact_integer(value) if self.width == "full" else ibis.literal(value, "int64")

    @cached_property
    def width(self) -> Literal["narrow", "leading", "full"]:
        """How the quotients are found."""
        most = self.most_weight * self.cents
        if max(most, self.divisor) < 2**_BITS:
            return "narrow"
        # The leading bits of a quotient P / D of at most Q are short of it by less than
        # 1 + (Q + 1) * 2^dropped / D, since P loses less than 2^dropped and D gains at most as
        # much. If that is at most 2, the whole quotient is one more at most, and the rest below 2D.
        highest = most // self.divisor + 1
        is_near = (highest + 1) << self._dropped_bits <= self.divisor
        return "leading" if is_near and self.divisor < 2 ** (_BITS - 1) else "full"

    @property
    def _dropped_bits(self) -> int:
        """How many bits the largest product has too many."""
        return max((self.most_weight * self.cents).bit_length() - _BITS, 0)

    def _leading_quotient(self, weight: ir.IntegerValue) -> ir.IntegerValue:
        """The quotient, or one less."""
        leading = right_shift(product(weight, self.cents), self._dropped_bits)
        return narrow_quotient(leading, self.number((self.divisor >> self._dropped_bits) + 1))

    def _leading_remainder(self, weight: ir.IntegerValue) -> ir.IntegerValue:
        """What `_leading` leaves, from zero to 2 * divisor - 1."""
        taken = product(self._leading_quotient(weight), self.divisor)
        return right_shift(product(weight, self.cents) - taken, 0)
