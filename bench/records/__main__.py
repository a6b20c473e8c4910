"""`python -m bench.records`: measure imports and lookups, print the table; --save keeps it."""

import argparse
import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import django

RESULTS = Path(__file__).parent.with_name("results") / "records.md"
_BYTES_A_ROW = 600
"""Of the files handed over, the spool, what spills and what is kept, of an import at once."""
_BYTES_A_STORED_ROW = 60


def main(arguments: list[str]) -> None:
    """Measure what the command line asks for."""
    asked = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    django.setup()
    from bench.records import import_runs, lookups, report, rows

    load = os.getloadavg()[0]
    needed = max(asked.rows * _BYTES_A_ROW, asked.lookup_rows * _BYTES_A_STORED_ROW)
    free = shutil.disk_usage(asked.folder).free
    if free < needed:
        sys.exit(f"{asked.folder} has {free:,} bytes free; this takes up to {needed:,}.")
    runs = []
    found: dict[str, list[float]] = {}
    if asked.lookup_rows:
        with tempfile.TemporaryDirectory(dir=asked.folder) as name:
            _say(f"writing a production of {asked.lookup_rows:,} messages …")
            lookups.write_production(Path(name), asked.lookup_rows)
            for kind in ("cold", "warm"):
                _say(f"looking up accounts, {kind} …")
                found[kind] = lookups.lookup_times(
                    Path(name), asked.lookup_rows, asked.lookups, cold=kind == "cold"
                )
    if asked.rows:
        with tempfile.TemporaryDirectory(dir=asked.folder) as name:
            _say(f"writing {asked.rows:,} messages …")
            files = rows.write_files(Path(name), asked.rows)
            for file_format in ("CSV", "Parquet"):
                for way in ("peer", "ours"):
                    _say(f"importing {file_format}: {way} …")
                    runs.append(import_runs.run_import(way, files, file_format, Path(name)))
    loads = (load, os.getloadavg()[0])
    day = datetime.now(UTC).date()
    text = report.report(asked.rows, runs, asked.lookup_rows, found, day, loads)
    print(text)
    if asked.save:
        RESULTS.write_text(text, encoding="utf-8")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.records", description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000, help="messages imported; 0: none")
    parser.add_argument(
        "--lookup-rows", type=int, default=200_000_000, help="messages looked into; 0: none"
    )
    parser.add_argument("--lookups", type=int, default=500)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--save", action="store_true", help=f"write {RESULTS.name}")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
