"""Three-valued logic in plain Python: True, False, or None for unknown."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from claims.verification.plan_numbers import count_or_cents

_NO_SUBCLASSES: Mapping[str, Any] = MappingProxyType({})


def truth_of(
    condition: Mapping[str, Any],
    facts: Mapping[str, Any],
    subclasses: Mapping[str, Any] = _NO_SUBCLASSES,
) -> bool | None:
    """Whether a condition, as the plan's JSON writes it, holds for one claim's facts.

    `subclasses` are the conditions of the plan's subclasses, by key and as JSON too.
    """
    if "all" in condition:
        return conjunction(truth_of(part, facts, subclasses) for part in condition["all"])
    if "any" in condition:
        return disjunction(truth_of(part, facts, subclasses) for part in condition["any"])
    if "not" in condition:
        return negation(truth_of(condition["not"], facts, subclasses))
    if "subclass" in condition:
        return truth_of(subclasses[condition["subclass"]], facts, subclasses)
    return _test_result(condition, facts)


def conditions_by_subclass(stated: Mapping[str, Any]) -> dict[str, Any]:
    """What each subclass of a plan asks, from the plan's JSON."""
    return {subclass["key"]: subclass["condition"] for subclass in stated.get("subclasses", [])}


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


def negation(part: bool | None) -> bool | None:
    """The other of True and False; unknown stays unknown."""
    return None if part is None else not part


def _test_result(test: Mapping[str, Any], facts: Mapping[str, Any]) -> bool | None:
    value = facts[f"fact_{test['fact']}"]
    if value is None:
        return None
    if "at_least" in test or "at_most" in test:
        return _bound_result(test, value, facts)
    if "before" in test:
        return bool(value < date.fromisoformat(test["before"]))
    if "on_or_after" in test:
        return bool(value >= date.fromisoformat(test["on_or_after"]))
    if "in" in test:
        return value in test["in"]
    return bool(value == test["is"])


def _bound_result(test: Mapping[str, Any], value: int, facts: Mapping[str, Any]) -> bool | None:
    """Rows that turn up can only add: what is reached or passed stays so."""
    name = f"fact_{test['fact']}"
    more_could_turn_up = facts.get(f"{name}_refused") or facts.get(f"{name}_incomplete")
    if "at_least" in test:
        if value >= count_or_cents(test["at_least"]):
            return True
        return None if more_could_turn_up else False
    if value > count_or_cents(test["at_most"]):
        return False
    return None if more_could_turn_up else True
