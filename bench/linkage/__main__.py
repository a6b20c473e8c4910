"""`python -m bench.linkage`: link claims to a class list, beside Splink; --save keeps the table."""

import argparse
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.linkage.people import write_people
from bench.linkage.report import report
from bench.processes import run_measured

RESULTS = Path(__file__).parent.with_name("results") / "linkage.md"


def main(arguments: list[str]) -> None:
    """Measure what the command line asks for."""
    asked = _parser().parse_args(arguments)
    load = os.getloadavg()[0]
    singles: dict[int, list[float]] = {}
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        if asked.one_among:
            _prepare(folder, asked.one_among, 1000)
            singles[asked.one_among] = _run("one", folder)["times"]
        index = _prepare(folder, asked.accounts, asked.claims)
        runs = {"index": index} | {way: _run(way, folder) for way in ("ours", "splink")}
        singles[asked.accounts] = _run("one", folder)["times"]
    loads = (load, os.getloadavg()[0])
    day = datetime.now(UTC).date()
    text = report(asked.accounts, asked.claims, runs, singles, day, loads)
    print(text)
    if asked.save:
        RESULTS.write_text(text, encoding="utf-8")


def _prepare(folder: Path, accounts: int, claims: int) -> dict[str, Any]:
    """Write the people and make the index; what making it took."""
    _say(f"drawing {accounts:,} accounts and {claims:,} claims …")
    write_people(folder, accounts, claims)
    (folder / "list.duckdb").unlink(missing_ok=True)
    return _run("index", folder)


def _run(way: str, folder: Path) -> dict[str, Any]:
    """Measure one way in a process of its own."""
    _say(f"measuring {way} …")
    other = folder / ("accounts.parquet" if way == "index" else "claims.parquet")
    measured = run_measured("bench.linkage.ways", way, str(folder / "list.duckdb"), str(other))
    found: dict[str, Any] = measured.printed
    return found | {"peak_mebibytes": measured.peak_mebibytes}


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.linkage", description=__doc__)
    parser.add_argument("--accounts", type=int, default=8_000_000)
    parser.add_argument("--claims", type=int, default=200_000)
    parser.add_argument(
        "--one-among", type=int, default=1_000_000, help="accounts one claim is looked for in"
    )
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--save", action="store_true", help=f"write {RESULTS.name}")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
