"""Judge the rows of a production: accepted, repeated or refused, by set-based queries.

Rows come in as batches of text and are spooled to a temporary folder; each kind is then judged
against the kinds before it and against what is already held. Nothing here outlives the folder.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from claims.records import queries
from claims.records.kinds import ACCOUNT_ID, ACCOUNTS, KINDS, RecordKind
from claims.records.rules import MACROS
from claims.records.spooling import Spool

MEMORY_LIMIT = "1GB"
"""Beyond this the database spills to the temporary folder."""
_MOST_THREADS = 4

REFUSED = "refused"
REFUSED_COLUMNS = ("kind", "line", "column", "reason", ACCOUNT_ID, "row_sha256")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused row: where, and the sentence for the person who mends it."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How many rows of a kind went where; accepted + repeated + refused = rows."""

    rows: int
    accepted: int
    repeated: int
    refused: int


class Sieve:
    """Judges one production; `held` is the folder of the current one, None before the first."""

    def __init__(self, folder: Path, held: Path | None, currency: str) -> None:
        self._connection = duckdb.connect(
            folder / "sieve.duckdb",
            config={
                "memory_limit": MEMORY_LIMIT,
                "threads": min(_MOST_THREADS, os.cpu_count() or 1),
                "temp_directory": str(folder / "spill"),
                # Rows carry their line; keeping the files' order as well would take memory.
                "preserve_insertion_order": False,
                "autoinstall_known_extensions": False,
            },
        )
        self._connection.execute(MACROS)
        self._connection.execute("CREATE TABLE matter AS SELECT ? AS currency", [currency])
        for kind in KINDS.values():
            path = held / f"{kind.name}.parquet" if held else None
            self._connection.execute(queries.hold(kind, path))
        self._connection.execute(queries.SET_UP)
        if held:
            self._connection.execute(queries.hold_refused(held / f"{REFUSED}.parquet"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.close()

    def judge(self, spool: Spool, file_name: str) -> Verdicts:
        """Judge the rows of one file. Accounts come before the kinds that name them."""
        kind = spool.kind
        self._connection.execute(queries.judge_cells(kind, spool.path))
        self._connection.execute(queries.accept(kind))
        self._connection.execute(queries.compare(kind))
        self._connection.execute(queries.gather_refused(kind, spool.unreadable_path))
        if kind is ACCOUNTS:
            self._connection.execute(queries.NOTE_REFUSED_ACCOUNTS, [file_name])
        verdicts = Verdicts(
            rows=spool.rows,
            accepted=self._count(f"new_{kind.name}"),
            repeated=self._count(f"again_{kind.name} WHERE len(differing) = 0"),
            refused=self._count(f"refused_{kind.name}"),
        )
        if verdicts.accepted + verdicts.repeated + verdicts.refused != verdicts.rows:
            raise ArithmeticError(f"{kind.name}: {verdicts} do not add up to the rows.")
        return verdicts

    def refusals(self, kind: RecordKind) -> Iterator[Refusal]:
        """The refused rows of the file in the order of their lines."""
        return (Refusal(*row) for row in self._stream(queries.refusals(kind)))

    def new_accounts(self) -> Iterator[Mapping[str, Any]]:
        """The accepted accounts that were not held before, by account."""
        names = ACCOUNTS.column_names
        rows = self._stream(queries.new_accounts())
        return (dict(zip(names, row, strict=True)) for row in rows)

    def keep_refused(self) -> bool:
        """Unite the refused rows held with those of this import; whether that changed them."""
        self._connection.execute(queries.keep_refused())
        return self._scalar(queries.REFUSED_HAS_CHANGED) > 0

    def write(self, folder: Path) -> dict[str, int]:
        """Write what is held and what is new, sorted, as Parquet; the rows of each file."""
        counts: dict[str, int] = {}
        for kind in KINDS.values():
            path = folder / f"{kind.name}.parquet"
            self._connection.execute(queries.copy(queries.sorted_rows(kind), path))
            counts[kind.name] = self._count(f"held_{kind.name}") + self._count(f"new_{kind.name}")
        path = folder / f"{REFUSED}.parquet"
        self._connection.execute(queries.copy(queries.SORTED_REFUSED, path))
        counts[REFUSED] = self._count("refused_to_keep")
        return counts

    def _count(self, table: str) -> int:
        return self._scalar(queries.count(table))

    def _scalar(self, query: str) -> int:
        row = self._connection.execute(query).fetchone()
        return int(row[0]) if row else 0

    def _stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(query)
            while rows := cursor.fetchmany(1000):
                yield from rows
