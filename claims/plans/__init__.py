"""Plans of allocation: what decides a claim and what it is owed, as data with citations."""

from claims.plans.matter_plan import MatterPlan
from claims.plans.parts import Criterion
from claims.plans.plan_loader import (
    PlanError,
    as_matter_plan,
    library_path,
    library_slugs,
    load,
    parse,
)
from claims.plans.schema import Plan

__all__ = [
    "Criterion",
    "MatterPlan",
    "Plan",
    "PlanError",
    "as_matter_plan",
    "library_path",
    "library_slugs",
    "load",
    "parse",
]
