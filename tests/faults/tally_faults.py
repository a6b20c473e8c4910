"""Strike tallies and look at what is left: `python -m tests.faults tallies --only kill-worker`."""

import argparse
import random
import tempfile
import traceback
from pathlib import Path

import django

from tests.faults.installation import ENGINES, Installation, installed
from tools.paths import print_line
from tools.processes import ServiceFailed

SERVERS = ("broker", "worker", "relay")
AT_MOST = 3.0
"""A struck tally may take so many times as long as an undisturbed one, without the fault's own."""


def main(arguments: list[str]) -> int:
    """0 if after every fault everything was as if nothing had happened."""
    options = _options(arguments)
    print_line(f"faults: seed {options.seed}")
    return 0 if _on(options.engine, options) else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults tallies", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", action="append", metavar="NAME", help="May be given again.")
    parser.add_argument("--engine", choices=ENGINES, default="postgresql")
    parser.add_argument("--accounts", type=int, default=4000)
    parser.add_argument("--part-claims", type=int, default=400)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--frozen", type=float, default=60.0, metavar="SECONDS")
    parser.add_argument("--undisturbed", type=int, default=3, metavar="TIMES")
    return parser.parse_args(arguments)


def _on(engine: str, options: argparse.Namespace) -> bool:
    with (
        tempfile.TemporaryDirectory(prefix="classfund-faults-") as name,
        installed(engine, Path(name), options.part_claims) as installation,
    ):
        print_line(f"faults: {engine}: a matter of {options.accounts:,} accounts …")
        django.setup()
        return _strike(engine, installation, options)


def _strike(engine: str, installation: Installation, options: argparse.Namespace) -> bool:
    # After django.setup().
    from tests.faults import table
    from tests.faults.catalogue import SCENARIOS, Trial
    from tests.faults.population import populate
    from tests.faults.tallies import Lost, give_up, run

    matter = populate(installation.folder / "production", options.accounts)
    for server in SERVERS:
        installation.start(server)
    run(matter, [], installation.tend)  # The first one also waits for imports and plans.
    quiet = [run(matter, [], installation.tend) for _ in range(options.undisturbed)]
    rows = [table.of_undisturbed(quiet)]
    print_line(rows[0].line())
    trial = Trial.of(installation, matter, quiet, options)
    for scenario in SCENARIOS:
        if (options.only and scenario.name not in options.only) or engine not in scenario.engines:
            continue
        # Of its own, so that one scenario alone draws what it draws among all.
        trial.random = random.Random(f"{options.seed} {scenario.name}")
        try:
            row = table.of(scenario.name, scenario.strike(trial), trial, AT_MOST)
        except (Lost, AssertionError, ServiceFailed) as error:
            traceback.print_exc()
            row = table.failed(scenario.name, str(error))
            give_up(matter)
        rows.append(row)
        print_line(row.line())
    print_line(
        f"\nfaults: {engine}, seed {options.seed}, {quiet[0].tally.counts['claims']:,} claims in "
        f"{quiet[0].tally.parts} parts\n\n" + table.as_markdown(rows) + "\n"
    )
    return all(row.holds for row in rows)
