"""Tables as Parquet files: whole numbers as 64 bits (blank: null), everything else as text."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from more_itertools import chunked

from claims.exports.export_tables import ExportColumn, ExportTable, ExportTables
from claims.files.spreadsheets import Cell

_ROWS_AT_ONCE = 50_000


def write_parquet(tables: ExportTables, folder: Path) -> list[Path]:
    """Write one file a table into the folder: `<table>.parquet`."""
    paths = []
    for table in tables.tables:
        path = folder / f"{table.name}.parquet"
        schema = pa.schema([(column.name, _arrow_type(column)) for column in table.columns])
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for batch in _batches(table, schema):
                writer.write_batch(batch)
        paths.append(path)
    return paths


def _arrow_type(column: ExportColumn) -> pa.DataType:
    return pa.int64() if column.is_whole else pa.string()


def _batches(table: ExportTable, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for some in chunked(table.rows, _ROWS_AT_ONCE):
        columns = zip(*some, strict=True)
        arrays = [
            _arrow_array(cells, field.type) for cells, field in zip(columns, schema, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _arrow_array(cells: Sequence[Cell], kind: pa.DataType) -> pa.Array:
    if pa.types.is_integer(kind):
        return pa.array([None if cell == "" else cell for cell in cells], kind)
    return pa.array([str(cell) for cell in cells], kind)
