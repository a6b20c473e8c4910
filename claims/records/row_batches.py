"""What every kind of file becomes: batches of text cells under a header that was checked."""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import pyarrow as pa

BATCH_ROWS = 10_000
LONGEST_CELL = 131_072
"""Characters. A longer cell is no record; it is most often a quotation mark that was not closed."""

LINE = "line"
EXTRA = "extra"


class FileRefused(ValueError):
    """The file cannot be taken in at all. The message says which, what is wrong, what to do."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")


class Form(Enum):
    """What the cells of a column are, as far as reading them goes."""

    TEXT = "text"
    """What somebody wrote: kept as it is."""
    IDENTIFIER = "identifier"
    DAY = "day"
    MOMENT = "moment"
    VALUE = "value"
    """An amount, a word of a list, yes or no."""


@dataclass(frozen=True, slots=True)
class Note:
    """What was passed over, or read as something else, and how often."""

    what: str
    """A code for programs."""
    count: int
    text: str
    """One sentence for people."""

    def as_json(self) -> dict[str, str | int]:
        """Ready for JSON."""
        return {"what": self.what, "count": self.count, "text": self.text}


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A row whose cells cannot be told apart or are not text."""

    line: int
    column: str
    """The column at fault; blank when it is the row as a whole."""
    reason: str
    cells: Mapping[str, str]
    """The cells that could be read, by the column at whose position they stand."""
    sha256: str
    """Of the row as it stood in the file."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive rows. `table` holds the readable ones: `line` (BIGINT), each column that the
    reader was asked for (text; blank is NULL; all NULL for an optional column that the file does
    not have), and `extra`, a JSON object of the unknown columns that are not blank (or NULL)."""

    table: pa.Table
    unreadable: tuple[UnreadableRow, ...]

    def __len__(self) -> int:
        return int(self.table.num_rows) + len(self.unreadable)

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """The readable rows one by one: (line, cells by column); blank is the empty text."""
        for row in self.table.to_pylist():
            line = row.pop(LINE)
            yield line, {column: cell or "" for column, cell in row.items()}


class TableReader(ABC):
    """An opened file whose header was found right. Iterate it, once, for its batches.

    Iterating raises FileRefused when the file turns out to be damaged further down.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.name = name
        self.columns: tuple[str, ...] = ()
        """All columns of the file in its own order: those asked for by the name asked for, however
        the file spells it; the others by their own, trimmed."""
        self.nameless: frozenset[str] = frozenset()
        """Columns without a name in the header, called by their position."""
        self.known: tuple[str, ...] = ()
        """The columns asked for, required and optional, in the order asked."""
        self.size = path.stat().st_size

    @abstractmethod
    def __iter__(self) -> Iterator[Batch]: ...

    @property
    @abstractmethod
    def position(self) -> int:
        """How far the file is read, of `size`; for showing progress only."""

    @abstractmethod
    def notes(self) -> list[Note]:
        """What was passed over or read by another spelling, in what was iterated so far."""

    @property
    def unknown(self) -> tuple[str, ...]:
        """The columns nobody asked for: kept as evidence."""
        return tuple(column for column in self.columns if column not in self.known)


def split_batches(
    table: pa.Table, unreadable: Sequence[UnreadableRow], most_rows: int
) -> Iterator[Batch]:
    """Rows, and those that could not be read, both by line, as batches of at most so many."""
    if not unreadable:
        for start in range(0, table.num_rows, most_rows):
            yield Batch(table.slice(start, most_rows), ())
        return
    readable = table.column(LINE).to_pylist()
    refused = [row.line for row in unreadable]
    lines = sorted(readable + refused)
    start, refused_start = 0, 0
    for at in range(most_rows, len(lines) + most_rows, most_rows):
        ends_before = lines[at] if at < len(lines) else lines[-1] + 1
        end = bisect_left(readable, ends_before)
        refused_end = bisect_left(refused, ends_before)
        yield Batch(table.slice(start, end - start), tuple(unreadable[refused_start:refused_end]))
        start, refused_start = end, refused_end


def text_fault(cell: str) -> str:
    """The sentence about a cell that is no text or far too long; blank if it is fine.

    Bytes that are not UTF-8 are expected as lone surrogates (`surrogateescape`).
    """
    if "\0" in cell:
        return "The cell contains a NUL character. Remove it."
    if any("\ud800" <= character <= "\udfff" for character in cell):
        return "The cell contains bytes that are not UTF-8. Have it produced again as UTF-8."
    if len(cell) > LONGEST_CELL:
        return f"The cell is longer than {LONGEST_CELL:,} characters. Shorten it."
    return ""


def batch_schema(known: Sequence[str]) -> pa.Schema:
    """The columns of `Batch.table`."""
    texts = [pa.field(column, pa.string()) for column in (*known, EXTRA)]
    return pa.schema([pa.field(LINE, pa.int64()), *texts])
