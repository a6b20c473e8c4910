"""A CSV file as batches: commas, double quotation marks, UTF-8 with or without a mark, `.gz`."""

import gzip
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import pyarrow as pa

from claims.records.csv_records import CsvRecord, read_records
from claims.records.tables import (
    BATCH_ROWS,
    Batch,
    FileRefused,
    TableReader,
    UnreadableRow,
    batch_schema,
    check_header,
    evidence,
    fault_of_text,
    trimmed_header,
)


class CsvReader(TableReader):
    """An opened CSV file; lines are counted from 1, the header's."""

    def __init__(
        self,
        path: Path,
        name: str,
        required: Sequence[str],
        optional: Sequence[str],
        *,
        zipped: bool,
    ) -> None:
        super().__init__(path, name)
        self._zipped = zipped
        self._position = 0
        self.known = (*required, *optional)
        self.columns = self._header()
        check_header(name, self.columns, required)

    @property
    def position(self) -> int:
        """Bytes of the file."""
        return self._position

    def __iter__(self) -> Iterator[Batch]:
        rows: list[CsvRecord] = []
        unreadable: list[UnreadableRow] = []
        with self._opened() as (raw, stream):
            records = read_records(self.name, stream)
            next(records)  # the header
            for record in records:
                if record.problem or record.is_damaged or len(record.cells) != len(self.columns):
                    unreadable.append(_unreadable(record, self.columns))
                else:
                    rows.append(record)
                if len(rows) + len(unreadable) >= BATCH_ROWS:
                    self._position = raw.tell()
                    yield self._batch(rows, unreadable)
                    rows, unreadable = [], []
        self._position = self.size
        if rows or unreadable:
            yield self._batch(rows, unreadable)

    @contextmanager
    def _opened(self) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        """The file as it lies on disk, and as it reads once unpacked."""
        with self.path.open("rb") as raw:
            if self._zipped:
                with gzip.open(raw, "rb") as stream:
                    yield raw, cast(IO[bytes], stream)
            else:
                yield raw, raw

    def _header(self) -> tuple[str, ...]:
        with self._opened() as (_, stream):
            record = next(read_records(self.name, stream), None)
        if record is None:
            raise FileRefused(self.name, "the file is empty. It needs at least a header line.")
        if record.raw.startswith(b"PAR1"):
            raise FileRefused(self.name, "this is gzipped Parquet. Unpack it first.")
        if record.is_damaged:
            raise FileRefused(
                self.name, "the header is not UTF-8 text. Save the file as CSV in UTF-8."
            )
        if record.problem:
            raise FileRefused(
                self.name, f"the header cannot be read: on line {record.line} {record.problem}."
            )
        return trimmed_header(record.cells)

    def _batch(self, rows: Sequence[CsvRecord], unreadable: Sequence[UnreadableRow]) -> Batch:
        by_column: dict[str, tuple[str, ...]] = dict.fromkeys(self.columns, ())
        if rows:
            transposed = zip(*(record.cells for record in rows), strict=True)
            by_column = dict(zip(self.columns, transposed, strict=True))
        arrays = [pa.array([record.line for record in rows], pa.int64())]
        for column in self.known:
            if column in by_column:
                texts: list[str | None] = [cell.strip() or None for cell in by_column[column]]
            else:
                texts = [None] * len(rows)
            arrays.append(pa.array(texts, pa.string()))
        arrays.append(pa.array(self._extras(len(rows), by_column), pa.string()))
        schema = batch_schema(self.known)
        return Batch(pa.Table.from_arrays(arrays, schema=schema), tuple(unreadable))

    def _extras(
        self, row_count: int, by_column: Mapping[str, tuple[str, ...]]
    ) -> Sequence[str | None]:
        if not self.unknown:
            return [None] * row_count
        rows = zip(*(by_column[column] for column in self.unknown), strict=True)
        return [
            evidence(dict(zip(self.unknown, (cell.strip() for cell in row), strict=True)))
            for row in rows
        ]


def _unreadable(record: CsvRecord, columns: Sequence[str]) -> UnreadableRow:
    cells = {
        column: cell.strip()
        for column, cell in zip(columns, record.cells, strict=False)
        if not fault_of_text(cell)
    }
    column, reason = _fault(record, columns)
    sha256 = hashlib.sha256(record.raw.rstrip(b"\r\n")).hexdigest()
    return UnreadableRow(record.line, column, reason, cells, sha256)


def _fault(record: CsvRecord, columns: Sequence[str]) -> tuple[str, str]:
    """The column at fault (blank: the row as a whole) and the sentence about it."""
    if record.problem:
        return "", f"The row cannot be read: {record.problem}."
    if len(record.cells) != len(columns):
        runs = f" (it runs to line {record.last_line})" if record.last_line > record.line else ""
        return "", (
            f"The row has {len(record.cells)} fields{runs}, the header {len(columns)}. "
            "Put a cell that contains a comma between quotation marks."
        )
    for column, cell in zip(columns, record.cells, strict=True):
        fault = fault_of_text(cell)
        if fault:
            return column, fault
    return "", "The row is not UTF-8 text. Have it produced again as UTF-8."
