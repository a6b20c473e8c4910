"""Clocks of a claim: how long its author has to answer, or to appeal.

Deadlines are moments in the court's zone: the last instant of the day, given as the first instant
of the day after.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from claims.models import Matter


def cure_due(matter: Matter, asked_at: datetime, cure_days: int) -> datetime:
    """The later of `cure_days` after the request and the end of the filing window."""
    return max(_end_of_day(matter, asked_at, cure_days), matter.filing_closes_at)


def appeal_due(matter: Matter, decided_at: datetime, appeal_days: int) -> datetime:
    """The end of the last day on which a denial can be appealed."""
    return _end_of_day(matter, decided_at, appeal_days)


def _end_of_day(matter: Matter, start: datetime, days: int) -> datetime:
    zone = ZoneInfo(matter.time_zone)
    last_day = start.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(last_day + timedelta(days=1), time.min, tzinfo=zone)
