"""A CSV file as batches: commas, double quotation marks, UTF-8 with or without a mark, `.gz`."""

import codecs
import gzip
import hashlib
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, cast

import pyarrow as pa

from claims.records.cell_cleanup import OddCharacters
from claims.records.csv_blocks import (
    fitted_lines,
    plain_lines,
    read_plain_block,
    read_plain_lines,
)
from claims.records.csv_records import LONGEST_LINE, CsvRecord, read_records
from claims.records.extra_columns import extra_column
from claims.records.row_batches import (
    BATCH_ROWS,
    LINE,
    Batch,
    FileRefused,
    Form,
    UnreadableRow,
    batch_schema,
    split_batches,
    text_fault,
)
from claims.records.tidy_reader import TidyReader
from claims.texts import one_line

_BLOCK_BYTES = 4 * 2**20


class CsvReader(TidyReader):
    """An opened CSV file; lines are counted from 1, the header's."""

    def __init__(
        self,
        path: Path,
        name: str,
        required: Sequence[str],
        optional: Sequence[str],
        forms: Mapping[str, Form],
        evidence: Collection[str],
        *,
        zipped: bool,
    ) -> None:
        super().__init__(path, name)
        self._is_zipped = zipped
        self._take_header(self._names(), required, optional, forms, evidence)

    def __iter__(self) -> Iterator[Batch]:
        try:
            yield from self._batches()
        except (EOFError, zlib.error, OSError) as error:
            self._refuse(error)

    def _batches(self) -> Iterator[Batch]:
        with self._opened() as (raw, stream):
            header = next(_records_of_rows(self.name, stream))
            last_line = header.last_line
            while block := stream.read(_BLOCK_BYTES):
                # Up to the end of the line; if that is too far, the line is refused.
                block += stream.readline(LONGEST_LINE + 1)
                table = read_plain_block(block, self.columns)
                if table is not None:
                    lines = pa.arange(last_line + 1, last_line + 1 + table.num_rows)
                    last_line += table.num_rows
                    unreadable: list[UnreadableRow] = []
                    whole = self._tidier.rows(self._table(lines, table, OddCharacters.of(block)))
                else:
                    whole, unreadable, last_line = self._mixed(block, stream, last_line)
                self._position = raw.tell()
                yield from split_batches(whole, unreadable, BATCH_ROWS)
        self._position = self.size

    def _mixed(
        self, block: bytes, stream: IO[bytes], last_line: int
    ) -> tuple[pa.Table, list[UnreadableRow], int]:
        """The rows of a block of which not all lines are plain; the last may run on beyond it."""
        source = _BlockLines(block, stream)
        plain_of = self._plain_lines_of(source.lines)
        plain: dict[int, bytes] = {}
        careful: list[CsvRecord] = []
        while source.at < len(source.lines):
            if (line := plain_of[source.at]) is not None:
                plain[source.at] = line
                source.at += 1
                continue
            for record in read_records(self.name, source, last_line + source.at):
                careful.append(record)
                if source.at >= len(source.lines) or plain_of[source.at] is not None:
                    break
        rows, unreadable = self._sort_records(careful)
        tables = [self._table_of_records(rows)]
        if plain:
            cells = read_plain_lines(list(plain.values()), self.columns)
            self._tidier.count_cut_rows(
                sum(line is not source.lines[at] for at, line in plain.items())
            )
            numbers = pa.array([last_line + 1 + at for at in plain])
            tables.append(self._table(numbers, cells, OddCharacters.of(block)))
        table = pa.concat_tables(tables).sort_by(LINE)
        return self._tidier.rows(table), unreadable, last_line + source.at

    def _plain_lines_of(self, lines: Sequence[bytes]) -> list[bytes | None]:
        """Each line that is plain, without empty cells beyond the header; None for the others."""
        is_plain = plain_lines(lines, self.columns)
        if all(is_plain):
            return list(lines)
        fitted = fitted_lines(lines, self.columns)
        return [
            line if plain else cut for line, plain, cut in zip(lines, is_plain, fitted, strict=True)
        ]

    def _sort_records(
        self, records: Sequence[CsvRecord]
    ) -> tuple[list[CsvRecord], list[UnreadableRow]]:
        """The records that have a cell a column, and those that cannot be read; a record without
        anything in it is neither."""
        rows: list[CsvRecord] = []
        unreadable: list[UnreadableRow] = []
        for record in records:
            if record.is_blank:
                continue
            if record.problem or record.is_damaged:
                unreadable.append(self._unreadable(record))
                continue
            if self._tidier.is_blank(record.cells):
                self._tidier.count_blank_row()
                continue
            fitted = self._tidier.fitted(record.cells)
            if len(fitted) == len(self.columns):
                rows.append(replace(record, cells=fitted))
            else:
                unreadable.append(self._unreadable(record))
        return rows, unreadable

    def _refuse(self, error: Exception) -> None:
        """Raise the FileRefused that says after which line the file cannot be read on."""
        with self._opened() as (_, stream):
            for _ in read_records(self.name, stream):
                pass
        # It could be read this time.
        raise FileRefused(
            self.name, f"it cannot be read on ({error}). Check the disk and import it again."
        ) from error

    @contextmanager
    def _opened(self) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        """The file as it lies on disk, and as it reads once unpacked."""
        with self.path.open("rb") as raw:
            if self._is_zipped:
                with gzip.open(raw, "rb") as stream:
                    yield raw, cast(IO[bytes], stream)
            else:
                yield raw, raw

    def _names(self) -> list[str]:
        """The cells of the header."""
        with self._opened() as (_, stream):
            record = next(_records_of_rows(self.name, stream), None)
        if record is None:
            raise FileRefused(self.name, "the file is empty. It needs at least a header line.")
        if record.raw.startswith(b"PAR1"):
            raise FileRefused(self.name, "this is gzipped Parquet. Unpack it first.")
        if record.raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise FileRefused(
                self.name,
                'this is UTF-16, which spreadsheets call "Unicode text". Save the table as '
                '"CSV UTF-8 (comma delimited)".',
            )
        if record.has_lone_return and b'"' not in record.raw:
            raise FileRefused(
                self.name,
                "the header cannot be read: its line holds a carriage return that ends no line. "
                "Save the file again, each line ending in LF or CRLF.",
            )
        if record.is_damaged:
            raise FileRefused(
                self.name, "the header is not UTF-8 text. Save the file as CSV in UTF-8."
            )
        if record.problem:
            raise FileRefused(
                self.name, f"the header cannot be read: on line {record.line} {record.problem}."
            )
        return record.cells

    def _table_of_records(self, rows: Sequence[CsvRecord]) -> pa.Table:
        by_column = zip(*(record.cells for record in rows), strict=True) if rows else ()
        texts = [pa.array(column, pa.string()) for column in by_column]
        if not rows:
            texts = [pa.array([], pa.string())] * len(self.columns)
        lines = pa.array([record.line for record in rows], pa.int64())
        return self._table(lines, pa.Table.from_arrays(texts, names=list(self.columns)))

    def _table(
        self, lines: pa.Array, cells: pa.Table, odd: OddCharacters | None = None
    ) -> pa.Table:
        """The cells tidied, and in the form of a batch."""
        texts = {
            name: self._tidier.column(name, _single_array(cells.column(name)), odd)
            for name in self.columns
        }
        known = [texts.get(name, pa.nulls(len(lines), pa.string())) for name in self.known]
        extra = extra_column({name: texts[name] for name in self.unknown}, len(lines))
        return pa.Table.from_arrays([lines, *known, extra], schema=batch_schema(self.known))

    def _unreadable(self, record: CsvRecord) -> UnreadableRow:
        cells = {
            column: self._tidier.cell(column, cell)
            for column, cell in zip(self.columns, record.cells, strict=False)
            if not text_fault(cell)
        }
        column, reason = _record_fault(record, self.columns)
        sha256 = hashlib.sha256(record.raw.rstrip(b"\r\n")).hexdigest()
        return UnreadableRow(record.line, column, reason, cells, sha256)


class _BlockLines:
    """The lines of a block, and then those of the rest of the file, one by one."""

    def __init__(self, block: bytes, stream: IO[bytes]) -> None:
        self.lines = block.split(b"\n")
        self._ends = block.endswith(b"\n")
        if self._ends:
            self.lines.pop()
        self._stream = stream
        self.at = 0
        """How many lines were read."""

    def readline(self, limit: int) -> bytes:
        """The next line with its LF; a piece of it, as long as the limit, if it is longer."""
        if self.at >= len(self.lines):
            line = self._stream.readline(limit)
        elif self.at < len(self.lines) - 1 or self._ends:
            line = self.lines[self.at] + b"\n"
        else:
            line = self.lines[self.at]
            line += self._stream.readline(max(0, limit - len(line)))
        self.at += bool(line)
        return line[:limit]


def _records_of_rows(name: str, stream: IO[bytes]) -> Iterator[CsvRecord]:
    """The records in which something can be seen; the first is the header."""
    records = (record for record in read_records(name, stream) if not record.is_blank)
    return (record for record in records if record.problem or any(map(one_line, record.cells)))


def _single_array(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _record_fault(record: CsvRecord, columns: Sequence[str]) -> tuple[str, str]:
    """The column at fault (blank: the row as a whole) and the sentence about it."""
    if record.problem:
        return "", f"The row cannot be read: {record.problem}."
    if len(record.cells) != len(columns) and record.has_lone_return:
        return "", (
            "The row cannot be read: a carriage return stands inside the line. Remove it, or end "
            "each line with LF or CRLF."
        )
    if len(record.cells) != len(columns):
        runs = f" (it runs to line {record.last_line})" if record.last_line > record.line else ""
        return "", (
            f"The row has {len(record.cells)} fields{runs}, the header {len(columns)}. "
            "Put a cell that contains a comma between quotation marks."
        )
    for column, cell in zip(columns, record.cells, strict=True):
        fault = text_fault(cell)
        if fault:
            return column, fault
    return "", "The row is not UTF-8 text. Have it produced again as UTF-8."
