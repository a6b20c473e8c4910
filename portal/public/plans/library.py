"""The plans that ship with the software, read once: they change only with it."""

from functools import lru_cache

from claims.plans import Plan, library_path, library_slugs, load


@lru_cache(maxsize=64)
def plan_in_library(slug: str) -> Plan:
    """The plan of the library of this slug; raises PlanError if there is none."""
    return load(library_path(slug))


def library_plans() -> list[Plan]:
    """All of them, by what they are called."""
    return sorted(map(plan_in_library, library_slugs()), key=lambda plan: plan.caption.casefold())
