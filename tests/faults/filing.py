"""File claims through the whole site while something strikes, and hold a ledger of what filers
were told against the database: `python -m tests.faults filing --seed N --only kill-broker`."""

import argparse
import random
import tempfile
import traceback
from pathlib import Path

from tests.faults.production import Site, running_site
from tools.paths import print_line
from tools.processes import ServiceFailed

NAMES = (
    *("freeze-broker", "stop-broker", "kill-broker", "kill-web-workers", "restart-database"),
    *("fill-disk", "alternate"),
)


def main(arguments: list[str]) -> int:
    """0 if after every fault ledger and database agree."""
    options = _options(arguments)
    print_line(f"faults: filing: seed {options.seed}")
    with (
        tempfile.TemporaryDirectory(prefix="classfund-filing-") as name,
        running_site(Path(name)) as site,
    ):
        return 0 if _strike(site, options) else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults filing", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", action="append", choices=NAMES, help="May be given again.")
    parser.add_argument("--programs", type=int, default=3, help="How many file through the API.")
    parser.add_argument("--people", type=int, default=2, help="How many file on the form.")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--restarts", type=int, default=3)
    for name, seconds, what in (
        ("frozen", 60.0, "how long the broker is frozen"),
        ("away", 20.0, "how long the broker is stopped or killed"),
        ("database-away", 2.0, "how long the database is away, each time"),
        ("full", 20.0, "how long the disk is full"),
        ("calm", 10.0, "how long claims are filed before and after"),
        ("window", 20.0, "of `alternate`, with and without the broker"),
    ):
        parser.add_argument(f"--{name}", type=float, default=seconds, metavar="SECONDS", help=what)
    parser.add_argument("--rounds", type=int, default=2, help="Of `alternate`.")
    return parser.parse_args(arguments)


def _strike(site: Site, options: argparse.Namespace) -> bool:
    # After django.setup().
    from tests.faults import filing_table
    from tests.faults.catalogue import FILING
    from tests.faults.filing_scenarios import run

    rows, windows = [], ""
    for name, scenario in FILING.items():
        if options.only and name not in options.only:
            continue
        if name == "fill-disk" and site.disk.kind != "tmpfs":
            rows.append(filing_table.left_out(name, "it needs a file system of its own"))
            continue
        try:
            outcome = run(name, scenario, site, options)
            row = filing_table.of(name, outcome)
            if name == "alternate":
                windows = filing_table.windows_as_markdown(outcome)
        except (AssertionError, ServiceFailed) as error:
            traceback.print_exc()
            row = filing_table.failed(name, str(error))
        rows.append(row)
        if not row.holds:
            # So that what is left of one fault is not taken for the next one's.
            site.installation.stop("web")
            site.installation.start("web")
        print_line(row.line())
    said = [f"\nfaults: filing, seed {options.seed}", filing_table.as_markdown(rows), windows]
    print_line("\n\n".join(filter(None, said)) + "\n")
    return all(row.holds for row in rows)
