"""Clocks of a claim: how long its author has to answer, or to appeal.

Deadlines are moments in the court's zone: the last instant of the day, given as the first instant
of the day after.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from claims.models import Matter


def cure_deadline(matter: Matter, asked_at: datetime, cure_days: int) -> datetime:
    """The later of `cure_days` after the request and the end of the filing window."""
    return max(_end_of_day(matter, asked_at, cure_days), matter.filing_closes_at)


def appeal_deadline(matter: Matter, decided_at: datetime, appeal_days: int) -> datetime:
    """The end of the last day on which a denial can be appealed."""
    return _end_of_day(matter, decided_at, appeal_days)


def extended_deadline(matter: Matter, due: datetime, since: datetime, at: datetime) -> datetime:
    """A deadline that did not run from `since` to `at`: later by the days of the court between."""
    zone = ZoneInfo(matter.time_zone)
    days = (at.astimezone(zone).date() - since.astimezone(zone).date()).days
    # On the wall clock, so that the end of a day stays one when summer time begins.
    return due.astimezone(zone) + timedelta(days=days) if days > 0 else due


def _end_of_day(matter: Matter, start: datetime, days: int) -> datetime:
    zone = ZoneInfo(matter.time_zone)
    last_day = start.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(last_day + timedelta(days=1), time.min, tzinfo=zone)
