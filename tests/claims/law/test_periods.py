from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from claims.law.periods import (
    NoSuchMoment,
    Period,
    PeriodBackwards,
    ZonedFilingWindow,
    moment,
    overlap_days,
)

PERIOD = Period(date(2021, 1, 21), date(2024, 9, 18))
LOS_ANGELES = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        pytest.param("2020-01-01", "2021-01-20", 0, id="over before the first day"),
        pytest.param("2020-01-01", "2021-01-21", 0, id="ends on the first day, which is outside"),
        pytest.param("2020-01-01", "2021-01-22", 1, id="ends the day after the first"),
        pytest.param("2024-09-17", "2024-10-01", 1, id="starts on the last day"),
        pytest.param("2024-09-18", "2024-10-01", 0, id="starts on the day the period ends"),
        pytest.param("2023-01-01", "2023-01-01", 0, id="starts and ends on one day"),
        pytest.param("2023-01-01", "2023-01-02", 1, id="one day"),
        pytest.param("2024-09-17", None, 1, id="still running since the last day"),
        pytest.param("2024-09-18", None, 0, id="still running since the period ended"),
        pytest.param("2019-01-01", None, 1336, id="the whole period"),
        pytest.param("2024-02-28", "2024-03-01", 2, id="over a leap day"),
    ],
)
def test_only_days_inside_both_ranges_are_counted(start, end, days):
    ends = None if end is None else date.fromisoformat(end)
    assert overlap_days(PERIOD, date.fromisoformat(start), ends) == days


def test_a_range_that_ends_before_it_starts_is_refused():
    with pytest.raises(PeriodBackwards):
        overlap_days(PERIOD, date(2023, 1, 2), date(2023, 1, 1))
    with pytest.raises(PeriodBackwards):
        Period(date(2023, 1, 2), date(2023, 1, 1))


def test_a_period_has_its_first_day_and_not_its_end():
    assert date(2021, 1, 20) not in PERIOD
    assert date(2021, 1, 21) in PERIOD
    assert date(2024, 9, 17) in PERIOD
    assert date(2024, 9, 18) not in PERIOD


def test_a_window_opens_and_closes_on_the_courts_clocks_in_winter_and_summer_time():
    window = ZonedFilingWindow(datetime(2026, 1, 15), datetime(2026, 7, 1), LOS_ANGELES)
    assert window.opens_at == datetime(2026, 1, 15, 8, tzinfo=UTC)
    assert window.closes_at == datetime(2026, 7, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("closes", "last"),
    [
        pytest.param(datetime(2026, 7, 1, 0, 0), date(2026, 6, 30), id="at midnight"),
        pytest.param(datetime(2026, 7, 1, 0, 1), date(2026, 7, 1), id="a minute after midnight"),
        pytest.param(datetime(2026, 6, 30, 23, 59), date(2026, 6, 30), id="just before midnight"),
    ],
)
def test_a_postmark_counts_on_every_day_on_which_the_window_is_open(closes, last):
    postmarks = ZonedFilingWindow(datetime(2026, 1, 15), closes, LOS_ANGELES).postmarks
    assert date(2026, 1, 14) not in postmarks
    assert date(2026, 1, 15) in postmarks
    assert last in postmarks
    assert date.fromordinal(last.toordinal() + 1) not in postmarks


def test_a_window_that_never_opens_is_refused():
    with pytest.raises(PeriodBackwards):
        ZonedFilingWindow(datetime(2026, 7, 1), datetime(2026, 7, 1), LOS_ANGELES)


def test_a_time_that_clocks_skip_is_refused():
    with pytest.raises(NoSuchMoment):
        moment(datetime(2026, 3, 8, 2, 30), LOS_ANGELES)


def test_a_time_that_clocks_show_twice_is_the_first_of_the_two():
    assert moment(datetime(2026, 11, 1, 1, 30), LOS_ANGELES) == datetime(
        2026, 11, 1, 8, 30, tzinfo=UTC
    )
