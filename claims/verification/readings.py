"""What people said that values in the records are: `readings.csv`, where anybody said anything."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from claims.verification.filed import check_header
from claims.verification.lines import Column, NotABundle, cells_of, rows_of, shown, text, whole

NAME = "readings.csv"
_COLUMNS = (
    Column("number", whole, is_never_blank=True),
    Column("kind", text, is_never_blank=True),
    Column("column", text, is_never_blank=True),
    Column("value", text, is_never_blank=True),
    Column("same_as", text),
)
_HEADER = ",".join(column.name for column in _COLUMNS)


@dataclass(frozen=True)
class Readings:
    """`said` is by kind and column what a value is: one that the plan names, None another thing.
    `sha256` is that of the file, empty where there is none."""

    sha256: str = ""
    said: Mapping[tuple[str, str], Mapping[str, str | None]] = field(default_factory=dict)


def read_readings(folder: Path, files: Mapping[str, str]) -> Readings:
    """The readings of the bundle, the later of two of one value; raises NotABundle."""
    if NAME not in files:
        return Readings()
    digest = hashlib.sha256()
    said: dict[tuple[str, str], dict[str, str | None]] = {}
    for number, row in enumerate(rows_of(folder / NAME)):
        digest.update(row.encode() + b"\n")
        if number == 0:
            check_header(NAME, row, _HEADER)
            continue
        try:
            cells = zip(_COLUMNS, cells_of(row), strict=True)
            place, kind, column, value, same_as = (each[cell] for each, cell in cells)
        except ValueError:
            raise NotABundle(f"{NAME}: the row {shown(row)} cannot be read.") from None
        if place != number:
            raise NotABundle(f"{NAME}: reading {number} is missing: {place} stands in its place.")
        said.setdefault((kind, column), {})[value] = same_as
    return Readings(digest.hexdigest(), said)
