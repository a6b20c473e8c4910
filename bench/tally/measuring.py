"""The ways in turn, each in a process of its own, and their rows compared."""

import json
import subprocess  # nosec B404
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.tally.generating import SyntheticMatter
from bench.tally.loading import load
from bench.tally.rows import agree
from bench.tally.ways import ON_A_SERVER, Run, Stage
from tools.postgres import temporary_postgres


@dataclass
class Measured:
    """One size: what each way took, best of its turns."""

    accounts: int
    claims: int
    runs: dict[str, Run] = field(default_factory=dict)


def measure(
    matter: SyntheticMatter, ways: Sequence[str], repeat: int, options: Sequence[str]
) -> Measured:
    """Make the matter, run each way, and raise NotTheSame unless all leave the same rows."""
    if not matter.is_written:
        matter.write()
    measured = Measured(matter.accounts, matter.claims)
    for _ in range(repeat):
        for way in ("ours", "duckdb", "duckdb_wide"):
            if way in ways:
                _keep_best(measured, run(way, matter, options))
    on_a_server = [way for way in ways if way in ON_A_SERVER]
    if on_a_server:
        with temporary_postgres() as url:
            load(matter, url)
            for way in on_a_server:
                _keep_best(measured, run(way, matter, [*options, "--url", url]))
    _compare(matter, measured)
    return measured


def run(way: str, matter: SyntheticMatter, options: Sequence[str]) -> Run:
    """One way in a process of its own. Raises CalledProcessError where that fails."""
    command = [sys.executable, "-m", "bench.tally.ways", way, str(matter.folder)]
    command += [str(matter.accounts), *options]
    told = subprocess.run(  # nosec B603  (our own module)
        command, check=True, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ).stdout
    row = json.loads(told)
    return Run(**{**row, "stages": [Stage(**stage) for stage in row["stages"]]})


def _keep_best(measured: Measured, run: Run) -> None:
    before = measured.runs.get(run.way)
    if before is None or run.seconds < before.seconds:
        measured.runs[run.way] = run


def _compare(matter: SyntheticMatter, measured: Measured) -> None:
    first, *others = measured.runs
    for other in others:
        paths = [matter.folder / f"rows_{way}.parquet" for way in (other, first)]
        agree(paths[0], paths[1], sample=other == "orm")
