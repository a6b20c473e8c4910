"""The file that says which rows were refused, where and why."""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from claims.files.replacement import replacement
from claims.files.spreadsheets import CsvTable
from claims.records.refused_rows import REFUSAL_COLUMNS, one_column_note
from claims.records.row_checks import Refusal
from claims.records.row_files import Note


class RefusalFile:
    """A CSV (file, line, column, reason), written beside and renamed when complete."""

    def __init__(self, path: Path, source: str) -> None:
        self.path = path
        self._source = source
        self._first: Refusal | None = None
        self._columns: set[str] = set()
        self.count = 0
        """How many rows were added."""

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as opened:
            partial = opened.enter_context(replacement(self.path))
            stream = opened.enter_context(partial.open("w", newline="", encoding="utf-8"))
            self._opened = opened.pop_all()
        self._table = CsvTable(stream)
        self._table.write_row(REFUSAL_COLUMNS)
        return self

    def add(self, line: int, column: str, reason: str) -> None:
        self._first = self._first or Refusal(line, column, reason)
        self._columns.add(column)
        self.count += 1
        self._table.write_row((self._source, line, column, reason))

    def notes(self, rows: int) -> list[Note]:
        """What is to be said once of a file of so many rows."""
        return one_column_note(rows, self.count, len(self._columns), self._first)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.__exit__(kind, error, trace)
