"""Criteria become met, unmet or unknown; claims become complete or not."""

from claims.eligibility.completeness import completeness, is_timely
from claims.eligibility.criteria import criteria_results, verdict

__all__ = [
    "completeness",
    "criteria_results",
    "is_timely",
    "verdict",
]
