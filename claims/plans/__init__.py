"""Plans of allocation: what decides a claim and what it is owed, as data with citations."""

from claims.plans.loading import PlanError, library_path, library_slugs, load, parse
from claims.plans.schema import Criterion, Plan

__all__ = ["Criterion", "Plan", "PlanError", "library_path", "library_slugs", "load", "parse"]
