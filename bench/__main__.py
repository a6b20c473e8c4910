"""`python -m bench`: measure, print the table, write it to bench/results.

`python -m bench tally …` measures a whole tally instead of apportionment (bench.tally).
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.cases import CASES
from bench.measurement import measure
from bench.report import report
from bench.tally.__main__ import main as tally

RESULTS = Path(__file__).with_name("results") / "apportionment.md"


def main(arguments: list[str]) -> None:
    """Measure what the command line asks for; only a run with --save changes the results."""
    if arguments[:1] == ["tally"]:
        tally(arguments[1:])
        return
    asked = _parser().parse_args(arguments)
    load_before = os.getloadavg()[0]
    measured = []
    for case in CASES:
        if asked.case and case.key not in asked.case:
            continue
        print(f"measuring {case.label} …", file=sys.stderr, flush=True)
        plain_rows = min(asked.plain_rows or asked.rows, asked.rows)
        measured.append(measure(case, asked.rows, plain_rows, asked.repeat, asked.threads))
    loads = (load_before, os.getloadavg()[0])
    today = datetime.now(UTC).date()
    text = report(measured, asked.rows, asked.repeat, asked.threads, today, loads)
    print(text)
    if asked.save:
        RESULTS.write_text(text, encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description="Apportioning weighted claims.")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--plain-rows", type=int, help="fewer claims for plain Python")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--case", action="append", choices=[case.key for case in CASES])
    parser.add_argument("--save", action="store_true", help=f"write {RESULTS.name}")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
