"""A determination's criteria as findings that a page, a letter or an export can show."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from claims.plans import Criterion, Plan
from claims.plans.conditions import facts_in
from claims.plans.evidence import PARTS, Evidence
from claims.verdicts import CriterionResult


@dataclass(frozen=True)
class Finding:
    """One criterion's result for one claim, with what it rests on; every value is JSON.

    `result` is met, unmet or unknown, and `reason` its code, such as "subscription.unmet".
    `evidence` holds, for each fact that the criterion tests, its `value` and, for facts drawn from
    rows, `rows`, `first`, `last`, `ids`, `refused`, `incomplete` and `values`; days and moments are
    in ISO 8601, moments in UTC with a Z. `label` and `words` are in each of the plan's languages.
    """

    criterion: str
    result: str
    reason: str
    label: dict[str, str]
    words: dict[str, str]
    evidence: dict[str, dict[str, Any]]
    citation: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The finding as plain JSON values."""
        return asdict(self)


def findings(plan: Plan, row: Mapping[str, Any]) -> list[Finding]:
    """The findings of one row of `determine`'s result, in the order of the plan's criteria.

    The row is a mapping of Python values, as `to_pyarrow().to_pylist()` gives them.
    """
    return [_finding(criterion, row) for criterion in plan.criteria]


def _finding(criterion: Criterion, row: Mapping[str, Any]) -> Finding:
    result = row[f"criterion_{criterion.key}"]
    words = {
        CriterionResult.MET: criterion.words.met,
        CriterionResult.UNMET: criterion.words.unmet,
        CriterionResult.UNKNOWN: criterion.words.unknown,
    }[result]
    return Finding(
        criterion=criterion.key,
        result=result,
        reason=f"{criterion.key}.{result}",
        label=criterion.label.model_dump(),
        words=words.model_dump(),
        evidence={key: _evidence(key, row) for key in facts_in(criterion.condition)},
        citation=criterion.citation.model_dump(mode="json", exclude_none=True),
    )


def _evidence(fact: str, row: Mapping[str, Any]) -> dict[str, Any]:
    columns = Evidence(fact)
    found = {"value": _json_value(row[columns.value])}
    for part in PARTS:
        name = columns.beside(part)
        if name in row:
            found[part] = _json_value(row[name])
    return found


def _json_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.replace(tzinfo=None).isoformat()}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_json_value(item) for item in value]
    return value
