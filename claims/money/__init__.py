"""Integer cents and the named rules that round. `division` is the same arithmetic for tables."""

from claims.money.cents import (
    MOST_CENTS,
    Cents,
    NotAnAmount,
    format_cents,
    format_change,
    parse_cents,
)
from claims.money.rounding import (
    AMOUNT_RULES,
    SHARE_RULES,
    AmountRule,
    CannotCalculate,
    ShareRule,
    rounded_ratio,
)

__all__ = [
    "AMOUNT_RULES",
    "MOST_CENTS",
    "SHARE_RULES",
    "AmountRule",
    "CannotCalculate",
    "Cents",
    "NotAnAmount",
    "ShareRule",
    "format_cents",
    "format_change",
    "parse_cents",
    "rounded_ratio",
]
