"""Three-valued logic in plain Python: True, False, or None for unknown."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any


def holds(condition: Mapping[str, Any], facts: Mapping[str, Any]) -> bool | None:
    """Whether a condition, as the plan's JSON writes it, holds for one claim's facts."""
    if "all" in condition:
        return conjunction(holds(part, facts) for part in condition["all"])
    if "any" in condition:
        return disjunction(holds(part, facts) for part in condition["any"])
    return _test(condition, facts)


def conjunction(parts: Iterable[bool | None]) -> bool | None:
    """False if any part is; else unknown if any part is; else True."""
    found = set(parts)
    if False in found:
        return False
    return None if None in found else True


def disjunction(parts: Iterable[bool | None]) -> bool | None:
    """True if any part is; else unknown if any part is; else False."""
    found = set(parts)
    if True in found:
        return True
    return None if None in found else False


def _test(test: Mapping[str, Any], facts: Mapping[str, Any]) -> bool | None:
    name = f"fact_{test['fact']}"
    value = facts[name]
    if value is None:
        return None
    if "at_least" in test:
        if value >= test["at_least"]:
            return True
        return None if facts[f"{name}_refused"] or facts[f"{name}_incomplete"] else False
    if "before" in test:
        return bool(value < date.fromisoformat(test["before"]))
    if "on_or_after" in test:
        return bool(value >= date.fromisoformat(test["on_or_after"]))
    if "in" in test:
        return value in test["in"]
    return bool(value == test["is"])
