"""One measured piece of work in a process of its own: `python -m bench.records.ways WAY …`.

Prints the seconds each stage took, as JSON. The memory is read by whoever started it.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import duckdb

from claims.records import row_checks
from claims.records.kinds import KINDS
from claims.records.row_checks import RowChecker
from claims.records.row_files import open_table
from claims.records.temporary_table import TemporaryTable


def import_by_classfund(accounts: Path, messages: Path, folder: Path) -> dict[str, float]:
    """Read, judge, sort, write and hash, as an import does; all but the database's part."""
    seconds: dict[str, float] = {}
    with RowChecker(folder, None, "USD") as sieve:
        for name, path in (("accounts", accounts), ("messages", messages)):
            kind = KINDS[name]
            with _stage_timer(seconds, f"read {name}"), TemporaryTable(kind, folder) as spool:
                for batch in open_table(
                    path, kind.column_names, exact=kind.exact_columns, forms=kind.forms
                ):
                    spool.add(batch)
            with _stage_timer(seconds, f"judge {name}"):
                verdicts = sieve.judge(spool, path.name)
            if verdicts.accepted != verdicts.rows:
                raise ArithmeticError(f"{verdicts}: all rows are good.")
        with _stage_timer(seconds, "sort and write"):
            sieve.keep_refused()
            production = folder / "production"
            production.mkdir()
            sieve.write(production)
    with _stage_timer(seconds, "hash"):
        for path in production.iterdir():
            with path.open("rb") as stream:
                hashlib.file_digest(stream, "sha256")
    return seconds


def import_by_duckdb(accounts: Path, messages: Path, folder: Path) -> dict[str, float]:
    """DuckDB alone, with the same memory: read, sort, write. Nothing is checked."""
    seconds: dict[str, float] = {}
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": row_checks.MEMORY_LIMIT,
        "temp_directory": str(folder / "spill"),
    }
    with duckdb.connect(config=config) as connection:
        for path, order in ((accounts, "account_id"), (messages, "account_id, message_id")):
            rows = f"FROM '{path}'"
            if path.suffix == ".parquet":
                # It stands there as text.
                rows = f"SELECT * REPLACE (sent_at::TIMESTAMP AS sent_at) {rows}"
            with _stage_timer(seconds, path.name):
                connection.execute(
                    f"COPY ({rows} ORDER BY {order}) TO '{folder / path.stem}.sorted' "
                    "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 30720)"
                )
    return seconds


WAYS: dict[str, Callable[[Path, Path, Path], dict[str, float]]] = {
    "ours": import_by_classfund,
    "peer": import_by_duckdb,
}


@contextmanager
def _stage_timer(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = perf_counter()
    yield
    seconds[stage] = perf_counter() - start


if __name__ == "__main__":
    way, *paths = sys.argv[1:]
    print(json.dumps(WAYS[way](*(Path(path) for path in paths))))
