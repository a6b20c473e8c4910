"""Open a file of rows: CSV (`.gz` allowed) or Parquet, read as text cells in bounded memory.

Used for every file that comes from outside: the records of a production, claims, exclusions. What
is wrong with the file as a whole raises `FileRefused`; what is wrong with one row is handed over
beside the good rows, as `UnreadableRow`. What a cell means is not judged here.
"""

import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from claims.records.csv_files import CsvReader
from claims.records.parquet_files import ParquetReader
from claims.records.row_batches import (
    Batch,
    FileRefused,
    Form,
    Note,
    TableReader,
    UnreadableRow,
)

__all__ = ["Batch", "FileRefused", "Form", "Note", "TableReader", "UnreadableRow", "open_table"]

_NO_FORMS: Mapping[str, Form] = MappingProxyType({})


def open_table(
    path: Path,
    required: Sequence[str],
    optional: Sequence[str] = (),
    *,
    exact: Collection[str] = (),
    forms: Mapping[str, Form] = _NO_FORMS,
    evidence: Collection[str] = (),
    name: str | None = None,
) -> TableReader:
    """Open a CSV or Parquet file and check its header; the kind of file is told by its first bytes.

    `required` columns must be there, `optional` may be, any other is kept as evidence. A column of
    `exact` must not be a float in Parquet (amounts, identifiers). `forms` says what the cells of a
    column are; text, unless said. `evidence` names columns that are kept as evidence and looked up
    there, so they are kept by these names however the file spells them. `name` is what messages
    call the file (else its own name). Raises FileRefused.
    """
    # A file name may be any bytes; those that are no text could not be printed or written.
    name = name or os.fsencode(path.name).decode("utf-8", "replace")
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
    except OSError as error:
        problem = error.strerror or "it cannot be read"
        raise FileRefused(
            name, f"it cannot be opened ({problem}). Check the path and its permissions."
        ) from error
    if not start:
        raise FileRefused(name, "the file is empty. It needs at least a header line.")
    lowered = path.name.lower()
    if start.startswith(b"PK"):
        raise FileRefused(
            name,
            "this is a ZIP archive or a spreadsheet. Save the table as CSV (UTF-8) or Parquet.",
        )
    if start == b"PAR1" or lowered.endswith(".parquet"):
        return ParquetReader(path, name, required, optional, exact, forms, evidence)
    if start.startswith(b"\x1f\x8b"):
        return CsvReader(path, name, required, optional, forms, evidence, zipped=True)
    if lowered.endswith(".gz"):
        raise FileRefused(
            name, "its name ends in .gz but it is not gzip. Send it again, or rename it."
        )
    return CsvReader(path, name, required, optional, forms, evidence, zipped=False)
