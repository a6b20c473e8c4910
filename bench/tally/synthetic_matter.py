"""The synthetic matter as Parquet files: records in the layout of the records store, and claims."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from claims.records.partitions import ROW_GROUP_ROWS

_MACROS = Path(__file__).with_name("matter.sql").read_text(encoding="utf-8")

KINDS = ("accounts", "subscriptions", "messages", "refused")
MOST_ACCOUNTS = 2**24
"""Keys of messages would repeat beyond it."""

_AT_ONCE = 500_000
"""Accounts a file: what is made at once stays small in memory, and its order is kept."""


@dataclass(frozen=True)
class SyntheticMatter:
    """Where the files of a matter lie, and how large it is."""

    folder: Path
    accounts: int

    @property
    def claims(self) -> int:
        """One claim for every two accounts, and at least one."""
        return max(1, self.accounts // 2)

    @property
    def claims_path(self) -> Path:
        """The claims, in the order of claim_id, with the columns that `determine` is given."""
        return self.folder / "claims.parquet"

    def paths(self, kind: str) -> list[str]:
        """The files of one kind of record, each sorted by account, in the order of accounts."""
        return [str(self.folder / kind / f"{part:03d}.parquet") for part, _, _ in self._parts()]

    @property
    def is_written(self) -> bool:
        """Whether the files are there; the claims are written last."""
        return self.claims_path.is_file()

    def write(self, threads: int = 2) -> None:
        """Make the files. The same size gives the same rows in the same order, always.

        Raises ValueError for more accounts than there are keys for.
        """
        if not 0 < self.accounts <= MOST_ACCOUNTS:
            raise ValueError(f"{self.accounts} accounts: ask for 1 to {MOST_ACCOUNTS:,}.")
        with duckdb.connect(config={"threads": threads}) as connection:
            connection.execute(_MACROS)
            connection.execute("SET enable_progress_bar = false")
            for kind in KINDS:
                (self.folder / kind).mkdir(parents=True, exist_ok=True)
                for path, (_, first, after) in zip(self.paths(kind), self._parts(), strict=True):
                    connection.execute(copy_sql(f"FROM made_{kind}({first}, {after})", path))
            connection.execute(copy_sql(f"FROM made_claims({self.claims})", self.claims_path))

    def _parts(self) -> Iterator[tuple[int, int, int]]:
        """Number, first account and the one after the last, of each file."""
        for part, first in enumerate(range(0, self.accounts, _AT_ONCE)):
            yield part, first, min(first + _AT_ONCE, self.accounts)


def copy_sql(query: str, path: object) -> str:
    """SQL that writes the result as the records store writes its files."""
    return (
        f"COPY ({query}) TO '{path}' "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_ROWS})"
    )
