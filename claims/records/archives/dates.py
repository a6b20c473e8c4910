"""Dates as LinkedIn and the programs behind it wrote them over the years, to the day.

A text is read only where it can be read in one way. Who gets 4/3/24 has two days to choose from,
and it stays without one; 15/01/2024 has one, because there is no fifteenth month.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum

from claims.records.archives import zones
from claims.records.archives.calendar_names import FILLER_WORDS, MONTHS, WEEKDAYS
from claims.texts import one_line

_FIRST_YEAR, _LAST_YEAR = 2002, 2099
"""LinkedIn was founded at the end of 2002; a year outside is a slip or a trick."""
_LAST_SHORT_YEAR = 68
"""Of two digits, as POSIX reads them."""
_LONGEST = 100
"""Characters of a date; what is longer is something else."""


class Undated(StrEnum):
    """Why a text names no day."""

    BLANK = "blank"
    ORDER = "order"
    """Day, month or year cannot be told apart: 4/3/24."""
    ZONE = "zone"
    """The day depends on what the time zone's name means."""
    IMPOSSIBLE = "impossible"
    """No calendar has it: 31 September, or a Monday that was none."""
    UNKNOWN = "unknown"
    """In a form that we do not know."""


# The form of nearly every message: 2024-01-15 14:30:00 UTC
_PLAIN = re.compile(
    r"(\d{4})-(\d{2})-(\d{2}) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d UTC", re.ASCII | re.IGNORECASE
)
# LinkedIn's own before: 1/5/24, 2:30 PM. It puts the month first; others write pm or p.m.
_MONTH_FIRST = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4}),? (?:0?\d|1[0-2]):[0-5]\d(?::[0-5]\d)?[ \u202f]?[AP]M",
    re.ASCII,
)
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)(?:t?\d{6}z?|t\d{4}z?)?", re.ASCII)
_SECONDS = re.compile(r"(\d{10})(?:\d{3}){0,3}", re.ASCII)
"""Seconds since 1970, or thousandths, millionths or billionths of one."""

_CLOCK = re.compile(
    rf"""
    (?:(?<=[0-9])t|(?<=[0-9]{{4}}):|(?<![\w.:/+-]))     # 15T14:30, 2024:14:30, or by itself
    (?:(?:(?P<am>上午|오전|午前)|(?P<pm>下午|오후|午後))\ ?)?
    (?P<hour>[0-9]{{1,2}})(?::|\ ?h\ ?)(?P<minute>[0-9]{{2}})
    (?::[0-9]{{2}}(?:[.,:][0-9]{{1,9}})?)?
    (?:\ ?(?:(?P<am_after>am|πμ|ص|sa)|(?P<pm_after>pm|μμ|م|ch))(?!\w))?
    (?:
        \ ?(?:utc|gmt|z)?\ ?(?P<offset>[+-][0-9]{{1,2}}(?::?[0-9]{{2}})?)(?![0-9:/.-])
        (?:\ (?:utc|gmt|{zones.ZONE_NAMES})(?!\w))?
        (?:\ ?[(\[][^0-9()\[\]]*[)\]])?             # (Central European Time), [Europe/Paris]
      | \ ?\(?(?:utc|gmt|z)(?!\w)\)?(?:\[[a-z/]*\])?
      | \ ?\(?(?P<zone>{zones.ZONE_NAMES})(?!\w)\)?
    )?
    (?![\w:])
    """,
    re.VERBOSE,
)
# 15. jan. 2024 14.30: at the end, behind a date.
_CLOCK_WITH_STOPS = re.compile(
    r"(?<=[0-9.]),? (?:kl\.? |klo |pukul )?[0-9]{1,2}\.[0-9]{2}(?:\.[0-9]{2})?$"
)
_NUMBERS = re.compile(
    r"(?<![\w.:/-])([0-9]{1,4})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{1,4})\.?(?![\w/:-])"
)
_EAST_ASIAN = re.compile(r"([0-9]{4}) ?[年년] ?([0-9]{1,2}) ?[月월] ?([0-9]{1,2}) ?[日일]?")
_EAST_ASIAN_CLOCK = re.compile(
    r"([0-9]{1,2}) ?[時时시點点] ?([0-9]{2}) ?[分분](?: ?[0-9]{1,2} ?[秒초])?"
)
_VIETNAMESE = re.compile(r"(?:tháng|thg) ?(1[0-2]|0?[1-9])(?![0-9])")
_MONTHS_IN_ENGLISH = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_WORDS = re.compile(r"[0-9]+|[^0-9\s,،、/()|-]+")
_MARKS = re.compile(r"[.׳॰'’ʼ]")
"""What abbreviations end in, and what stands for letters that were left out."""


def read_day(text: str) -> date | None:
    """The day that the text names, in UTC where it names a zone; None if it names none for sure."""
    day = day_or_reason(text)
    return day if isinstance(day, date) else None


def day_or_reason(text: str) -> date | Undated:
    """The day that the text names, in UTC where it names a zone; or why it names none for sure."""
    if (quick := quick_day(text)) is not None:
        return quick
    if len(text) > _LONGEST:
        return Undated.UNKNOWN
    line = one_line(text)
    if not line:
        return Undated.BLANK
    if line != text and (quick := quick_day(line)) is not None:
        return quick
    if seconds := _SECONDS.fullmatch(line):
        return _single_day([datetime.fromtimestamp(int(seconds[1]), UTC).date()])
    small = _lowered_line(line)
    if compact := _COMPACT.fullmatch(small):
        return _single_day([_calendar_day(compact[1], compact[2], compact[3])])
    clock = _CLOCK.search(small)
    if clock is None:
        return _single_day(_possible_days(_CLOCK_WITH_STOPS.sub("", small)))
    rest = f"{small[: clock.start()]} {small[clock.end() :]}"
    day = _single_day(_possible_days(rest))
    return _utc_day(day, clock) if isinstance(day, date) else day


def quick_day(text: str) -> date | Undated | None:
    """The same for the two forms in which LinkedIn wrote nearly all dates; None for any other."""
    if plain := _PLAIN.fullmatch(text):
        return _single_day([_calendar_day(plain[1], plain[2], plain[3])])
    if own := _MONTH_FIRST.fullmatch(text):
        day = _calendar_day(own[3], own[1], own[2])
        return None if day is None else _single_day([day])
    return None


def _lowered_line(line: str) -> str:
    """The line in small letters, with one way to write noon, minus, and what East Asia counts."""
    small = line.casefold().replace("−", "-")
    small = re.sub(r"\b([apμπ])\. ?([mμ])\b\.?", r"\1\2", small)
    return _EAST_ASIAN_CLOCK.sub(r"\1:\2", _EAST_ASIAN.sub(r"\1-\2-\3 ", small))


def _single_day(days: Sequence[date | None]) -> date | Undated:
    """The one of these days that can be; none of no days is a form that we do not know."""
    if not days:
        return Undated.UNKNOWN
    possible = {day for day in days if day and _FIRST_YEAR <= day.year <= _LAST_YEAR}
    if len(possible) == 1:
        return possible.pop()
    return Undated.ORDER if possible else Undated.IMPOSSIBLE


def _utc_day(day: date, clock: re.Match[str]) -> date | Undated:
    hour, minute = int(clock["hour"]), int(clock["minute"])
    if (clock["pm"] or clock["pm_after"]) and hour < 12:
        hour += 12
    elif (clock["am"] or clock["am_after"]) and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        return Undated.IMPOSSIBLE
    if clock["offset"]:
        return _single_day([zones.day_by_offset(day, hour, minute, clock["offset"])])
    if clock["zone"]:
        return zones.day_by_abbreviation(day, hour, minute, clock["zone"]) or Undated.ZONE
    return day


def _possible_days(text: str) -> list[date | None]:
    """The days that a text without a clock may name, None for one that no calendar has; empty if
    the text is no date."""
    if numbers := _NUMBERS.search(text):
        weekdays = _date_words(f"{text[: numbers.start()]} {text[numbers.end() :]}")
        return _on_weekday(_days_of_numbers(numbers[1], numbers[3], numbers[4]), weekdays)
    text = _VIETNAMESE.sub(lambda match: f" {_MONTHS_IN_ENGLISH[int(match[1]) - 1]} ", text)
    parts = _date_words(text)
    numerals = [part for part in parts if part.isdecimal()]
    words = [part for part in parts if not part.isdecimal()]
    if len(numerals) != 2 or len(words) > 2:
        return []
    return [
        day
        for number, word in enumerate(words)
        for month in sorted(MONTHS.get(word, ()))
        for day in _on_weekday(
            _days_in_month(numerals, month), words[:number] + words[number + 1 :]
        )
    ]


def _date_words(text: str) -> list[str]:
    """Its numbers and words, without those that say nothing of the day."""
    return [word for word in _WORDS.findall(_MARKS.sub("", text)) if word not in FILLER_WORDS]


def _days_of_numbers(first: str, second: str, third: str) -> list[date | None]:
    """The days that three numbers may name: 2024/1/15 one, 15/1/2024 one, 4/3/2024 two, and
    15/1/24 two, as the year may come first."""
    if len(first) == 4:
        return [_calendar_day(first, second, third)] if len(third) <= 2 else []
    if len(first) > 2 or len(third) == 3:
        return []
    days = []
    if len(third) > 1:
        days += [_calendar_day(third, first, second), _calendar_day(third, second, first)]
    if len(third) <= 2 and len(first) == 2:
        days.append(_calendar_day(first, second, third))
    return days


def _days_in_month(numerals: Sequence[str], month: int) -> list[date | None]:
    """The days that two numbers may name beside a month: one is the day, one the year."""
    pairs = (tuple(numerals), tuple(reversed(numerals)))
    return [
        _calendar_day(year, str(month), day)
        for day, year in pairs
        if len(day) <= 2 and len(year) in (2, 4)
    ]


def _on_weekday(days: Iterable[date | None], weekdays: Sequence[str]) -> list[date | None]:
    """The days that fall on the day of the week; empty if what should name one does not."""
    if not weekdays:
        return list(days)
    if len(weekdays) > 1 or weekdays[0] not in WEEKDAYS:
        return []
    on = WEEKDAYS[weekdays[0]]
    return [day if day and day.weekday() in on else None for day in days]


def _calendar_day(year: str, month: str, day: str) -> date | None:
    number = int(year)
    if len(year) == 2:
        # '99 was before LinkedIn, and is not 2099.
        number += 1900 if number > _LAST_SHORT_YEAR else 2000
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None
