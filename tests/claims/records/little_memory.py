"""Work under a limit on memory: `python -m … read|import MEGABYTES FOLDER`; prints the rows.

Run by test_memory.py in a process of its own. The limit is what the process may add to what it
holds after a tiny piece of the same work: what libraries take for being loaded is not measured.
"""

import resource
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import django

MEBIBYTE = 2**20


def main(work: str, megabytes: int, folder: Path) -> None:
    django.setup()
    from claims.models import Matter
    from claims.records import row_checks
    from claims.records.kinds import MESSAGES
    from claims.records.production_import import import_production
    from claims.records.row_files import open_table
    from tests.claims.records.production_files import account, judge, message, write_kind

    row_checks.MEMORY_LIMIT = "256MB"
    row_checks._MOST_THREADS = 1
    with tempfile.TemporaryDirectory() as name:
        rows = {"accounts": [account()], "messages": [message()]}
        judge(Path(name), {kind: write_kind(Path(name), kind, rows[kind]) for kind in rows})
    limit = data_bytes() + megabytes * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))

    files = {path.name.split(".")[0]: path for path in folder.iterdir()}
    if work == "read":
        print(sum(len(batch) for batch in open_table(files["messages"], MESSAGES.column_names)))
        return
    report = import_production(Matter.objects.get(), files, at=datetime(2026, 2, 1, tzinfo=UTC))
    print(report.kinds["messages"].accepted)


def data_bytes() -> int:
    """What RLIMIT_DATA counts: the private, writable memory of this process."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    raise LookupError("VmData")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
