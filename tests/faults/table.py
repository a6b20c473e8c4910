"""The figures, one row a scenario."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from tests.faults.tallies import Run

_TITLES = (
    "fault",
    "tallies",
    "strikes",
    "seconds a tally",
    "slowest",
    "times undisturbed",
    "result",
)


@dataclass(frozen=True)
class Row:
    """Seconds are a sealed tally's without those that the fault itself took; `times` is of the
    median."""

    name: str
    tallies: int
    strikes: int
    seconds: float
    slowest: float
    times: float
    result: str
    holds: bool = True

    def cells(self) -> tuple[str, ...]:
        # Nothing to compare where no tally ran by workers to its seal.
        figures = ("", "", "")
        if self.seconds:
            figures = (f"{self.seconds:.1f}", f"{self.slowest:.1f}", f"{self.times:.2f}")
        return (self.name, str(self.tallies), str(self.strikes), *figures, self.result)

    def line(self) -> str:
        return "faults: " + ", ".join(
            f"{title} {cell}" for title, cell in zip(_TITLES, self.cells(), strict=True)
        )


def of_undisturbed(runs: Sequence[Run]) -> Row:
    seconds = [run.seconds for run in runs]
    return Row("none", len(runs), 0, median(seconds), max(seconds), 1.0, "sealed")


def of(name: str, runs: Sequence[Run], trial: Any, at_most: float) -> Row:
    """A row that does not hold where the median tally took more than `at_most` times as long."""
    if not runs:
        return Row(name, 0, 0, 0.0, 0.0, 0.0, "left out: it needs a file system of its own")
    sealed = [run for run in runs if run.tally.state == "sealed"]
    seconds = [run.working_seconds for run in sealed]
    times = median(seconds) / trial.undisturbed_seconds
    notes = sorted({note for run in runs for note in run.notes})
    holds = times <= at_most
    result = "; ".join(["the same" if holds else "the same, but too slow", *notes])
    strikes = sum(run.strikes for run in runs)
    return Row(name, len(runs), strikes, median(seconds), max(seconds), times, result, holds)


def failed(name: str, why: str) -> Row:
    return Row(name, 0, 0, 0.0, 0.0, 0.0, f"FAILED: {why}", holds=False)


def as_markdown(rows: Sequence[Row]) -> str:
    lines = [_TITLES, ("---",) * len(_TITLES), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
