"""A table on its way to a file: columns, and rows that are read once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

Cell = str | int


@dataclass(frozen=True)
class Table:
    """Text and whole numbers only, so that every format can hold it exactly."""

    name: str
    columns: Sequence[str]
    rows: Iterator[Sequence[Cell]]


@dataclass(frozen=True)
class Tables:
    """What one export holds; `made_at` is the tally's moment, the only one that enters a file."""

    title: str
    made_at: datetime
    tables: Sequence[Table]
