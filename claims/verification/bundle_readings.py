"""What people said that values in the records are: `readings.csv`, where anybody said anything."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from claims.verification.bundle_facts import check_header
from claims.verification.bundle_rows import (
    BundleColumn,
    NotABundle,
    cell_in_message,
    cells_of,
    read_text,
    read_whole,
    rows_of,
)

READINGS_FILE = "readings.csv"
_COLUMNS = (
    BundleColumn("number", read_whole, is_never_blank=True),
    BundleColumn("kind", read_text, is_never_blank=True),
    BundleColumn("column", read_text, is_never_blank=True),
    BundleColumn("value", read_text, is_never_blank=True),
    BundleColumn("same_as", read_text),
)
_HEADER = ",".join(column.name for column in _COLUMNS)


@dataclass(frozen=True)
class BundleReadings:
    """`said` is by kind and column what a value is: one that the plan names, None another thing.
    `sha256` is that of the file, empty where there is none."""

    sha256: str = ""
    said: Mapping[tuple[str, str], Mapping[str, str | None]] = field(default_factory=dict)


def read_readings(folder: Path, files: Mapping[str, str]) -> BundleReadings:
    """The readings of the bundle, the later of two of one value; raises NotABundle."""
    if READINGS_FILE not in files:
        return BundleReadings()
    digest = hashlib.sha256()
    said: dict[tuple[str, str], dict[str, str | None]] = {}
    for number, row in enumerate(rows_of(folder / READINGS_FILE)):
        digest.update(row.encode() + b"\n")
        if number == 0:
            check_header(READINGS_FILE, row, _HEADER)
            continue
        try:
            cells = zip(_COLUMNS, cells_of(row), strict=True)
            place, kind, column, value, same_as = (each[cell] for each, cell in cells)
        except ValueError:
            raise NotABundle(
                f"{READINGS_FILE}: the row {cell_in_message(row)} cannot be read."
            ) from None
        if place != number:
            raise NotABundle(
                f"{READINGS_FILE}: reading {number} is missing: {place} stands in its place."
            )
        said.setdefault((kind, column), {})[value] = same_as
    return BundleReadings(digest.hexdigest(), said)
