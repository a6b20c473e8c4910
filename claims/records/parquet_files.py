"""A Parquet file as batches of text cells, whatever the types it was written with."""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from claims.records.evidence import evidence_column
from claims.records.tables import (
    BATCH_ROWS,
    LONGEST_CELL,
    Batch,
    FileRefused,
    TableReader,
    UnreadableRow,
    batch_schema,
    check_header,
    fault_of_text,
    tidied,
    trimmed_header,
)

_DAMAGED = "the Parquet data is damaged or cut short. Send it again."


class ParquetReader(TableReader):
    """An opened Parquet file; its lines are its rows, counted from 1."""

    def __init__(
        self,
        path: Path,
        name: str,
        required: Sequence[str],
        optional: Sequence[str],
        exact: Collection[str],
    ) -> None:
        super().__init__(path, name)
        try:
            with pq.ParquetFile(path) as file:
                schema = file.schema_arrow
        except (pa.ArrowException, OSError, ValueError) as error:
            raise FileRefused(
                name, "this is not Parquet, or it is damaged. Send it again, or as CSV."
            ) from error
        self.columns = trimmed_header(schema.names)
        present = [column for column in optional if column in self.columns]
        self.known = (*required, *optional)
        self._position = 0
        check_header(name, self.columns, required)
        for column in (*required, *present):
            _check_type(name, column, schema.field(self.columns.index(column)).type, exact)

    @property
    def position(self) -> int:
        """Bytes of the file."""
        return self._position

    def __iter__(self) -> Iterator[Batch]:
        done = 0
        try:
            # Without a buffer a whole column of a row group would be held in memory.
            with pq.ParquetFile(self.path, buffer_size=1 << 20, pre_buffer=False) as file:
                total = file.metadata.num_rows
                for raw in file.iter_batches(batch_size=BATCH_ROWS):
                    batch = raw.rename_columns(list(self.columns))
                    yield self._batch(batch, first_line=done + 1)
                    done += batch.num_rows
                    self._position = self.size * done // max(total, 1)
        except (pa.ArrowException, OSError) as error:
            raise FileRefused(self.name, _DAMAGED) from error

    def _batch(self, batch: pa.RecordBatch, first_line: int) -> Batch:
        count = batch.num_rows
        lines = pa.arange(first_line, first_line + count)
        faults: dict[int, tuple[str, str]] = {}
        texts: dict[str, pa.Array] = {}
        for column in self.known:
            if column not in self.columns:
                texts[column] = pa.nulls(count, pa.string())
                continue
            array = _as_text(batch.column(column))
            texts[column] = _tidied(column, array, faults)
        extras = self._extras(batch, faults)
        arrays = [lines, *texts.values(), extras]
        table = pa.Table.from_arrays(arrays, schema=batch_schema(self.known))
        if not faults:
            return Batch(table, ())
        unreadable = tuple(
            self._unreadable(table, at, first_line + at, *faults[at]) for at in sorted(faults)
        )
        keep = pa.array([at not in faults for at in range(count)], pa.bool_())
        return Batch(table.filter(keep), unreadable)

    def _extras(self, batch: pa.RecordBatch, faults: dict[int, tuple[str, str]]) -> pa.Array:
        unknown = self.unknown
        if not unknown:
            return pa.nulls(batch.num_rows, pa.string())
        columns = {
            column: _evidence_cells(column, batch.column(column), faults) for column in unknown
        }
        return evidence_column(columns, batch.num_rows)

    def _unreadable(
        self, table: pa.Table, at: int, line: int, column: str, reason: str
    ) -> UnreadableRow:
        cells = table.slice(at, 1).to_pylist()[0]
        raw = json.dumps({**cells, "line": None, "fault": column}, sort_keys=True)
        readable = {
            name: cell for name, cell in cells.items() if name in self.known and cell is not None
        }
        sha256 = hashlib.sha256(raw.encode()).hexdigest()
        return UnreadableRow(line, column, reason, readable, sha256)


def _check_type(name: str, column: str, kind: pa.DataType, exact: Collection[str]) -> None:
    if isinstance(kind, pa.DictionaryType):
        kind = kind.value_type
    if column in exact and pa.types.is_floating(kind):
        raise FileRefused(
            name,
            f'the column "{column}" is a floating-point number, which does not hold its values '
            "exactly. Write it as text or as a decimal.",
        )
    if pa.types.is_nested(kind) or pa.types.is_time(kind) or pa.types.is_duration(kind):
        raise FileRefused(name, f'the column "{column}" has the type {kind}. Write it as text.')


def _as_text(array: pa.Array) -> pa.Array:
    """The cells as the text that a CSV would hold; bytes stay bytes."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        array = array.dictionary_decode()
        kind = array.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        # The values are UTC already; only the label changes, so the text ends in Z.
        array = array.cast(pa.timestamp(kind.unit, "UTC"))
    elif pa.types.is_decimal(kind):
        # Arrow writes small decimals with an exponent.
        cells = [None if value is None else format(value, "f") for value in array.to_pylist()]
        return pa.array(cells, pa.string())
    elif pa.types.is_floating(kind):
        array = pc.if_else(pc.is_nan(array), None, array)
    elif "binary" in str(kind):
        return array.cast(pa.binary())
    return array.cast(pa.string())


def _tidied(column: str, array: pa.Array, faults: dict[int, tuple[str, str]]) -> pa.Array:
    """The cells trimmed, blank as NULL, and NULL where the cell is no text (noted in `faults`)."""
    try:
        texts = array if array.type == pa.string() else array.cast(pa.string())
        texts.validate(full=True)
    except pa.ArrowInvalid:
        texts = _decoded(column, array, faults)
    suspect = pc.or_kleene(
        pc.match_substring(texts, "\0"), pc.greater(pc.utf8_length(texts), LONGEST_CELL)
    )
    for at in pc.indices_nonzero(pc.fill_null(suspect, False)).to_pylist():
        faults.setdefault(at, (column, fault_of_text(texts[at].as_py())))
    return tidied(texts)


def _decoded(column: str, array: pa.Array, faults: dict[int, tuple[str, str]]) -> pa.Array:
    cells: list[str | None] = []
    for at, value in enumerate(array.cast(pa.binary()).to_pylist()):
        text = None if value is None else value.decode("utf-8", "surrogateescape")
        fault = fault_of_text(text or "")
        if fault:
            faults.setdefault(at, (column, fault))
        cells.append(None if fault else text)
    return pa.array(cells, pa.string())


def _evidence_cells(column: str, array: pa.Array, faults: dict[int, tuple[str, str]]) -> pa.Array:
    """The cells of an unknown column: text where it can be text, else what Python makes of them."""
    if pa.types.is_nested(array.type) or pa.types.is_duration(array.type):
        shown = [_as_shown(column, value, at, faults) for at, value in enumerate(array)]
        return pa.array(shown, pa.string())
    return _tidied(column, _as_text(array), faults)


def _as_shown(
    column: str, value: pa.Scalar, at: int, faults: dict[int, tuple[str, str]]
) -> str | None:
    try:
        return str(value.as_py()) if value.is_valid else None
    except (OverflowError, ValueError):
        fault = f"The cell holds a {value.type} beyond what can be shown. Write it as text."
        faults.setdefault(at, (column, fault))
        return None
