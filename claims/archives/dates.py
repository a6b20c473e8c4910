"""Dates as LinkedIn wrote them over the years, to the day."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIRST_YEAR, _LAST_YEAR = 2002, 2099
"""LinkedIn was founded at the end of 2002; a year outside is a slip or a trick."""

# 2024-01-15 14:30:00 UTC; 2024-01-15T14:30:00Z; 2024-01-15T14:30:00.000+02:00; 2024-01-15
_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[T ](\d{2}):(\d{2})(?::\d{2}(?:\.\d{1,9})?)?\s?(UTC|GMT|Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)
# 1/15/24, 2:30 PM: only with a clock of twelve hours, which shows that the month comes first.
_SLASHES = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4}),? \d{1,2}:\d{2}(?::\d{2})?\s?[AP]M", re.ASCII | re.I
)
# Mon Jan 15 14:30:00 UTC 2024
_JAVA = re.compile(
    r"[a-z]{3} ([a-z]{3}) (\d{1,2}) \d{2}:\d{2}:\d{2} (?:UTC|GMT) (\d{4})", re.ASCII | re.I
)
# 15 Jan 2024; 15 January 2024
_DAY_MONTH = re.compile(r"(\d{1,2}) ([a-z]{3})[a-z]* (\d{4})(?:,? .*)?", re.ASCII | re.I)
# Jan 15, 2024; January 15, 2024, 2:30 PM
_MONTH_DAY = re.compile(r"([a-z]{3})[a-z]* (\d{1,2}), (\d{4})(?:,? .*)?", re.ASCII | re.I)


def read_day(text: str) -> date | None:
    """The day that the text names, in UTC where it names a zone; None if it names none for sure."""
    for pattern, read in _FORMS:
        match = pattern.fullmatch(" ".join(text.split()))
        if match is None:
            continue
        try:
            day = read(match)
        except (ValueError, OverflowError):
            return None
        return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None
    return None


def _iso(match: re.Match[str]) -> date:
    year, month, day, hour, minute, zone = match.groups()
    if hour is None:
        return date(int(year), int(month), int(day))
    at = datetime(int(year), int(month), int(day), int(hour), int(minute), tzinfo=_zone(zone))
    return at.astimezone(UTC).date()


def _zone(text: str | None) -> timezone:
    if text is None or text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _named(year: str, month: str, day: str) -> date:
    return date(int(year), _MONTHS.index(month.casefold()) + 1, int(day))


def _slashes(match: re.Match[str]) -> date:
    month, day, year = (int(part) for part in match.groups())
    return date(year if year > 99 else 2000 + year, month, day)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date]], ...] = (
    (_ISO, _iso),
    (_SLASHES, _slashes),
    (_JAVA, lambda match: _named(match[3], match[1], match[2])),
    (_DAY_MONTH, lambda match: _named(match[3], match[2], match[1])),
    (_MONTH_DAY, lambda match: _named(match[3], match[1], match[2])),
)
