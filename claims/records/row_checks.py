"""Judge the rows of a production: accepted, repeated or refused, by set-based queries.

Rows come in as batches of text and are spooled to a temporary folder; each kind is then judged
against the kinds before it and against what is already held. Nothing here outlives the folder but
what `write` is asked for.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from claims.records import queries
from claims.records.cell_rules import MACROS
from claims.records.kinds import ACCOUNT_ID, ACCOUNTS, KINDS, RecordKind
from claims.records.merged_files import write_merged_files
from claims.records.partitions import (
    ROW_GROUP_ROWS,
    Partition,
    read_index,
    write_index,
    write_sorted,
)
from claims.records.row_batches import EXTRA
from claims.records.temporary_table import TemporaryTable

MEMORY_LIMIT = "1GB"
"""Beyond this the database spills to the temporary folder."""
_MOST_THREADS = 4

REFUSED_KIND = "refused"
REFUSED_COLUMNS = ("kind", "line", "column", "reason", ACCOUNT_ID, "row_sha256")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused row: where, and the sentence for the person who mends it."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class RowCounts:
    """How many rows of a kind went where; accepted + repeated + refused = rows."""

    rows: int
    accepted: int
    repeated: int
    refused: int
    replaced: int = 0
    """How many of the accepted took the place of a held row; only a correction has any."""


@dataclass(slots=True)
class WrittenFiles:
    """The files of a production in the making."""

    counts: dict[str, int] = field(default_factory=dict)
    """The rows of each kind, and those refused."""
    shared: dict[str, str] = field(default_factory=dict)
    """Files that are the held production's too: their name, and what they are called there."""


class RowChecker:
    """Judges one production; `held` is the folder of the current one, None before the first.

    With `corrects`, a row whose key is held with other values replaces the row held, and is not
    refused.
    """

    def __init__(
        self, folder: Path, held: Path | None, currency: str, *, corrects: bool = False
    ) -> None:
        self._corrects = corrects
        self._held = held
        self._stored_partitions: Mapping[str, tuple[Partition, ...]] = (
            read_index(held) if held else dict.fromkeys(KINDS, ())
        )
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
            paths = (
                [held / each.name for each in self._stored_partitions[kind.name]] if held else []
            )
            self._connection.execute(queries.load_stored(kind, paths))
        self._connection.execute(queries.SET_UP)
        if held:
            self._connection.execute(queries.load_stored_refused(held / f"{REFUSED_KIND}.parquet"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.close()

    def judge(self, spool: TemporaryTable, file_name: str) -> RowCounts:
        """Judge the rows of one file. Accounts come before the kinds that name them."""
        kind = spool.kind
        self._connection.execute(queries.check_cells(kind, spool.path))
        self._connection.execute(queries.find_contested(kind))
        self._connection.execute(queries.compare_rows(kind, corrects=self._corrects))
        self._connection.execute(queries.gather_refused(kind, spool.path, spool.unreadable_path))
        self._connection.execute(queries.note_accepted_refusals(kind, spool.path))
        if kind is ACCOUNTS:
            self._connection.execute(queries.NOTE_REFUSED_ACCOUNTS, [file_name])
        verdicts = RowCounts(
            rows=spool.rows,
            accepted=self._count(f"new_{kind.name}"),
            repeated=self._count(f"again_{kind.name} WHERE len(differing) = 0"),
            refused=self._count(f"refused_{kind.name}"),
            replaced=self._count(f"replaced_{kind.name}"),
        )
        if verdicts.accepted + verdicts.repeated + verdicts.refused != verdicts.rows:
            raise ArithmeticError(f"{kind.name}: {verdicts} do not add up to the rows.")
        return verdicts

    def refusals(self, kind: RecordKind) -> Iterator[Refusal]:
        """The refused rows of the file in the order of their lines."""
        return (Refusal(*row) for row in self._stream(queries.refusals_query(kind)))

    def first_refusal(self, kind: RecordKind) -> tuple[Refusal | None, int]:
        """The first refused row, if any, and how many columns are at fault in all."""
        row = self._connection.execute(queries.first_refusal_query(kind)).fetchone()
        return (None, 0) if row is None else (Refusal(*row[:3]), int(row[3]))

    def new_accounts(self) -> Iterator[Mapping[str, Any]]:
        """The accepted accounts that were not held before, by account: the columns of the file,
        and `extra`, the unknown columns as JSON."""
        return self._accounts(corrected=False)

    def corrected_accounts(self) -> Iterator[Mapping[str, Any]]:
        """The accepted accounts that replace a held one, by account; the same in form."""
        return self._accounts(corrected=True)

    def keep_refused(self) -> bool:
        """Unite the refused rows held with those of this import; whether that changed them."""
        self._connection.execute(queries.unite_refused())
        return self._scalar(queries.REFUSED_HAS_CHANGED) > 0

    def write(
        self, folder: Path, show: Callable[[str, int, int], None] | None = None
    ) -> WrittenFiles:
        """Write what is held and what is new, sorted, as the files of a production."""
        written = WrittenFiles()
        partitions: dict[str, tuple[Partition, ...]] = {}
        for name, kind in KINDS.items():
            held = (self._held, self._stored_partitions[name]) if self._held else None
            placed = write_merged_files(
                self._connection, kind, held, folder, partial(show, name) if show else None
            )
            partitions[name] = placed.partitions
            written.shared |= placed.shared
            written.counts[name] = sum(each.rows for each in placed.partitions)
            self._check_count(name, written.counts[name])
        write_index(folder, partitions)
        reader = self._connection.execute(queries.SORTED_REFUSED).to_arrow_reader(ROW_GROUP_ROWS)
        written.counts[REFUSED_KIND] = write_sorted(reader, folder / f"{REFUSED_KIND}.parquet")
        return written

    def _check_count(self, name: str, written: int) -> None:
        held, new, replaced = (
            self._count(f"{what}_{name}") for what in ("held", "new", "replaced")
        )
        if written != held + new - replaced:
            raise ArithmeticError(
                f"{name}: {written} rows were written of {held} held and {new} new, "
                f"{replaced} of which replace a held one."
            )

    def _accounts(self, *, corrected: bool) -> Iterator[Mapping[str, Any]]:
        names = (*ACCOUNTS.column_names, EXTRA)
        rows = self._stream(queries.new_accounts_query(corrected=corrected))
        return (dict(zip(names, row, strict=True)) for row in rows)

    def _count(self, table: str) -> int:
        return self._scalar(queries.count_query(table))

    def _scalar(self, query: str) -> int:
        row = self._connection.execute(query).fetchone()
        return int(row[0]) if row else 0

    def _stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            # A cursor has temporary macros of its own, and views ask for them.
            cursor.execute(MACROS)
            cursor.execute(query)
            while rows := cursor.fetchmany(1000):
                yield from rows
