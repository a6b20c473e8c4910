"""What changed between two tallies: one row a claim, in the order of the claims. No personal data.

Values of facts are those that the records state of an account: of kinds, dates and numbers.
"""

from collections.abc import Sequence
from pathlib import Path

from claims.files.replacement import replacement
from claims.files.spreadsheets import Cell, CsvTable
from claims.tally.tally_comparison import Row, TallyComparison

_COLUMNS = (
    *("reference", "kind", "cause", "outcome_before", "outcome_after"),
    *("verdict_before", "verdict_after"),
)
_DETAILS = ("inputs", "criteria", "facts")


def write_changes(comparison: TallyComparison, path: Path) -> None:
    """Write the changes as CSV, whole or not at all; rows are streamed.

    Each money has its cents before, after and the change, which adds up to the difference of the
    totals. `inputs`, `criteria` and `facts` name what differs: `region: unmet > met`.
    """
    money = [total.money for total in comparison.totals]
    amounts = [f"{m}_{when}_cents" for m in money for when in ("before", "after", "change")]
    with (
        replacement(path, private=True) as partial,
        partial.open("w", encoding="utf-8", newline="") as file,
    ):
        table = CsvTable(file)
        table.write_row([*_COLUMNS, *amounts, *_DETAILS])
        table.write_rows(_cells(row, money) for row in comparison.rows())


def _cells(row: Row, money: Sequence[str]) -> list[Cell]:
    cells: list[Cell] = [row[name] or "" for name in _COLUMNS]
    for name in money:
        before, after = int(row[f"{name}_before"]), int(row[f"{name}_after"])
        cells += [before, after, after - before]
    pairs = [
        ";".join(f"{one['key']}: {one['before']} > {one['after']}" for one in row[name])
        for name in ("criteria", "facts")
    ]
    return [*cells, ";".join(row["inputs"]), *pairs]
