"""From what people are owed to what they are paid, or to what the class adds up to."""

from claims.calculator.allocation.exposure import exposure
from claims.calculator.allocation.fund_division import (
    MONEY_COLUMNS,
    Division,
    OverspentFund,
    PoolResult,
    divide_fund,
)
from claims.calculator.allocation.payability import payability_of
from claims.calculator.allocation.terms import (
    FIRST_ROUND,
    is_share_known,
    limits_of,
    shares_by_key,
    term_columns,
    weight_scale,
    with_terms,
)
from claims.calculator.allocation.waterfall import Waterfall, waterfall

__all__ = [
    "FIRST_ROUND",
    "MONEY_COLUMNS",
    "Division",
    "OverspentFund",
    "PoolResult",
    "Waterfall",
    "divide_fund",
    "exposure",
    "is_share_known",
    "limits_of",
    "payability_of",
    "shares_by_key",
    "term_columns",
    "waterfall",
    "weight_scale",
    "with_terms",
]
