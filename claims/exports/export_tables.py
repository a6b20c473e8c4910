"""A table on its way to a file: columns of a kind, and rows that are read once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from claims.files.spreadsheets import Cell


@dataclass(frozen=True)
class ExportColumn:
    """Its name, and what its cells are: text, or whole numbers, which may be blank ("")."""

    name: str
    is_whole: bool = False


@dataclass(frozen=True)
class ExportTable:
    """Text and whole numbers only, so that every format can hold it exactly."""

    name: str
    columns: Sequence[ExportColumn]
    rows: Iterator[Sequence[Cell]]

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]


def text_columns(*names: str) -> list[ExportColumn]:
    """Columns of text."""
    return [ExportColumn(name) for name in names]


def number_columns(*names: str) -> list[ExportColumn]:
    """Columns of whole numbers, as counts and cents are."""
    return [ExportColumn(name, is_whole=True) for name in names]


@dataclass(frozen=True)
class ExportTables:
    """What one export holds; `made_at` is the tally's moment, the only one that enters a file."""

    title: str
    made_at: datetime
    tables: Sequence[ExportTable]
