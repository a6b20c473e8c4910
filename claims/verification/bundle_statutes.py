"""The statutory sums of a plan held against the statutes in the bundle."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from claims.verification.bundle_rows import NotABundle
from claims.verification.plan_numbers import cents

FOLDER = "statutes"


def statute_difference(folder: Path, stated: Mapping[str, Any]) -> str | None:
    """The first sum of the plan that the statute in the bundle does not give on that day."""
    for sum_ in _statutory_sums(stated):
        regime, key, each = sum_["regime"], sum_["provision"], cents(sum_["each"])
        found = _values_in_force(folder / FOLDER / f"{regime}.yaml", key, sum_["in_force_on"])
        lowest, highest = (found.get(end, found.get("amount")) for end in ("lowest", "highest"))
        if not cents(str(lowest)) <= each <= cents(str(highest)):
            return (
                f"plan.yaml takes {sum_['each']} for {regime} {key}, and {FOLDER}/{regime}.yaml "
                f"gives {lowest}{'' if lowest == highest else f' to {highest}'} "
                f"on {sum_['in_force_on']}."
            )
    return None


def _statutory_sums(part: Any) -> Iterator[Mapping[str, Any]]:
    """Every statutory sum in the plan."""
    if isinstance(part, list):
        for item in part:
            yield from _statutory_sums(item)
    elif isinstance(part, Mapping):
        if isinstance(part.get("statutory"), Mapping):
            yield part["statutory"]
        for item in part.values():
            yield from _statutory_sums(item)


def _values_in_force(path: Path, key: str, day: str) -> Mapping[str, Any]:
    """What the provision gave on the day; raises NotABundle if the file does not say it."""
    name = f"{FOLDER}/{path.name}"
    try:
        regime = yaml.safe_load(path.read_text(encoding="utf-8"))
        provision = next(each for each in regime["provisions"] if each["key"] == key)
        values = [
            value
            for value in provision["values"]
            if value["in_force_on"] <= date.fromisoformat(day)
        ]
        return dict(max(values, key=lambda value: value["in_force_on"]))
    except OSError as error:
        raise NotABundle(f"{name} is missing, and the plan rests on it.") from error
    except (yaml.YAMLError, KeyError, TypeError, ValueError, StopIteration) as error:
        raise NotABundle(f"{name} does not say what {key} was on {day}.") from error
