"""What every kind of file becomes: batches of text cells under a header that was checked."""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

BATCH_ROWS = 10_000
LONGEST_CELL = 131_072
"""Characters. A longer cell is no record; it is most often a quotation mark that was not closed."""

CONTENT_COLUMNS = frozenset(
    {"content", "body", "text", "subject", "snippet", "attachment", "attachments"}
)
"""Columns that could hold what people wrote. Such a file is not taken in at all."""

LINE = "line"
EXTRA = "extra"


class FileRefused(ValueError):
    """The file cannot be taken in at all. The message says which, what is wrong, what to do."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")


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
        """All columns of the file in its own order, trimmed."""
        self.known: tuple[str, ...] = ()
        """The columns asked for, required and optional, in the order asked."""
        self.size = path.stat().st_size

    @abstractmethod
    def __iter__(self) -> Iterator[Batch]: ...

    @property
    @abstractmethod
    def position(self) -> int:
        """How far the file is read, of `size`; for showing progress only."""

    @property
    def unknown(self) -> tuple[str, ...]:
        """The columns nobody asked for: kept as evidence."""
        return tuple(column for column in self.columns if column not in self.known)


def trimmed_header(columns: Sequence[str]) -> tuple[str, ...]:
    """The names without surrounding white space; a nameless column is called by its position."""
    trimmed = [column.strip() for column in columns]
    return tuple(column or f"column {at}" for at, column in enumerate(trimmed, start=1))


def check_header(name: str, columns: Sequence[str], required: Sequence[str]) -> None:
    """Raise FileRefused unless these trimmed names of columns can be taken in."""
    contents = [column for column in columns if column.casefold() in CONTENT_COLUMNS]
    if contents:
        raise FileRefused(
            name,
            f"the column {_quoted(contents)} could hold what people wrote, which is not taken in. "
            "Have the file produced again without it.",
        )
    missing = [column for column in required if column not in columns]
    if missing:
        raise FileRefused(name, _missing(missing, columns))
    seen: set[str] = set()
    for column in columns:
        folded = column.casefold()
        if folded in seen:
            raise FileRefused(
                name,
                f"the column {_quoted([column])} is there twice. Remove or rename one of them.",
            )
        seen.add(folded)


def tidied(texts: pa.Array) -> pa.Array:
    """The cells without white space around them; blank as NULL."""
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def batches_of(
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


def fault_of_text(cell: str) -> str:
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


def _missing(missing: Sequence[str], columns: Sequence[str]) -> str:
    which = "columns" if len(missing) > 1 else "column"
    are = "are" if len(missing) > 1 else "is"
    problem = f"the {which} {_quoted(missing)} {are} missing"
    by_folded = {column.casefold(): column for column in columns}
    alike = [by_folded[column] for column in missing if column in by_folded]
    if alike:
        return f"{problem}; {_quoted(alike)} must be written in lower case."
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t|"):
        return f"{problem}; the header has a single column. Separate the cells by commas."
    return f"{problem}. The first line must name all columns; a cell may be blank, a column not."


def _quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column[:80]}"' for column in columns)
