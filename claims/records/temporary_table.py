"""The rows of one file on their way to be judged, on disk and not in memory."""

from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from claims.records.kinds import ACCOUNT_ID, RecordKind
from claims.records.row_batches import LINE, Batch, batch_schema

_UNREADABLE_SCHEMA = pa.schema(
    [
        pa.field(LINE, pa.int64()),
        pa.field("column", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("named_account_id", pa.string()),
        pa.field("row_sha256", pa.string()),
    ]
)

_GROUP_BYTES = 8 * 2**20


class TemporaryTable:
    """The rows of one file, waiting in a Parquet file of text columns."""

    def __init__(self, kind: RecordKind, folder: Path) -> None:
        self.kind = kind
        self.path = folder / f"{kind.name}.spool"
        self.unreadable_path = folder / f"{kind.name}.unreadable"
        self.rows = 0
        self._waiting: list[pa.Table] = []
        self._waiting_bytes = 0
        self._writer = pq.ParquetWriter(
            self.path,
            batch_schema(kind.column_names),
            compression="lz4",
            # No dictionary of what is different in each row.
            use_dictionary=list(kind.column_names[1:]),
            write_statistics=False,
        )
        self._unreadable_writer = pq.ParquetWriter(self.unreadable_path, _UNREADABLE_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._waiting and error is None:
            self._write()
        self._writer.close()
        self._unreadable_writer.close()

    def add(self, batch: Batch) -> None:
        """Put the rows of the batch behind those already here."""
        self.rows += len(batch)
        self._waiting.append(batch.table)
        self._waiting_bytes += batch.table.nbytes
        if self._waiting_bytes >= _GROUP_BYTES:
            self._write()
        if not batch.unreadable:
            return
        refused = [
            {
                LINE: row.line,
                "column": row.column,
                "reason": row.reason,
                "named_account_id": row.cells.get(ACCOUNT_ID) or None,
                "row_sha256": row.sha256,
            }
            for row in batch.unreadable
        ]
        self._unreadable_writer.write_table(
            pa.Table.from_pylist(refused, schema=_UNREADABLE_SCHEMA)
        )

    def _write(self) -> None:
        """Batches are too small to be read fast one by one."""
        self._writer.write_table(pa.concat_tables(self._waiting))
        self._waiting, self._waiting_bytes = [], 0
