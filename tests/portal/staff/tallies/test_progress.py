"""How far a tally is, in steps, rows and an estimate of the time left."""

from datetime import timedelta

import pytest

from claims.models import Tally
from portal.staff.tallies.progress import StageProgress, tally_progress
from portal.staff.tallies.stage_labels import duration_text
from tests.factories import NOW

pytestmark = [pytest.mark.one_engine, pytest.mark.long]


SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def stage(name: str, parts: int = 1, rows: int = 100) -> StageProgress:
    return StageProgress(name, parts, rows, NOW, "")


# A tally in 4 parts has 20 steps: 4 stages in one part, and 4 in four.
@pytest.mark.parametrize(
    ("parts", "done", "at", "steps", "left"),
    [
        pytest.param(0, [], "snapshot 0 of 1", (0, 8), None, id="nothing is done"),
        pytest.param(4, ["snapshot:1"], "facts 0 of 4", (1, 20), None, id="one step tells nothing"),
        pytest.param(
            4, ["snapshot:1", "facts:3"], "facts 3 of 4", (4, 20), 40 * MINUTE, id="in a stage"
        ),
        pytest.param(
            4, ["snapshot:1", "facts:4"], "assess 0 of 4", (5, 20), 30 * MINUTE, id="between two"
        ),
        pytest.param(
            1,
            ["snapshot:1", "facts:1", "assess:1", "duplicates:1", "allocate:1", "reconcile:1"],
            "publish 0 of 1",
            (6, 8),
            10 * MINUTE / 3,
            id="nearly done",
        ),
    ],
)
def test_the_stage_at_hand_is_the_first_that_is_not_done(
    parts: int, done: list[str], at: str, steps: tuple[int, int], left: timedelta | None
):
    stages = [stage(name, int(n)) for name, n in (one.split(":") for one in done)]
    tally = Tally(number=1, parts=parts, started_at=NOW)

    far = tally_progress(tally, stages, NOW + 10 * MINUTE)

    assert f"{far.stage} {far.parts_done} of {far.parts}" == at
    assert (far.steps_done, far.steps) == steps
    assert far.left == left
    assert far.elapsed == 10 * MINUTE


def test_rows_are_those_of_the_stage_at_hand():
    tally = Tally(number=1, parts=4, started_at=NOW)

    far = tally_progress(tally, [stage("snapshot", rows=9), stage("facts", 2, rows=5)], NOW)

    assert far.rows == 5


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(), "less than a minute"),
        (59 * SECOND, "less than a minute"),
        (60 * SECOND, "1 minute"),
        (2 * MINUTE, "2 minutes"),
        (HOUR, "1 hour"),
        (25 * HOUR + MINUTE, "25 hours 1 minute"),
    ],
)
def test_a_length_of_time_is_said_in_hours_and_minutes(duration: timedelta, words: str):
    assert duration_text(duration) == words
