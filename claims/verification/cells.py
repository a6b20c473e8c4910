"""The cells of a bundle's CSV files as Python values, and back into words for a difference."""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from claims.plans import Plan
from claims.plans.facts import drawn_from_rows

Reader = Callable[[str], Any]


class NotABundle(ValueError):
    """A file of the bundle is missing or not in the format; says which, where and what is wrong."""


def rows_of(path: Path, columns: Mapping[str, Reader]) -> Iterator[dict[str, Any]]:
    """The rows of a file in order, blank cells as None; raises NotABundle at the first bad cell."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        try:
            missing = sorted(set(columns) - set(reader.fieldnames or []))
            if missing:
                column = missing[0]
                raise NotABundle(f"{path.name}: the column {column} is missing. Export it again.")
            for row in reader:
                yield {
                    name: _read(path.name, reader.line_num, name, row[name], read)
                    for name, read in columns.items()
                }
        except (csv.Error, UnicodeDecodeError) as error:
            raise NotABundle(f"{path.name} is not CSV in UTF-8. Export it again.") from error


def facts_columns(plan: Plan) -> dict[str, Reader]:
    """How to read each column of facts.csv under this plan."""
    columns: dict[str, Reader] = {
        "claim_id": int,
        "sort_ref": str,
        "filed_at": _moment,
        "medium": str,
        "postmarked_on": date.fromisoformat,
        "signed": _yes_or_no,
        "late_accepted": _yes_or_no,
        "opted_out": _yes_or_no,
        "withdrawn": _yes_or_no,
        "account_id": str,
        "given_name_class": int,
        "family_name_class": int,
        "decision": _decision,
        "competing_resolved": _yes_or_no,
    }
    for key, fact in plan.facts.items():
        columns[f"fact_{key}"] = _OF_TYPES[fact.type]
        if drawn_from_rows(fact):
            columns[f"fact_{key}_refused"] = int
            columns[f"fact_{key}_incomplete"] = _yes_or_no
    return columns


def determination_columns(plan: Plan) -> dict[str, Reader]:
    """How to read each column of determinations.csv under this plan."""
    yes_or_no = ("competing", "timely", "signed", "not_excluded", "not_withdrawn", "complete")
    return {
        "claim_id": int,
        "outcome": str,
        "payable_claim_id": int,
        **dict.fromkeys(yes_or_no, _yes_or_no),
        "verdict": str,
        "computed_verdict": str,
        **{f"criterion_{criterion.key}": str for criterion in plan.criteria},
        **{f"award_{head.key}": int for head in plan.heads_of_award},
    }


_NEVER_BLANK = ("claim_id", "filed_at")


def _read(file: str, line: int, name: str, cell: str | None, read: Reader) -> Any:
    if not cell:
        if name in _NEVER_BLANK:
            raise NotABundle(f"{file} line {line}: {name} is blank. Export it again.")
        return None
    try:
        return read(cell)
    except ValueError as error:
        raise NotABundle(f"{file} line {line}: {name} {cell!r} cannot be read.") from error


def _yes_or_no(cell: str) -> bool:
    if cell not in ("true", "false"):
        raise ValueError(cell)
    return cell == "true"


def _decision(cell: str) -> str:
    if cell not in ("eligible", "ineligible"):
        raise ValueError(cell)
    return cell


def _moment(cell: str) -> datetime:
    if not cell.endswith("Z"):
        raise ValueError(cell)
    return datetime.fromisoformat(cell).replace(tzinfo=None)


_OF_TYPES: Mapping[str, Reader] = {
    "count": int,
    "amount": int,
    "text": str,
    "day": date.fromisoformat,
    "yes_or_no": _yes_or_no,
}
