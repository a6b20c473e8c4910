"""A production of hundreds of millions of messages, and how long one account's rows take in it."""

import os
import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from time import perf_counter

import duckdb

from bench.records.rows import MESSAGES_OF_AN_ACCOUNT, stored_rows
from claims.models import Production
from claims.records import partitions
from claims.records.lookup import account_rows, record_files
from claims.records.row_checks import REFUSED_KIND

KINDS = ("accounts", "subscriptions", "messages")


def write_production(folder: Path, messages: int) -> None:
    """Write a production of so many messages by the writer that imports use."""
    accounts = messages // MESSAGES_OF_AN_ACCOUNT
    rows = {"accounts": accounts, "subscriptions": accounts * 13 // 10, "messages": messages}
    with duckdb.connect() as connection:
        index = {kind: _write_kind(connection, folder, kind, rows[kind]) for kind in KINDS}
        partitions.write_index(folder, index)
        refused = connection.execute(
            "SELECT '' AS kind, 0::BIGINT AS line, '' AS \"column\", '' AS reason, "
            "'' AS account_id, '' AS row_sha256, '' AS named_account_id LIMIT 0"
        )
        partitions.write_sorted(refused.to_arrow_reader(1), folder / f"{REFUSED_KIND}.parquet")


def _write_kind(
    connection: duckdb.DuckDBPyConnection, folder: Path, kind: str, rows: int
) -> list[partitions.Partition]:
    """One file after another: numbers come by account, so nothing needs to be sorted."""
    # So that no account is in two files.
    size = partitions.PARTITION_ROWS // 260 * 260
    starts = range(0, rows, size)
    files: list[partitions.Partition] = []
    for at, start in enumerate(starts):
        end = min(start + size, rows)
        name = partitions.file_name(kind, at, len(starts))
        reader = stored_rows(connection, kind, start, end)
        files += partitions.write_partitions(reader, end - start, _paths(folder / name))
    return files


def _paths(path: Path) -> Iterator[Path]:
    return (path if number == 0 else path.with_suffix(f".{number}") for number in count())


def lookup_times(folder: Path, messages: int, lookups: int, *, cold: bool) -> list[float]:
    """Milliseconds of each of so many lookups, of accounts drawn by a fixed seed.

    Cold: nothing of the files that are opened is in the memory of the system.
    """
    drawn = random.Random(4)  # noqa: S311  # nosec B311
    production = Production(folder=str(folder), incomplete_kinds=[])
    milliseconds: list[float] = []
    for _ in range(lookups):
        number = drawn.randrange(messages // MESSAGES_OF_AN_ACCOUNT)
        account_id = f"A{number:09}"
        if cold:
            for kind in (*KINDS, REFUSED_KIND):
                _drop_from_memory(record_files(production, kind, [account_id]))
        start = perf_counter()
        rows = account_rows(production, account_id)
        milliseconds.append((perf_counter() - start) * 1000)
        if sum(each.count for each in rows.messages) != MESSAGES_OF_AN_ACCOUNT:
            raise ArithmeticError(f"{account_id}: not its messages were found.")
    return milliseconds


def _drop_from_memory(paths: list[Path]) -> None:
    for path in paths:
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
