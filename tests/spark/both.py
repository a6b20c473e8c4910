"""The same rows on DuckDB and on Spark."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends import BaseBackend

from claims.calculator.allocation.engine_tables import rows_of

Row = dict[str, Any]


@dataclass(frozen=True)
class Both:
    """DuckDB and Spark, which read the same files."""

    duckdb: BaseBackend
    spark: BaseBackend
    folder: Path

    def file(self, arrow: pa.Table) -> Path:
        path = self.folder / f"{uuid4().hex}.parquet"
        pq.write_table(arrow, path)
        return path

    def tables(self, arrow: pa.Table) -> tuple[ir.Table, ir.Table]:
        """The rows as a table of each engine."""
        path = self.file(arrow)
        return self.duckdb.read_parquet(str(path)), self.spark.read_parquet(str(path))

    def on_each(self, arrow: pa.Table) -> Iterator[tuple[BaseBackend, ir.Table]]:
        return zip((self.duckdb, self.spark), self.tables(arrow), strict=True)

    def found(self, arrow: pa.Table, asked: Callable[[ir.Table], ir.Table]) -> list[list[Row]]:
        """The rows that each engine finds."""
        return [rows_of(asked(table)) for table in self.tables(arrow)]
