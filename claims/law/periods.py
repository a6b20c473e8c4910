"""Half-open ranges of days and moments: the first day is inside, the end is not."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


class PeriodBackwards(ValueError):
    """A range ends before it starts."""


class NoSuchMoment(ValueError):
    """The clocks of a zone skip this time, so it names no moment."""


@dataclass(frozen=True)
class Period:
    """The days from `start` to the day before `end`. Raises PeriodBackwards if end is first."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise PeriodBackwards(
                f"The period ends on {self.end}, before it starts on {self.start}. Swap the dates."
            )

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end


def overlap_days(period: Period, start: date, end: date | None) -> int:
    """Days of [start, end) that fall inside the period; end None means still running.

    Both ranges are half-open, so a subscription that ends on the first day has no day inside.
    Raises PeriodBackwards if end is before start.
    """
    if end is not None and end < start:
        raise PeriodBackwards(f"The range ends on {end}, before it starts on {start}.")
    last = period.end if end is None else min(end, period.end)
    return max(0, (last - max(start, period.start)).days)


@dataclass(frozen=True)
class ZonedFilingWindow:
    """When claims may be filed: from `opens` until just before `closes`, on the court's clocks.

    Both are wall-clock times without a zone. A claim on paper counts by its postmark, which is a
    day without a time: the day on which the window opens is inside, and so is the day on which it
    closes unless it closes at midnight, when not a minute of that day is left.
    """

    opens: datetime
    closes: datetime
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.closes_at <= self.opens_at:
            raise PeriodBackwards(
                f"The filing window closes at {self.closes}, not after it opens at {self.opens}."
            )

    @property
    def opens_at(self) -> datetime:
        """The first moment inside, in UTC."""
        return moment(self.opens, self.zone)

    @property
    def closes_at(self) -> datetime:
        """The first moment outside, in UTC."""
        return moment(self.closes, self.zone)

    @property
    def postmarks(self) -> Period:
        """The days on which a postmark is in time."""
        closing_day = self.closes.date()
        closes_at_midnight = self.closes == datetime.combine(closing_day, datetime.min.time())
        end = closing_day if closes_at_midnight else closing_day + timedelta(days=1)
        return Period(self.opens.date(), end)


def moment(wall_clock: datetime, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which clocks in the zone show this time.

    Where clocks are set back and show a time twice, the first. Raises NoSuchMoment for a time that
    is skipped when clocks are set forward.
    """
    at = wall_clock.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != wall_clock:
        raise NoSuchMoment(
            f"{wall_clock:%Y-%m-%d %H:%M} does not exist in {zone.key}: clocks skip it. "
            f"Give a time an hour later."
        )
    return at
