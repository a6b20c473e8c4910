"""The merged view: what is held of a kind and what is new, written as the files of a production.

Only files whose range of accounts gains or loses a row are written anew; the others are the same
files in the next production too. Which files there are follows from what is held and what is new
alone, so the same imports in the same order give the same bytes.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

import duckdb

from claims.records import queries
from claims.records.kinds import RecordKind
from claims.records.partitions import (
    ROW_GROUP_ROWS,
    Partition,
    file_name,
    write_partitions,
)

Progress = Callable[[int, int], None]
"""Called with how many files are done, and of how many."""

_BOUNDS = Template(
    """
    CREATE TABLE bound_$kind AS
    SELECT unnest($$places::INTEGER[]) AS place, unnest($$firsts::VARCHAR[]) AS first
    """
)
# The place of a row is that of the last file that begins at or before its account.
_POSITIONS = Template(
    """
    CREATE TABLE placed_$kind AS
    SELECT place, $kept FROM new_$kind AS new
    ASOF JOIN bound_$kind AS bound ON new.account_id >= bound.first ORDER BY place;
    """
)
_CHANGES = Template(
    """
    SELECT place, count(*) FILTER (is_new), count(*) FILTER (NOT is_new) FROM (
        SELECT place, true AS is_new FROM placed_$kind
        UNION ALL
        SELECT place, false FROM replaced_$kind AS replaced
        ASOF JOIN bound_$kind AS bound ON replaced.account_id >= bound.first
    ) GROUP BY place
    """
)
_MERGED = Template(
    """
    SELECT $kept FROM (
        SELECT $kept FROM read_parquet($path) AS held
        ANTI JOIN replaced_$kind AS replaced ON replaced.key = $held_key
        UNION ALL SELECT $kept FROM placed_$kind WHERE place = $place
    ) ORDER BY account_id, $known_by
    """
)
_NEW = Template("SELECT $kept FROM new_$kind ORDER BY account_id, $known_by")


@dataclass(frozen=True, slots=True)
class MergedFiles:
    """The files of a kind in the new production, and which of them it shares with the old one."""

    partitions: tuple[Partition, ...]
    shared: dict[str, str]
    """By the name in the new production, that in the old one."""


def write_merged_files(
    connection: duckdb.DuckDBPyConnection,
    kind: RecordKind,
    held: tuple[Path, Sequence[Partition]] | None,
    folder: Path,
    show: Progress | None = None,
) -> MergedFiles:
    """Write the kind's files of the next production; `held` is the folder and files of the one
    before. The Sieve's tables and views must be in the connection."""
    names = {
        "kind": kind.name,
        "held_key": kind.known_by("held"),
        "known_by": kind.known_by(),
        "kept": queries.stored_columns(kind),
    }
    paths = _unfinished_paths(folder, kind)
    if held is None:
        rows = _row_count(connection, f"new_{kind.name}")
        reader = connection.execute(_NEW.substitute(names)).to_arrow_reader(ROW_GROUP_ROWS)
        return _name_files(
            folder, kind, [(each, None) for each in write_partitions(reader, rows, paths)]
        )
    old_folder, old = held
    bounds = {"places": list(range(len(old))), "firsts": ["", *(each.first for each in old[1:])]}
    connection.execute(_BOUNDS.substitute(names), bounds)
    connection.execute(_POSITIONS.substitute(names))
    changes = {
        place: (added, removed)
        for place, added, removed in connection.execute(_CHANGES.substitute(names)).fetchall()
    }
    files: list[tuple[Partition, Path | None]] = []
    for place, partition in enumerate(old):
        if show and len(old) > 1:
            show(place, len(old))
        path = old_folder / partition.name
        added, removed = changes.get(place, (0, 0))
        if not added and not removed:
            files.append((partition, path))
            continue
        rows = partition.rows + added - removed
        if not rows and len(old) > 1:
            continue
        query = _MERGED.substitute(names, path=queries.sql_text(path), place=place)
        reader = connection.execute(query).to_arrow_reader(ROW_GROUP_ROWS)
        files += [(each, None) for each in write_partitions(reader, rows, paths)]
    return _name_files(folder, kind, files)


def _unfinished_paths(folder: Path, kind: RecordKind) -> Iterator[Path]:
    """Names until it is known how many files there are."""
    number = 0
    while True:
        number += 1
        yield folder / f"{kind.name}-{number}.unfinished"


def _name_files(
    folder: Path, kind: RecordKind, files: Sequence[tuple[Partition, Path | None]]
) -> MergedFiles:
    """Give each file its name, those of the old production as a second name of the same file."""
    partitions: list[Partition] = []
    shared: dict[str, str] = {}
    for at, (partition, old_path) in enumerate(files):
        name = file_name(kind.name, at, len(files))
        if old_path is None:
            (folder / partition.name).rename(folder / name)
        else:
            _link(old_path, folder / name)
            shared[name] = old_path.name
        partitions.append(Partition(name, partition.rows, partition.first, partition.last))
    return MergedFiles(tuple(partitions), shared)


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:
        # Some file systems have no second names.
        shutil.copyfile(old, new)


def _row_count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(queries.count_query(table)).fetchone()
    return int(row[0]) if row else 0
