"""From what people are owed to what they are paid, or to what the class adds up to."""

from claims.calculator.allocation.dividing import (
    MONEY,
    Divided,
    Division,
    PaysTooMuch,
    divide,
)
from claims.calculator.allocation.exposure import exposure
from claims.calculator.allocation.terms import (
    FIRST_ROUND,
    limits_of,
    share_known,
    sharing,
    term_columns,
    weight_scale,
    with_terms,
)
from claims.calculator.allocation.treatment import treatment
from claims.calculator.allocation.waterfall import Waterfall, waterfall

__all__ = [
    "FIRST_ROUND",
    "MONEY",
    "Divided",
    "Division",
    "PaysTooMuch",
    "Waterfall",
    "divide",
    "exposure",
    "limits_of",
    "share_known",
    "sharing",
    "term_columns",
    "treatment",
    "waterfall",
    "weight_scale",
    "with_terms",
]
