"""Read what is held: the current production, the rows of one account, its hashes."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

from claims.files.hashes import sha256_of_file
from claims.law.periods import Period
from claims.models import Matter, Production
from claims.records.kinds import KINDS
from claims.records.partitions import INDEX_FILE, Partition, partitions_of, read_index
from claims.records.row_checks import REFUSED_KIND

_ACCOUNT_QUERIES = {
    "accounts": "FROM read_parquet($files) WHERE account_id = $account_id",
    "subscriptions": """
        FROM read_parquet($files) WHERE account_id = $account_id
        ORDER BY started_on, subscription_id, amount_cents DESC, extra
    """,
    "messages": """
        SELECT channel, direction, count(*) AS count,
            min(sent_at) AS first_at, max(sent_at) AS last_at
        FROM read_parquet($files) WHERE account_id = $account_id
        GROUP BY channel, direction ORDER BY channel, direction
    """,
    "messages_by_month": """
        SELECT strftime(sent_at, '%Y-%m') AS month, channel, direction, count(*) AS count
        FROM read_parquet($files)
        WHERE account_id = $account_id AND sent_at >= $start AND sent_at < $end
        GROUP BY month, channel, direction ORDER BY month, channel, direction
    """,
    REFUSED_KIND: """
        SELECT kind, line, "column", reason
        FROM read_parquet($files) WHERE account_id = $account_id ORDER BY kind, line
    """,
}


class ProductionAltered(OSError):
    """A file of a production is not there, or is not what was imported.

    The message names it by its place under DATA_DIR, as `file` does. It is of the disk and of no
    single claim.
    """

    def __init__(self, problem: str, file: str = "", *, is_missing: bool = False) -> None:
        super().__init__(problem)
        self.file = file
        self.is_missing = is_missing


@dataclass(frozen=True, slots=True)
class MessageCount:
    """The messages of one account on one channel in one direction; moments are UTC, naive."""

    channel: str
    direction: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class MonthCount:
    """The messages of one account in one month in UTC ("2023-01"), as far as the period goes."""

    month: str
    channel: str
    direction: str
    count: int


@dataclass(frozen=True, slots=True)
class AccountRows:
    """What a production holds about one account, with the columns of the Parquet files."""

    account: Mapping[str, Any] | None
    subscriptions: Sequence[Mapping[str, Any]]
    messages: Sequence[MessageCount]
    refused: Sequence[Mapping[str, Any]]
    """The refused rows that name the account."""


def current_production(matter: Matter) -> Production | None:
    """The newest production of the matter; None before the first import."""
    return Production.objects.current(matter)


def production_folder(production: Production) -> Path:
    """Where the Parquet files of the production lie."""
    return Path(settings.DATA_DIR) / production.folder


def record_files(
    production: Production, name: str, accounts: Collection[str] | None = None
) -> list[Path]:
    """The Parquet files of a kind (or `refused`), in the order of their accounts; at least one.

    With `accounts`, only those in which rows of these accounts can be. Raises ProductionAltered
    unless each is as it was imported; a file is read for that once a process.
    """
    paths = _partition_paths(
        production_folder(production), _partition_index(production), name, accounts
    )
    _check_files(production, paths)
    return paths


def all_record_files(production: Production) -> dict[str, list[Path]]:
    """The Parquet files of each kind and of `refused`, in the order of their accounts.

    Raises ProductionAltered where one is missing. Whoever reads them all checks the hashes once,
    with `check_hashes`.
    """
    check_presence(production)
    folder, index = production_folder(production), _partition_index(production)
    return {name: _partition_paths(folder, index, name, None) for name in (*KINDS, REFUSED_KIND)}


def account_rows(production: Production, account_id: str) -> AccountRows:
    """The rows of one account, for a page. Milliseconds: one file of each kind is looked into.

    Raises ProductionAltered.
    """
    with _connection().cursor() as cursor:

        def rows(name: str) -> list[dict[str, Any]]:
            files = [str(path) for path in record_files(production, name, [account_id])]
            found = cursor.execute(
                _ACCOUNT_QUERIES[name], {"files": files, "account_id": account_id}
            )
            columns = [column[0] for column in found.description or ()]
            return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]

        return AccountRows(
            account=next(iter(rows("accounts")), None),
            subscriptions=rows("subscriptions"),
            messages=[MessageCount(**count) for count in rows("messages")],
            refused=rows(REFUSED_KIND),
        )


def messages_by_month(production: Production, account_id: str, period: Period) -> list[MonthCount]:
    """The messages of one account inside the period, counted by month."""
    with _connection().cursor() as cursor:
        found = cursor.execute(
            _ACCOUNT_QUERIES["messages_by_month"],
            {
                "files": [str(path) for path in record_files(production, "messages", [account_id])],
                "account_id": account_id,
                "start": period.start,
                "end": period.end,
            },
        )
        return [MonthCount(*row) for row in found.fetchall()]


def check_hashes(production: Production) -> None:
    """Raise ProductionAltered unless every file is, byte for byte, what was imported."""
    if sha256_of_hashes(production.hashes) != production.sha256:
        raise ProductionAltered(
            f"Production {production.number}: its list of hashes was altered in the database. "
            "Restore the database from a backup."
        )
    check_presence(production)
    for name, expected in sorted(production.hashes.items()):
        if sha256_of_file(production_folder(production) / name) != expected:
            raise _altered_file_error(production, name)


def check_presence(production: Production) -> None:
    """Raise ProductionAltered unless every file is there, whatever is in it."""
    folder = production_folder(production)
    for name in sorted(production.hashes):
        if not (folder / name).is_file():
            raise _missing_file_error(production, name)


def _partition_index(production: Production) -> Mapping[str, tuple[Partition, ...]]:
    folder = production_folder(production)
    if INDEX_FILE in production.hashes:
        _check_files(production, [folder / INDEX_FILE])
    else:
        check_presence(production)
    return read_index(folder)


def _check_files(production: Production, paths: Sequence[Path]) -> None:
    for path in paths:
        try:
            found = path.stat()
            sha256 = _cached_sha256(path, found.st_mtime_ns, found.st_size)
        except FileNotFoundError:
            raise _missing_file_error(production, path.name) from None
        if sha256 != production.hashes.get(path.name):
            raise _altered_file_error(production, path.name)


@lru_cache(maxsize=10_000)
def _cached_sha256(path: Path, changed: int, size: int) -> str:
    """Read once a process while the file stays as it is."""
    return sha256_of_file(path)


def _missing_file_error(production: Production, name: str) -> ProductionAltered:
    file = f"{production.folder}/{name}"
    return ProductionAltered(
        f"The records of production {production.number} are not all under DATA_DIR: {file} is "
        "missing. Restore that folder from the back-up of DATA_DIR.",
        file,
        is_missing=True,
    )


def _altered_file_error(production: Production, name: str) -> ProductionAltered:
    file = f"{production.folder}/{name}"
    return ProductionAltered(
        f"The records of production {production.number} are not what was imported: {file} was "
        "altered after its import. Restore that folder from the back-up of DATA_DIR.",
        file,
    )


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    """One engine a process: starting one takes longer than the lookup. It holds nothing."""
    # A lookup is too short to be shared out among threads.
    return duckdb.connect(config={"threads": 1, "autoinstall_known_extensions": False})


def _partition_paths(
    folder: Path,
    index: Mapping[str, Sequence[Partition]],
    name: str,
    accounts: Collection[str] | None,
) -> list[Path]:
    if name == REFUSED_KIND:
        return [folder / f"{REFUSED_KIND}.parquet"]
    partitions = index[name] if accounts is None else partitions_of(index[name], accounts)
    return [folder / each.name for each in partitions]


def sha256_of_hashes(hashes: Mapping[str, str]) -> str:
    """One hash over the files of a production: of the lines "HASH  NAME" sorted by name."""
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()
