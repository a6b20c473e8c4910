"""Matters and the versions of their plans."""

from claims.casework.docket.open_matters import (
    OpenedMatter,
    UnknownMatter,
    current_plan,
    current_version,
    find_matter,
    open_matter,
)

__all__ = [
    "OpenedMatter",
    "UnknownMatter",
    "current_plan",
    "current_version",
    "find_matter",
    "open_matter",
]
