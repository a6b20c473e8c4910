"""`python -m bench.signals`: score the signals of many claims; --save keeps the table."""

import argparse
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench.processes import run_measured
from bench.signals.report import report

RESULTS = Path(__file__).parent.with_name("results") / "signals.md"


def main(arguments: list[str]) -> None:
    """Measure what the command line asks for."""
    asked = _parser().parse_args(arguments)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        os.environ["DATA_DIR"] = name
        if not asked.database:
            os.environ["DATABASE_URL"] = f"sqlite:///{name}/bench.sqlite3"
        else:
            os.environ["DATABASE_URL"] = asked.database
        run = run_measured("bench.signals.measurement", str(asked.claims))
    loads = (load, os.getloadavg()[0])
    database = "PostgreSQL" if asked.database.startswith("postgres") else "SQLite"
    day = datetime.now(UTC).date()
    text = report(asked.claims, database, run.printed, run.peak_mebibytes, day, loads)
    print(text)
    if asked.save:
        RESULTS.write_text(text, encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.signals", description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument(
        "--database", default="", help="URL of an empty one; else SQLite of its own"
    )
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--save", action="store_true", help=f"write {RESULTS.name}")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
