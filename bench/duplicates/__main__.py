"""`python -m bench.duplicates`: claims that look alike, beside Splink; --save keeps the table."""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import splink

from bench.duplicates.claims import write_claims
from bench.duplicates.ways import WAYS
from bench.processes import run_measured

RESULTS = Path(__file__).parent.with_name("results") / "duplicates.md"
_WAY_LABELS = {
    "ours": "Classfund: who looks like whom, with the evidence",
    "splink": "Splink alone: pairs by their weights over names made ready, and its clusters",
}


def main(arguments: list[str]) -> None:
    """Measure what the command line asks for."""
    asked = _parser().parse_args(arguments)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        paths = [str(path) for path in write_claims(Path(name), asked.claims)]
        runs = {}
        for way in WAYS:
            print(f"measuring {way} …", file=sys.stderr, flush=True)
            measured = run_measured("bench.duplicates.ways", way, *paths)
            runs[way] = measured.printed | {"peak_mebibytes": measured.peak_mebibytes}
    text = report(asked.claims, runs, datetime.now(UTC).date(), (load, os.getloadavg()[0]))
    print(text)
    if asked.save:
        RESULTS.write_text(text, encoding="utf-8")


def report(claims: int, runs: Mapping[str, Any], day: date, loads: tuple[float, float]) -> str:
    """The page."""
    peer = runs["splink"]["seconds"]
    lines = [
        "# Duplicates",
        "",
        f"{day.isoformat()} · {os.cpu_count()} cores · Python {platform.python_version()} · DuckDB "
        f"{duckdb.__version__} · Splink {splink.__version__} · load of the machine "
        f"{loads[0]:.1f} at the start, {loads[1]:.1f} at the end",
        "",
        f"{claims:,} claims with four keys each, from a file to who looks like whom. One in ten "
        "is a second or third claim of somebody; households share address, telephone and device, "
        "half of them an e-mail address.",
        "",
        "| way | s | ratio | peak memory, MiB | claims found | one person's |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for way, words in _WAY_LABELS.items():
        run = runs[way]
        lines.append(
            f"| {words} | {run['seconds']:.1f} | {run['seconds'] / peer:.2f} | "
            f"{run['peak_mebibytes']:,} | {run['alike']:,} | {run['right']:,} |"
        )
    lines += [
        "",
        "The claims are drawn at random and their names are not misspelt: this says that the sums "
        "are right, not how good it is (docs/duplicates.md). Splink alone is not told "
        "of suffixes, dates of birth or ends of chains, and keeps no evidence.",
    ]
    return "\n".join(lines) + "\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.duplicates", description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--save", action="store_true", help=f"write {RESULTS.name}")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
