"""The loop over a file of claims or opt-outs: each row is accepted, repeats one, or is refused."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from more_itertools import chunked

from claims.casework.intake.refusal_file import RefusalFile
from claims.records.row_files import Note, TableReader

ROWS_AT_ONCE = 500

Cells = Mapping[str, str]
"""The cells of one row by column, blank where the row has none."""

Progress = Callable[[int, int], None]
"""Called with how far the file is read and how large it is, in bytes."""


class Taken(Enum):
    """What became of a row that was not refused."""

    ACCEPTED = auto()
    REPEATED = auto()


class RowRefused(ValueError):
    """One row cannot be taken; `column` is the cell at fault."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


@dataclass(frozen=True)
class FileReport:
    """What became of a file: accepted + repeated + refused = rows."""

    rows: int
    accepted: int
    repeated: int
    refused: int
    refusals: Path
    notes: Sequence[Note] = ()
    """What was passed over, or read by another spelling."""


def import_rows(
    reader: TableReader,
    refusals: RefusalFile,
    take: Callable[[Sequence[Cells]], Sequence[Taken | RowRefused]],
    progress: Progress | None = None,
) -> FileReport:
    """Have `take` decide on the rows of the file, some hundreds at once, in the order of the file.

    `take` gives an answer for each row that it is given. A row that cannot be read is refused
    without asking it. Refused rows go to `refusals`, by line.
    """
    counts: Counter[Taken | type[RowRefused]] = Counter()
    for some in chunked(_rows_of(reader), ROWS_AT_ONCE):
        readable = [cells for _, cells in some if not isinstance(cells, RowRefused)]
        answers = iter(take(readable))
        for line, cells in some:
            answer = cells if isinstance(cells, RowRefused) else next(answers)
            if isinstance(answer, RowRefused):
                refusals.add(line, answer.column, str(answer))
                counts[RowRefused] += 1
            else:
                counts[answer] += 1
        if progress:
            progress(reader.position, reader.size)
    rows = counts.total()
    return FileReport(
        rows=rows,
        accepted=counts[Taken.ACCEPTED],
        repeated=counts[Taken.REPEATED],
        refused=counts[RowRefused],
        refusals=refusals.path,
        notes=[*reader.notes(), *refusals.notes(rows)],
    )


def _rows_of(reader: TableReader) -> Iterator[tuple[int, Cells | RowRefused]]:
    """Every row with its line, in the order of the file."""
    for batch in reader:
        rows: list[tuple[int, Cells | RowRefused]] = [
            (row.line, RowRefused(row.column, row.reason)) for row in batch.unreadable
        ]
        rows += batch.rows()
        yield from sorted(rows, key=lambda row: row[0])
