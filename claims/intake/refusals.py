"""The file that says which rows were refused, where and why."""

from pathlib import Path
from types import TracebackType
from typing import Self

from claims.files.spreadsheets import CsvTable
from claims.records.reading import Note
from claims.records.refusals import COLUMNS, note_of_one_column
from claims.records.sifting import Refusal


class RefusalFile:
    """A CSV (file, line, column, reason), written beside and renamed when complete."""

    def __init__(self, path: Path, source: str) -> None:
        self._path = path
        self._partial = path.with_suffix(".partial")
        self._source = source
        self._first: Refusal | None = None
        self._columns: set[str] = set()
        self.count = 0
        """How many rows were added."""

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._stream = self._partial.open("w", newline="", encoding="utf-8")
        self._table = CsvTable(self._stream)
        self._table.write_row(COLUMNS)
        return self

    def add(self, line: int, column: str, reason: str) -> None:
        self._first = self._first or Refusal(line, column, reason)
        self._columns.add(column)
        self.count += 1
        self._table.write_row((self._source, line, column, reason))

    def notes(self, rows: int) -> list[Note]:
        """What is to be said once of a file of so many rows."""
        return note_of_one_column(rows, self.count, len(self._columns), self._first)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stream.close()
        if kind is None:
            self._partial.replace(self._path)
        else:
            self._partial.unlink()
