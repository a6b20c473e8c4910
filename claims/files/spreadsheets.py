"""CSV files that people open in a spreadsheet: no cell of one is run as a formula.

Every CSV that people receive is written by `CsvTable`. A workbook needs no guard, because its
cells have types: `exports/xlsx_format.py` writes each text as text.
"""

import csv
from collections.abc import Iterable
from typing import Protocol

Cell = str | int

# By the first character: the four signs, also in full width, and the white space that some
# programs skip before they look for a sign.
_STARTS_A_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_CRLF = "\r\n"


class Stream(Protocol):
    """Where text can be written: a file, or the standard output of a command."""

    def write(self, text: str, /) -> object: ...


class CsvTable:
    """A CSV, row by row. A file for it is opened in UTF-8 with `newline=""`."""

    def __init__(self, stream: Stream, line_end: str = _CRLF) -> None:
        self._writer = csv.writer(_Lines(stream, line_end), lineterminator=_CRLF)

    def write_row(self, cells: Iterable[Cell]) -> None:
        """Write one row, each cell by `safe_cell`."""
        self._writer.writerow([safe_cell(cell) for cell in cells])

    def write_rows(self, rows: Iterable[Iterable[Cell]]) -> None:
        """Write rows, each cell by `safe_cell`."""
        self._writer.writerows([safe_cell(cell) for cell in row] for row in rows)


class _Lines:
    """Ends each row as the file wants it.

    The csv module puts a cell in quotes for a carriage return only where that is part of its own
    end of a row. Without the quotes the rest of the cell would be a row, and could be a formula.
    """

    def __init__(self, stream: Stream, end: str) -> None:
        self._stream, self._end = stream, end

    def write(self, row: str, /) -> object:
        return self._stream.write(row.removesuffix(_CRLF) + self._end)


def safe_cell(cell: Cell) -> str:
    """The cell as text; an apostrophe leads one that a spreadsheet would take for a formula.

    A whole number is no formula, so -5 stays -5.
    """
    if isinstance(cell, int):
        return str(cell)
    return f"'{cell}" if cell[:1] in _STARTS_A_FORMULA else cell
