"""The named rules by which an exact ratio becomes whole cents.

`division.rounded` is the same for tables, and a test holds the two equal. Nothing else rounds.
"""

from typing import Literal, get_args

AmountRule = Literal["down", "half_up"]
"""Rules that look at one amount alone."""

ShareRule = Literal["largest_remainder", "down", "half_up"]
"""Rules for the shares of a fund; `largest_remainder` looks at all of them together."""

AMOUNT_RULES: tuple[AmountRule, ...] = get_args(AmountRule)
SHARE_RULES: tuple[ShareRule, ...] = get_args(ShareRule)


class CannotCalculate(ValueError):
    """The figures given have no exact result; the text says which, and what to change."""


def rounded_ratio(numerator: int, denominator: int, rule: AmountRule) -> int:
    """numerator / denominator in whole units: cut `down`, or `half_up` (a half goes up).

    Raises CannotCalculate for a numerator below zero or a denominator not above it: no amount of
    money that people are owed is negative, and rules for negative numbers differ.
    """
    if rule not in AMOUNT_RULES:
        raise CannotCalculate(f"{rule!r} rounds no single amount. Write down or half_up.")
    if numerator < 0:
        raise CannotCalculate(f"{numerator} is negative and cannot be rounded. Amounts are not.")
    if denominator <= 0:
        raise CannotCalculate(f"An amount cannot be divided by {denominator}.")
    whole, rest = divmod(numerator, denominator)
    goes_up = rule == "half_up" and 2 * rest >= denominator
    return whole + int(goes_up)
