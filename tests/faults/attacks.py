"""What strangers, and many people behind one address, can do to others: `python -m tests.faults
attacks --only library`. Prints figures and judges nothing: with `--before FILE` they stand beside
those that an earlier run printed.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.faults.production import Site, running_site
from tools.paths import print_line

NAMES = ("log-in", "second-factor", "codes", "law-office", "library", "half-sent", "uploads")
_TITLES = ("attack", "what", "seen")


def main(arguments: list[str]) -> int:
    """0 when every figure was taken."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults attacks", description=__doc__)
    parser.add_argument("--only", action="append", choices=NAMES, help="May be given again.")
    parser.add_argument("--before", type=Path, metavar="FILE", help="What an earlier run printed.")
    options = parser.parse_args(arguments)
    before = _read(options.before) if options.before else {}
    rows = []
    with (
        tempfile.TemporaryDirectory(prefix="classfund-attacks-") as folder,
        running_site(Path(folder)) as site,
    ):
        print_line(_line(_TITLES))
        print_line(_line(["---"] * len(_TITLES)))
        for row in _seen(site, options.only or NAMES):
            rows.append(row)
            print_line(_line(row))
    if before:
        print_line("\n" + _side_by_side(rows, before))
    return 0


def _seen(site: Site, names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    # After django.setup().
    from tests.faults.attack_scenarios import ATTACKS, Attack

    for name in NAMES:
        if name in names:
            attack = Attack(site)
            attack.begin()
            for what, seen in ATTACKS[name](attack):
                yield name, what, seen


def _read(path: Path) -> dict[tuple[str, str], str]:
    """What was seen then, by attack and what it tried."""
    lines = [line.strip().strip("|").split(" | ") for line in path.read_text().splitlines()]
    return {(cells[0].strip(), cells[1]): cells[2].strip() for cells in lines if len(cells) == 3}


def _side_by_side(rows: Sequence[tuple[str, str, str]], before: dict[tuple[str, str], str]) -> str:
    lines = [
        ("attack", "what", "before", "after"),
        ("---",) * 4,
        *((name, what, before.get((name, what), ""), seen) for name, what, seen in rows),
    ]
    return "\n".join(map(_line, lines))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
