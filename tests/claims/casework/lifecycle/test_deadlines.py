"""Clocks are the court's: the end of a day in its zone, also when its clocks change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from claims.casework.lifecycle.deadlines import appeal_deadline, cure_deadline
from claims.models import Matter

LOS_ANGELES = "America/Los_Angeles"


def matter_in(zone: str, closes_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> Matter:
    return Matter(time_zone=zone, filing_closes_at=closes_at)


@pytest.mark.parametrize(
    ("zone", "decided_at", "days", "due"),
    [
        pytest.param(LOS_ANGELES, "2026-01-10T12:00", 30, "2026-02-10T08:00", id="in winter"),
        pytest.param(LOS_ANGELES, "2026-06-10T12:00", 30, "2026-07-11T07:00", id="in summer"),
        pytest.param(LOS_ANGELES, "2026-03-01T12:00", 30, "2026-04-01T07:00", id="spring forward"),
        pytest.param(LOS_ANGELES, "2026-10-15T12:00", 30, "2026-11-15T08:00", id="fall back"),
        pytest.param(
            LOS_ANGELES, "2026-03-07T12:00", 1, "2026-03-09T07:00", id="on the short day itself"
        ),
        pytest.param(
            LOS_ANGELES, "2026-06-11T06:59", 30, "2026-07-11T07:00", id="a minute before midnight"
        ),
        pytest.param(LOS_ANGELES, "2026-06-11T07:00", 30, "2026-07-12T07:00", id="at midnight"),
        pytest.param("America/New_York", "2026-06-11T03:30", 30, "2026-07-11T04:00", id="east"),
        pytest.param(
            "America/Havana", "2026-03-06T12:00", 1, "2026-03-08T05:00", id="no midnight that day"
        ),
        pytest.param(LOS_ANGELES, "2026-06-10T12:00", 0, "2026-06-11T07:00", id="the same day"),
    ],
)
def test_a_time_to_appeal_ends_with_its_last_day(zone: str, decided_at: str, days: int, due: str):
    at = datetime.fromisoformat(decided_at).replace(tzinfo=UTC)

    found = appeal_deadline(matter_in(zone), at, days)

    assert found.astimezone(UTC) == datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert found.tzinfo == ZoneInfo(zone)


@pytest.mark.parametrize(
    ("asked_at", "due"),
    [
        pytest.param("2026-05-31T12:00", "2026-07-01T07:00", id="the claims deadline is later"),
        pytest.param("2026-06-01T12:00", "2026-07-02T07:00", id="thirty days are later"),
    ],
)
def test_a_time_to_answer_is_the_later_of_thirty_days_and_the_claims_deadline(
    asked_at: str, due: str
):
    matter = matter_in(LOS_ANGELES, closes_at=datetime(2026, 7, 1, 7, tzinfo=UTC))
    at = datetime.fromisoformat(asked_at).replace(tzinfo=UTC)

    found = cure_deadline(matter, at, 30)

    assert found.astimezone(UTC) == datetime.fromisoformat(due).replace(tzinfo=UTC)
