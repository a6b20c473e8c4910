"""Seeded facts of claims under a plan: values that its conditions ask about, their neighbours,
blanks, and sums at the ends of what money may be."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pyarrow as pa

from claims.calculator import facts_schema
from claims.plans import Plan

STANDINGS = (None, None, None, "approved", "pending", "appealed")
VALUES: dict[str, tuple[Any, ...]] = {
    "count": (0, 1, 2, 3, 7, 12, 1_000_000),
    "amount": (0, 1, 100, 9_999, 9_999, 33_333, 5_000_001, 10**11),
    "text": ("CA", "TX", "Óc"),
    "day": (date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)),
    "yes_or_no": (True, True, True, False),
}
EVIDENCE = {"refused": (0, 0, 0, 0, 0, 1), "incomplete": (False, False, False, False, False, True)}


def facts_of(plan: Plan, many: int, seed: int) -> pa.Table:
    """So many claims in a random order, with the facts that `calculate` takes."""
    random, schema = Random(seed), facts_schema(plan)
    values = {name: _values(name, plan) for name in schema.names if name != "claim"}
    claims = random.sample(range(10 * many), many)
    rows = [
        {"claim": f"C{number}"} | {name: random.choice(each) for name, each in values.items()}
        for number in claims
    ]
    return pa.Table.from_pylist(rows, schema=schema.to_pyarrow())


def _values(name: str, plan: Plan) -> list[Any]:
    key = name.removeprefix("fact_")
    if name == "standing":
        return list(STANDINGS)
    if key not in plan.facts:
        return list(EVIDENCE[key.rpartition("_")[2]])
    type_ = plan.facts[key].type
    asked = [near for value in _asked(plan.as_json(), key) for near in _near(value, type_)]
    # The values that a condition asks for are most of them, or few claims would meet them all.
    usual = list(VALUES[type_]) if type_ in ("count", "amount") or not asked else asked[:1]
    return [*asked, *usual, *asked, None]


def _asked(part: Any, key: str) -> Iterator[Any]:
    """The values that the plan's conditions and tiers compare the fact with."""
    if isinstance(part, list):
        for each in part:
            yield from _asked(each, key)
    if isinstance(part, Mapping):
        if part.get("fact") == key:
            yield from _compared(part)
        for each in part.values():
            yield from _asked(each, key)


def _compared(test: Mapping[str, Any]) -> Iterator[Any]:
    for word in ("is", "equals", "at_least", "at_most", "before", "on_or_after"):
        if test.get(word) is not None:
            yield test[word]
    for word in ("in", "one_of"):
        yield from test.get(word) or ()


def _near(value: Any, type_: str) -> list[Any]:
    if type_ == "day":
        day = date.fromisoformat(str(value))
        return [day + timedelta(days=shift) for shift in (0, -1, 1)]
    if type_ in ("count", "amount"):
        if isinstance(value, str) and "." in value:
            value = value.replace(".", "")
        return [int(value), max(int(value) - 1, 0), int(value) + 1]
    return [value]
