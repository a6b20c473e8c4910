"""Criteria become met, unmet or unknown; claims become complete or not."""

from claims.calculator.eligibility.completeness import completeness, is_timely
from claims.calculator.eligibility.criteria import criteria_results, verdict

__all__ = [
    "completeness",
    "criteria_results",
    "is_timely",
    "verdict",
]
