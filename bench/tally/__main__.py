"""`python -m bench.tally`: measure, print the tables, with --save write bench/results/tally.md."""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.tally.measurement import measure
from bench.tally.report import report
from bench.tally.synthetic_matter import SyntheticMatter
from bench.tally.ways import ON_A_SERVER, WAYS

RESULTS = Path(__file__).parents[1] / "results" / "tally.md"


def main(arguments: list[str]) -> None:
    """Measure what the command line asks for; the synthetic matter goes when it is done."""
    asked = _parser().parse_args(arguments)
    load_before = os.getloadavg()[0]
    options = ["--threads", str(asked.threads), "--memory-limit", asked.memory_limit]
    options += ["--sample", str(asked.sample)]
    if not asked.without_fund:
        options.append("--with-fund")
    measured = []
    for accounts in asked.sizes or [asked.accounts]:
        print(f"measuring {accounts:,} accounts …", file=sys.stderr, flush=True)
        with TemporaryDirectory(prefix="classfund-bench-", dir=asked.folder) as name:
            folder = Path(name) if asked.keep is None else asked.keep / str(accounts)
            matter = SyntheticMatter(folder, accounts)
            ways = asked.way or list(WAYS)
            if accounts > asked.servers_up_to:
                ways = [way for way in ways if way not in ON_A_SERVER]
            measured.append(measure(matter, ways, asked.repeat, options))
    loads = (load_before, os.getloadavg()[0])
    today = datetime.now(UTC).date()
    text = report(
        measured,
        today,
        loads,
        asked.threads,
        asked.memory_limit,
        with_fund=not asked.without_fund,
    )
    print(text)
    if asked.save:
        RESULTS.write_text(text, encoding="utf-8")


def _sizes(text: str) -> list[int]:
    return [int(size) for size in text.split(",")]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench tally", description="A tally, in all ways.")
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--sizes", type=_sizes, help="several, such as 1000000,2000000,5000000")
    parser.add_argument("--way", action="append", choices=list(WAYS), help="default: all")
    parser.add_argument(
        "--servers-up-to",
        type=int,
        default=2_000_000,
        help="accounts; larger matters are not loaded into PostgreSQL",
    )
    parser.add_argument("--repeat", type=int, default=3, help="turns of ours and of DuckDB by hand")
    parser.add_argument("--sample", type=int, default=1000, help="claims for the ORM")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--memory-limit", default="3GB")
    parser.add_argument("--without-fund", action="store_true")
    parser.add_argument("--folder", type=Path, help="where the matter is made; 5 GB at 10,000,000")
    parser.add_argument("--keep", type=Path, help="a folder to keep the matters in, and find them")
    parser.add_argument("--save", action="store_true", help=f"write {RESULTS.name}")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
