"""How far a running tally is, and about how long it will take."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Sum

from claims.models import Tally, TallyStage
from claims.tally import STAGES, number_of_steps


@dataclass(frozen=True)
class StageProgress:
    """What is done of one stage: parts, their rows, when the last began, and the hash of what it
    left where that is one file (else blank)."""

    name: str
    parts: int
    rows: int
    at: datetime
    sha256: str


@dataclass(frozen=True)
class TallyProgress:
    """Where a tally stands. `stage` is the first that is not done, blank when all are; `rows` and
    `parts_done` are of that stage. `left` is an estimate, None while there is nothing to go by."""

    stage: str
    parts_done: int
    parts: int
    rows: int
    steps_done: int
    steps: int
    elapsed: timedelta
    left: timedelta | None


def stage_progress(tallies: Iterable[Tally]) -> dict[int, list[StageProgress]]:
    """What is done of each of the tallies, by its primary key, in one query."""
    found: dict[int, list[StageProgress]] = {tally.pk: [] for tally in tallies}
    rows = (
        TallyStage.objects.filter(tally__in=found)
        .order_by("tally_id", "place")
        .values("tally_id", "name", "place")
        .annotate(
            parts=Count("pk"), all_rows=Sum("rows"), at=Max("finished_at"), hash=Min("sha256")
        )
    )
    for row in rows:
        sha256 = row["hash"] if row["parts"] == 1 else ""
        found[row["tally_id"]].append(
            StageProgress(row["name"], row["parts"], row["all_rows"], row["at"], sha256)
        )
    return found


def tally_progress(tally: Tally, done: Iterable[StageProgress], now: datetime) -> TallyProgress:
    """How far the tally is at this moment."""
    by_name = {stage.name: stage for stage in done}
    steps_done = sum(stage.parts for stage in by_name.values())
    steps = number_of_steps(tally)
    elapsed = max(now - tally.started_at, timedelta())
    # The first step freezes the claims; how many steps follow is not known before.
    left = elapsed * (steps - steps_done) // steps_done if steps_done > 1 else None
    for stage in STAGES:
        parts = max(stage.parts(tally), 1)
        here = by_name.get(stage.name)
        parts_done = here.parts if here else 0
        if parts_done < parts:
            rows = here.rows if here else 0
            return TallyProgress(
                stage.name, parts_done, parts, rows, steps_done, steps, elapsed, left
            )
    return TallyProgress("", 0, 0, 0, steps_done, steps, elapsed, timedelta())
