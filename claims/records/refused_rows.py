"""The list of refused rows that goes back to whoever prepared the production: a CSV a kind."""

from collections.abc import Iterable
from pathlib import Path

from claims.files.spreadsheets import CsvTable
from claims.records.row_batches import Note
from claims.records.row_checks import Refusal

REFUSAL_COLUMNS = ("file", "line", "column", "reason")


def write_refusals(path: Path, file_name: str, refusals: Iterable[Refusal]) -> None:
    """Write the refusals; only the header if there are none."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = CsvTable(stream, line_end="\n")
        table.write_row(REFUSAL_COLUMNS)
        table.write_rows((file_name, each.line, each.column, each.reason) for each in refusals)


def one_column_note(rows: int, refused: int, columns: int, first: Refusal | None) -> list[Note]:
    """What is said once if every row of a file is refused for one and the same column: it is the
    column that is wrong, and not the rows. `columns` is how many columns were at fault."""
    if first is None or rows < 2 or refused < rows or columns != 1:
        return []
    why = f"because of {first.column}" if first.column else "alike"
    text = f"All {rows:,} rows are refused {why}, the first on line {first.line}: {first.reason}"
    return [Note("all_rows_refused", rows, text)]
