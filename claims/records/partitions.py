"""The files of one kind of record: each a range of accounts, in order, no account in two of them.

Beside the Parquet files of a production lies `partitions.json`, which says what range each holds,
so that the rows of one account are found without opening the others. It is hashed like them.
"""

import json
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from claims.records.kinds import ACCOUNT_ID, KINDS

PARTITION_ROWS = 500_000
"""The least that a file holds, if the kind has as many; a file of twice as many is divided."""
ROW_GROUP_ROWS = 16_384
"""One is read to find an account, and the ends of all that a file has are read before: with fewer
rows in one, or more in a file, a lookup takes longer (measured)."""
INDEX_FILE = "partitions.json"


@dataclass(frozen=True, slots=True)
class Partition:
    """One file, and what is in it."""

    name: str
    rows: int
    first: str = ""
    """The first account in it; blank if there is none."""
    last: str = ""


class OutOfOrder(ArithmeticError):
    """Rows did not come by account, so a file of them could not be searched."""


def read_index(folder: Path) -> Mapping[str, tuple[Partition, ...]]:
    """The files of each kind, in order. A production without an index has one file a kind."""
    path = folder / INDEX_FILE
    try:
        found = path.stat()
    except FileNotFoundError:
        return {name: (_only_partition(folder / f"{name}.parquet"),) for name in KINDS}
    return _cached_index(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=16)
def _cached_index(path: Path, changed: int, size: int) -> Mapping[str, tuple[Partition, ...]]:
    """Read once a process while the file stays as it is: of hundreds of files it is long."""
    listed = json.loads(path.read_text(encoding="utf-8"))
    return {name: tuple(Partition(**each) for each in listed[name]) for name in KINDS}


def write_index(folder: Path, partitions: Mapping[str, Sequence[Partition]]) -> None:
    """Write the index of a production in the making."""
    listed = {name: [asdict(each) for each in partitions[name]] for name in KINDS}
    text = json.dumps(listed, ensure_ascii=False, indent=1)
    (folder / INDEX_FILE).write_text(text + "\n", encoding="utf-8")


def partitions_of(
    partitions: Sequence[Partition], accounts: Collection[str]
) -> tuple[Partition, ...]:
    """The files in which rows of these accounts can be; the first if there are none, so that a
    table with the right columns can be made of what is returned."""
    bounds = [each.first for each in partitions]
    # An account before the first one of all has no rows; -1 would be the last file.
    places = {max(0, bisect_right(bounds, account) - 1) for account in accounts} or {0}
    return tuple(partitions[place] for place in sorted(places))


def file_name(kind: str, at: int, count: int) -> str:
    """What the file at this place (from 0) of so many is called."""
    return f"{kind}.parquet" if count == 1 else f"{kind}-{at + 1:05}.parquet"


def write_sorted(reader: pa.RecordBatchReader, path: Path) -> int:
    """Write all rows to one file, in their order; returns how many."""
    with _RowGroups(path, reader.schema) as groups:
        for batch in reader:
            groups.add(pa.Table.from_batches([batch]))
    return groups.rows


def write_partitions(
    reader: pa.RecordBatchReader, rows: int, paths: Iterator[Path]
) -> list[Partition]:
    """Write so many rows, which come by account, to as many files of about the same size as there
    should be. The same rows make the same bytes, whatever the batches they come in.

    Raises OutOfOrder.
    """
    goal = -(-rows // max(1, rows // PARTITION_ROWS))
    files: list[Partition] = []
    groups: _RowGroups | None = None
    try:
        for batch in reader:
            rest = pa.Table.from_batches([batch])
            while rest.num_rows:
                if groups is None:
                    groups = _RowGroups(next(paths), reader.schema)
                taken = _rows_for_file(rest, groups, goal)
                groups.add_by_account(rest.slice(0, taken))
                rest = rest.slice(taken)
                if rest.num_rows:
                    files.append(groups.close())
                    groups = None
        if groups is None:
            groups = _RowGroups(next(paths), reader.schema)
        files.append(groups.close())
    finally:
        if groups is not None:
            groups.close()
    return files


def _rows_for_file(rest: pa.Table, groups: "_RowGroups", goal: int) -> int:
    """How many of the rows still go to this file: up to its goal, and all of its last account."""
    room = max(0, goal - groups.rows)
    if rest.num_rows <= room:
        return int(rest.num_rows)
    accounts = rest.column(ACCOUNT_ID)
    last = accounts[room - 1].as_py() if room else groups.last
    others = pc.not_equal(accounts.slice(room), last)
    place = pc.index(others, True).as_py()
    return int(rest.num_rows) if place < 0 else room + int(place)


class _RowGroups:
    """One Parquet file in the making: row groups of an exact size, whatever comes in."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path = path
        self._schema = schema
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self.rows = 0
        self.first = ""
        self.last = ""
        # A dictionary of keys would be as long as the keys.
        repeating = [name for name in schema.names[1:] if schema.field(name).type == pa.string()]
        self._writer = pq.ParquetWriter(
            path, schema, compression="zstd", use_dictionary=repeating, store_schema=False
        )

    def __enter__(self) -> "_RowGroups":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add_by_account(self, table: pa.Table) -> None:
        """The same, noting the accounts."""
        if not table.num_rows:
            return
        accounts = table.column(ACCOUNT_ID)
        first, last = accounts[0].as_py(), accounts[-1].as_py()
        if not self.last <= first <= last:
            raise OutOfOrder(f"{self._path.name}: account {first!r} comes after {self.last!r}.")
        self.first, self.last = self.first or first, last
        self.add(table)

    def add(self, table: pa.Table) -> None:
        """Put the rows behind those that are here."""
        self.rows += table.num_rows
        while table.num_rows:
            part = table.slice(0, ROW_GROUP_ROWS - self._waiting_rows)
            self._waiting.append(part)
            self._waiting_rows += part.num_rows
            table = table.slice(part.num_rows)
            if self._waiting_rows == ROW_GROUP_ROWS:
                self._write()

    def close(self) -> Partition:
        """Write the rest and close the file; doing it twice does nothing more."""
        if self._waiting_rows:
            self._write()
        self._writer.close()
        return Partition(self._path.name, self.rows, self.first, self.last)

    def _write(self) -> None:
        # One chunk a column, or the pages of the file would follow the batches.
        whole = pa.concat_tables(self._waiting).combine_chunks()
        self._writer.write_table(whole, row_group_size=ROW_GROUP_ROWS)
        self._waiting, self._waiting_rows = [], 0


def _only_partition(path: Path) -> Partition:
    return Partition(path.name, pq.read_metadata(path).num_rows)
