"""The rows of one file on their way to be judged, on disk and not in memory."""

from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from claims.records.kinds import ACCOUNT_ID, RecordKind
from claims.records.tables import LINE, Batch, batch_schema

_UNREADABLE = pa.schema(
    [
        pa.field(LINE, pa.int64()),
        pa.field("column", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("named_account_id", pa.string()),
        pa.field("row_sha256", pa.string()),
    ]
)


class Spool:
    """The rows of one file, waiting in a Parquet file of text columns."""

    def __init__(self, kind: RecordKind, folder: Path) -> None:
        self.kind = kind
        self.path = folder / f"{kind.name}.spool"
        self.unreadable_path = folder / f"{kind.name}.unreadable"
        self.rows = 0
        self._writer = pq.ParquetWriter(
            self.path, batch_schema(kind.column_names), compression="zstd"
        )
        self._unreadable_writer = pq.ParquetWriter(self.unreadable_path, _UNREADABLE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._writer.close()
        self._unreadable_writer.close()

    def add(self, batch: Batch) -> None:
        """Put the rows of the batch behind those already here."""
        self.rows += len(batch)
        self._writer.write_table(batch.table)
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
        self._unreadable_writer.write_table(pa.Table.from_pylist(refused, schema=_UNREADABLE))
