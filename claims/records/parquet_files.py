"""A Parquet file as batches of text cells, whatever the types it was written with."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from claims.records.extra_columns import extra_column
from claims.records.row_batches import (
    BATCH_ROWS,
    LONGEST_CELL,
    Batch,
    FileRefused,
    Form,
    UnreadableRow,
    batch_schema,
    text_fault,
)
from claims.records.tidy_reader import TidyReader

_DAMAGED = "the Parquet data is damaged or cut short. Send it again."


class ParquetReader(TidyReader):
    """An opened Parquet file; its lines are its rows, counted from 1."""

    def __init__(
        self,
        path: Path,
        name: str,
        required: Sequence[str],
        optional: Sequence[str],
        exact: Collection[str],
        forms: Mapping[str, Form],
        evidence: Collection[str],
    ) -> None:
        super().__init__(path, name)
        try:
            with pq.ParquetFile(path) as file:
                schema = file.schema_arrow
        except (pa.ArrowException, OSError, ValueError) as error:
            raise FileRefused(
                name, "this is not Parquet, or it is damaged. Send it again, or as CSV."
            ) from error
        self._take_header(schema.names, required, optional, forms, evidence)
        for column, field in zip(self.columns, schema, strict=True):
            if column in self.known:
                _check_type(name, column, field.type, exact)
                self._check_moments(column, field, forms.get(column, Form.TEXT))

    def __iter__(self) -> Iterator[Batch]:
        done = 0
        with self._opened() as file:
            total = file.metadata.num_rows
            for raw in file.iter_batches(batch_size=BATCH_ROWS):
                batch = raw.rename_columns(list(self.columns))
                yield self._batch(batch, first_line=done + 1)
                done += batch.num_rows
                self._position = self.size * done // max(total, 1)

    @contextmanager
    def _opened(self) -> Iterator[pq.ParquetFile]:
        """The file; what cannot be read in it refuses it."""
        try:
            # Without a buffer a whole column of a row group would be held in memory.
            with pq.ParquetFile(self.path, buffer_size=1 << 20, pre_buffer=False) as file:
                yield file
        except (pa.ArrowException, OSError) as error:
            raise FileRefused(self.name, _DAMAGED) from error

    def _check_moments(self, column: str, field: pa.Field, form: Form) -> None:
        """Raise FileRefused if a column of moments cannot be what is asked for, in no row of it."""
        kind = _value_type(field.type)
        if not pa.types.is_timestamp(kind) or form not in (Form.DAY, Form.MOMENT):
            return
        if form is Form.MOMENT and kind.tz is not None:
            return
        with self._opened() as file:
            row = 0
            first: tuple[int, object] | None = None
            for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=[field.name]):
                moments = _decode_dictionary(batch.column(0))
                filled = pc.is_valid(moments)
                if first is None and pc.any(filled).as_py():
                    at = pc.index(filled, True).as_py()
                    first = (row + at + 1, _text_array(moments.slice(at, 1))[0].as_py())
                    if form is Form.MOMENT:
                        break
                    if not _is_utc(kind.tz):
                        break
                if form is Form.DAY and pc.any(_is_midnight(moments)).as_py():
                    # The other rows are judged singly.
                    return
                row += batch.num_rows
        if first is not None:
            raise FileRefused(self.name, _wrong_moments_sentence(column, form, kind.tz, *first))

    def _batch(self, batch: pa.RecordBatch, first_line: int) -> Batch:
        count = batch.num_rows
        lines = pa.arange(first_line, first_line + count)
        faults: dict[int, tuple[str, str]] = {}
        texts: dict[str, pa.Array] = {}
        for column in self.known:
            if column not in self.columns:
                texts[column] = pa.nulls(count, pa.string())
                continue
            array = _text_array(batch.column(column))
            texts[column] = self._tidied(column, array, faults)
        extras = self._extra_cells(batch, faults)
        arrays = [lines, *texts.values(), extras]
        table = pa.Table.from_arrays(arrays, schema=batch_schema(self.known))
        if not faults:
            return Batch(self._tidier.rows(table), ())
        unreadable = tuple(
            self._unreadable(table, at, first_line + at, *faults[at]) for at in sorted(faults)
        )
        keep = pa.array([at not in faults for at in range(count)], pa.bool_())
        return Batch(self._tidier.rows(table.filter(keep)), unreadable)

    def _extra_cells(self, batch: pa.RecordBatch, faults: dict[int, tuple[str, str]]) -> pa.Array:
        unknown = self.unknown
        if not unknown:
            return pa.nulls(batch.num_rows, pa.string())
        columns = {
            column: self._unknown_cells(column, batch.column(column), faults) for column in unknown
        }
        return extra_column(columns, batch.num_rows)

    def _tidied(self, column: str, array: pa.Array, faults: dict[int, tuple[str, str]]) -> pa.Array:
        return self._tidier.column(column, _valid_texts(column, array, faults))

    def _unknown_cells(
        self, column: str, array: pa.Array, faults: dict[int, tuple[str, str]]
    ) -> pa.Array:
        """The cells of an unknown column: as text, else as what Python makes of them."""
        if pa.types.is_nested(array.type) or pa.types.is_duration(array.type):
            shown = [_shown_text(column, value, at, faults) for at, value in enumerate(array)]
            return pa.array(shown, pa.string())
        return self._tidied(column, _text_array(array), faults)

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
    kind = _value_type(kind)
    if column in exact and pa.types.is_floating(kind):
        raise FileRefused(
            name,
            f'the column "{column}" is a floating-point number, which does not hold its values '
            "exactly. Write it as text or as a decimal.",
        )
    if pa.types.is_nested(kind) or pa.types.is_time(kind) or pa.types.is_duration(kind):
        raise FileRefused(name, f'the column "{column}" has the type {kind}. Write it as text.')


def _value_type(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if isinstance(kind, pa.DictionaryType) else kind


def _decode_dictionary(array: pa.Array) -> pa.Array:
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def _is_utc(zone: str | None) -> bool:
    """Whether a clock of the zone shows the day of UTC, or there is no zone to ask about."""
    return zone is None or zone in ("UTC", "Etc/UTC", "Z", "+00:00")


def _is_midnight(moments: pa.Array) -> pa.Array:
    # Any other zone was refused; without it, no list of zones is asked for.
    clock = moments.cast(pa.timestamp(moments.type.unit))
    return pc.equal(clock, pc.floor_temporal(clock, unit="day"))


def _wrong_moments_sentence(
    column: str, form: Form, zone: str | None, row: int, text: object
) -> str:
    shown = f'the column "{column}" holds moments'
    if form is Form.MOMENT:
        return (
            f'{shown} without a time zone (row {row}: "{text}"). Write the file again with moments '
            "in UTC, or as text that ends in Z."
        )
    if not _is_utc(zone):
        return (
            f'{shown} of the zone {zone} (row {row} in UTC: "{text}"), and a moment is not one day '
            "everywhere. Write days: as dates, or as text like 2024-01-31."
        )
    return (
        f'{shown} none of which is midnight (row {row}: "{text}"), and not days. Write days: as '
        "dates, or as text like 2024-01-31."
    )


def _text_array(array: pa.Array) -> pa.Array:
    """The cells as the text that a CSV would hold; bytes stay bytes."""
    array = _decode_dictionary(array)
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


def _valid_texts(column: str, array: pa.Array, faults: dict[int, tuple[str, str]]) -> pa.Array:
    """The cells as text, NULL where a cell is no text (noted in `faults`)."""
    try:
        texts = array if array.type == pa.string() else array.cast(pa.string())
        texts.validate(full=True)
    except pa.ArrowInvalid:
        texts = _decode_cells(column, array, faults)
    suspect = pc.or_kleene(
        pc.match_substring(texts, "\0"), pc.greater(pc.utf8_length(texts), LONGEST_CELL)
    )
    for at in pc.indices_nonzero(pc.fill_null(suspect, False)).to_pylist():
        faults.setdefault(at, (column, text_fault(texts[at].as_py())))
    return texts


def _decode_cells(column: str, array: pa.Array, faults: dict[int, tuple[str, str]]) -> pa.Array:
    cells: list[str | None] = []
    for at, value in enumerate(array.cast(pa.binary()).to_pylist()):
        text = None if value is None else value.decode("utf-8", "surrogateescape")
        fault = text_fault(text or "")
        if fault:
            faults.setdefault(at, (column, fault))
        cells.append(None if fault else text)
    return pa.array(cells, pa.string())


def _shown_text(
    column: str, value: pa.Scalar, at: int, faults: dict[int, tuple[str, str]]
) -> str | None:
    try:
        return str(value.as_py()) if value.is_valid else None
    except (OverflowError, ValueError):
        fault = f"The cell holds a {value.type} beyond what can be shown. Write it as text."
        faults.setdefault(at, (column, fault))
        return None
