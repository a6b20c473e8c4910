"""Memory stays bounded: a file is read and imported in less than it would fill."""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection

from claims.models import Matter
from tests.claims.records.production_files import account, write_kind
from tests.infrastructure.databases import database_url

ROWS = 300_000
NOTE = "evidence " * 100
LIMIT_OF_READING = 120
"""Mebibytes; the text of the file is more than twice as much."""
LIMIT_OF_IMPORTING = 900
"""Mebibytes, most of them for the engine, which spills beyond its own limit."""

pytestmark = [
    pytest.mark.one_engine,
    pytest.mark.skipif(
        not Path("/proc/self/status").exists(),
        reason="needs Linux, whose RLIMIT_DATA limits memory",
    ),
]


def big_csv(folder: Path) -> None:
    with gzip.open(folder / "messages.csv.gz", "wt", compresslevel=1) as stream:
        stream.write("message_id,account_id,channel,direction,sent_at,note\n")
        for number in range(ROWS):
            # Not in order, so that there is something to sort.
            key = number * 7919 % (ROWS + 7)
            stream.write(f"X{key},A1,inmail,sent,2023-01-15T10:00:00Z,{NOTE}{number}\n")


def big_parquet(folder: Path) -> None:
    """One row group, as a careless writer leaves it."""
    names = ("message_id", "account_id", "channel", "direction", "sent_at")
    table = pa.table({name: [f"{name}{number}" for number in range(ROWS)] for name in names})
    notes = pa.array([f"{NOTE}{number}" for number in range(ROWS)])
    path = folder / "messages.parquet"
    pq.write_table(
        table.append_column("note", notes), path, row_group_size=ROWS, use_dictionary=False
    )


def under_a_limit(work: str, megabytes: int, folder: Path, data_dir: Path) -> str:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "DATABASE_URL": database_url(connection),
        "DATA_DIR": str(data_dir),
    }
    module = "tests.claims.records.little_memory"
    done = subprocess.run(
        [sys.executable, "-m", module, work, str(megabytes), str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.long
@pytest.mark.parametrize("write", [big_csv, big_parquet], ids=["CSV", "Parquet"])
def test_a_file_is_read_in_less_memory_than_its_text_fills(
    tmp_path: Path, data_dir: Path, write: object
) -> None:
    assert callable(write)
    folder = tmp_path / "files"
    folder.mkdir()
    write(folder)

    assert ROWS * len(NOTE) > 2 * LIMIT_OF_READING * 2**20
    assert under_a_limit("read", LIMIT_OF_READING, folder, data_dir) == str(ROWS)


def test_a_production_is_imported_in_bounded_memory(
    committed_matter: Matter, tmp_path: Path, data_dir: Path
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    write_kind(folder, "accounts", [account()])
    big_csv(folder)

    assert under_a_limit("import", LIMIT_OF_IMPORTING, folder, data_dir) == str(ROWS)

    (path,) = data_dir.glob("matters/*/productions/1/messages.parquet")
    keys = pq.read_table(path, columns=["message_id"]).column(0).to_pylist()
    assert keys == sorted(keys)
