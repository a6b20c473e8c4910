"""Matters and the versions of their plans."""

from claims.casework.docket.opening import (
    Opened,
    UnknownMatter,
    current_plan,
    current_version,
    find_matter,
    open_matter,
)

__all__ = [
    "Opened",
    "UnknownMatter",
    "current_plan",
    "current_version",
    "find_matter",
    "open_matter",
]
