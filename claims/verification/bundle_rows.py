"""A bundle's tables as text: rows, and their cells, read as strictly as they are written.

What is read here is canonical: the same cells can be written in no other way. So two rows are the
same exactly if their texts are, and a file's hash is the hash of what it says.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, TextIO

Reader = Callable[[str], Any]

LONGEST_ROW = 2**24
_LONGEST_IN_MESSAGE = 60
_MOST_REMEMBERED = 1000
_CELL = re.compile(r'"[^"]*(?:""[^"]*)*"|[^,"]*')
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,18}", re.ASCII)
_NEEDS_QUOTES = re.compile(r'[,"\n\r]')


class NotABundle(ValueError):
    """A file of the bundle is missing or not in the format; says which, where and what is wrong."""


def rows_of(path: Path) -> Iterator[str]:
    """Each row of the file without its end, the header first; a quoted cell may hold ends of line.

    Raises NotABundle for what is no text in UTF-8, cut off, or longer than a row can be.
    """
    name = path.name
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for row in iter(partial(file.readline, LONGEST_ROW + 1), ""):
                if '"' in row and row.count('"') % 2:
                    row = _whole_row(row, file)  # noqa: PLW2901
                if len(row) > LONGEST_ROW:
                    raise NotABundle(
                        f"{name}: the row {cell_in_message(row)} is too long to be one. "
                        "Export it again."
                    )
                if row[-1] != "\n":
                    raise NotABundle(
                        f"{name}: the row {cell_in_message(row)} is cut off. Export it again."
                    )
                yield row[:-1]
    except FileNotFoundError as error:
        raise NotABundle(f"{path.name} is missing. Export the bundle again.") from error
    except UnicodeDecodeError as error:
        raise NotABundle(f"{path.name} is not text in UTF-8. Export it again.") from error
    except OSError as error:
        raise NotABundle(f"{path.name} cannot be read: {error.strerror}.") from error


def _whole_row(start: str, file: TextIO) -> str:
    """The row whose quoted cell goes on in the next lines."""
    parts, quotes, length = [start], start.count('"'), len(start)
    while quotes % 2 and length <= LONGEST_ROW and (more := file.readline(LONGEST_ROW + 1)):
        parts.append(more)
        quotes, length = quotes + more.count('"'), length + len(more)
    return "".join(parts)


def cells_of(row: str) -> list[str]:
    """The cells as they are written, quotes and all; raises ValueError for stray quotes."""
    if '"' not in row:
        return row.split(",")
    cells, at = [], 0
    while found := _CELL.match(row, at):
        cells.append(found[0])
        at = found.end() + 1
        if found.end() == len(row):
            return cells
        if row[found.end()] != ",":
            break
    raise ValueError(row)


class BundleColumn(dict[str, Any]):
    """How the cells of a column are read: `column[cell]` is the value, None for a blank cell.

    Raises ValueError for what cannot be read. Values are remembered, up to a thousand.
    """

    def __init__(self, name: str, read: Reader, *, is_never_blank: bool = False) -> None:
        super().__init__({} if is_never_blank else {"": None})
        self.name = name
        self._read = read

    def __missing__(self, cell: str) -> Any:
        value = self._read(cell)
        if len(self) < _MOST_REMEMBERED:
            self[cell] = value
        return value


def cell_in_message(cell: str) -> str:
    """A cell in a message: on one line, and cut where it is long."""
    if cell == "":
        return "blank"
    text = cell if cell.isprintable() else repr(cell)[1:-1]
    return text if len(text) <= _LONGEST_IN_MESSAGE else f"{text[:_LONGEST_IN_MESSAGE]}…"


def cell_text(value: Any) -> str:
    """The cell of a value that needs no quotes."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_whole(cell: str) -> int:
    """A whole number of 64 bits."""
    if not _WHOLE.fullmatch(cell) or not -(2**63) <= int(cell) < 2**63:
        raise ValueError(cell)
    return int(cell)


def read_yes_or_no(cell: str) -> bool:
    """true or false."""
    return bool(reader_of("true", "false")(cell) == "true")


def reader_of(*words: str) -> Reader:
    """One of these words."""

    def read(cell: str) -> str:
        if cell not in words:
            raise ValueError(cell)
        return cell

    return read


def read_day(cell: str) -> date:
    """A day of the calendar."""
    if not _DAY.fullmatch(cell):
        raise ValueError(cell)
    return date.fromisoformat(cell)


def read_moment(cell: str) -> datetime:
    """A moment in UTC, without its zone."""
    if not _MOMENT.fullmatch(cell):
        raise ValueError(cell)
    return datetime.fromisoformat(cell[:-1])


def read_text(cell: str) -> str:
    """Any text, in quotes only if it has to be."""
    if cell.startswith('"'):
        inside = cell[1:-1].replace('""', '"')
        if inside and not _NEEDS_QUOTES.search(inside):
            raise ValueError(cell)
        return inside
    if "\r" in cell:
        raise ValueError(cell)
    return cell
