"""The ways in turn, each in a process of its own, and their rows compared."""

import json
import subprocess  # nosec B404
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.tally.postgres_tables import load_matter
from bench.tally.rows import check_agreement
from bench.tally.synthetic_matter import SyntheticMatter
from bench.tally.ways import ON_A_SERVER, Run, StageTime
from tools.postgres import temporary_postgres


@dataclass
class SizeResult:
    """One size: what each way took, best of its turns."""

    accounts: int
    claims: int
    runs: dict[str, Run] = field(default_factory=dict)


def measure(
    matter: SyntheticMatter, ways: Sequence[str], repeat: int, options: Sequence[str]
) -> SizeResult:
    """Make the matter, run each way, and raise NotTheSame unless all leave the same rows."""
    if not matter.is_written:
        matter.write()
    measured = SizeResult(matter.accounts, matter.claims)
    for _ in range(repeat):
        for way in ("ours", "duckdb", "duckdb_wide"):
            if way in ways:
                _record_best(measured, run_way(way, matter, options))
    on_a_server = [way for way in ways if way in ON_A_SERVER]
    if on_a_server:
        with temporary_postgres() as url:
            load_matter(matter, url)
            for way in on_a_server:
                _record_best(measured, run_way(way, matter, [*options, "--url", url]))
    _compare_rows(matter, measured)
    return measured


def run_way(way: str, matter: SyntheticMatter, options: Sequence[str]) -> Run:
    """One way in a process of its own. Raises CalledProcessError where that fails."""
    command = [sys.executable, "-m", "bench.tally.ways", way, str(matter.folder)]
    command += [str(matter.accounts), *options]
    told = subprocess.run(  # nosec B603  (our own module)
        command, check=True, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ).stdout
    row = json.loads(told)
    return Run(**{**row, "stages": [StageTime(**stage) for stage in row["stages"]]})


def _record_best(measured: SizeResult, run: Run) -> None:
    before = measured.runs.get(run.way)
    if before is None or run.seconds < before.seconds:
        measured.runs[run.way] = run


def _compare_rows(matter: SyntheticMatter, measured: SizeResult) -> None:
    first, *others = measured.runs
    for other in others:
        paths = [matter.folder / f"rows_{way}.parquet" for way in (other, first)]
        check_agreement(paths[0], paths[1], sample=other == "orm")
