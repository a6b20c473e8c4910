"""Moments and days as pages show them: on the court's clocks, in the reader's language."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import pgettext

from claims.models import Matter


def day_text(day: date) -> str:
    """A day: "2 March 2026"."""
    # Translators: in Spanish "j \d\e F \d\e Y"; see Django's date format characters.
    return date_format(day, pgettext("how a day is written", "j F Y"))


def moment_text(moment: datetime, matter: Matter) -> str:
    """A moment where the court is: "2 March 2026, 2:05 p.m. PST"."""
    local = moment.astimezone(ZoneInfo(matter.time_zone))
    time = date_format(local, pgettext("how a time is written", "g:i a"))
    return f"{day_text(local)}, {time} {local:%Z}"


def day_of(moment: datetime, matter: Matter) -> str:
    """The day of a moment where the court is."""
    return day_text(moment.astimezone(ZoneInfo(matter.time_zone)))


def last_day_before(deadline: datetime, matter: Matter) -> str:
    """The last day on which something can be done: a deadline is the first instant too late."""
    return day_of(deadline - timedelta(microseconds=1), matter)
