"""Plans of allocation: what decides a claim and what it is owed, as data with citations."""

from claims.plans.loading import PlanError, for_matter, library_path, library_slugs, load, parse
from claims.plans.matter import MatterPlan
from claims.plans.parts import Criterion
from claims.plans.schema import Plan

__all__ = [
    "Criterion",
    "MatterPlan",
    "Plan",
    "PlanError",
    "for_matter",
    "library_path",
    "library_slugs",
    "load",
    "parse",
]
