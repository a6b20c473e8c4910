"""Reading the cells of a claims or exclusions file. Each function takes the trimmed text.

What may be written is said in `claims.records.grammar`, for these files and for records alike.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pycountry

from claims.records.grammar import DAY_RE, ERROR_RE, MOMENT_RE, NO, YES

COUNTRIES = frozenset(country.alpha_2 for country in pycountry.countries)


class CellRefused(ValueError):
    """The cell cannot be read; the message says what it should look like."""


def read_identifier(text: str) -> str:
    """The text. Raises CellRefused if it is what a spreadsheet writes where a formula failed."""
    if ERROR_RE.fullmatch(text):
        raise CellRefused(f"{_cell_text(text)} is an error of a spreadsheet. Give the identifier.")
    return text


def read_day(text: str) -> date:
    """`2026-03-01`, or that day's midnight. Raises CellRefused for another form or a day that is
    not on the calendar."""
    if not DAY_RE.fullmatch(text):
        is_moment = MOMENT_RE.fullmatch(text) is not None
        what = "a moment, not a day" if is_moment else "not a date"
        raise CellRefused(f"{_cell_text(text)} is {what}. Write it as YYYY-MM-DD.")
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise CellRefused(f"{_cell_text(text)} is not on the calendar.") from None


def read_moment(text: str) -> datetime:
    """`2026-03-02T08:38:11Z` or with an offset, in UTC; finer than a microsecond is cut off.

    Raises CellRefused without a zone.
    """
    match = MOMENT_RE.fullmatch(text)
    if match is None:
        raise CellRefused(f"{_cell_text(text)} is not a moment. Write it as 2026-03-02T08:38:11Z.")
    day, clock, second, fraction, zone = match.groups(default="")
    if not zone:
        raise CellRefused(
            f"{_cell_text(text)} has no time zone. Add Z, or an offset such as -07:00."
        )
    written = f"{day}T{clock}:{second or '00'}.{fraction[:6]:0<6}+00:00"
    try:
        return datetime.fromisoformat(written).astimezone(UTC) - _offset(zone)
    except (ValueError, OverflowError):
        raise CellRefused(f"{_cell_text(text)} is not on the calendar or the clock.") from None


def read_yes_or_no(text: str) -> bool:
    """Yes or no, true or false, by their first letters or as 1 or 0, in any case."""
    answer = text.lower()
    if answer in YES:
        return True
    if answer in NO:
        return False
    raise CellRefused(f"{_cell_text(text)} is not one of: yes, no.")


def read_country(text: str) -> str:
    """A country of ISO 3166 by its two letters, as capitals. Raises CellRefused otherwise."""
    if text.upper() not in COUNTRIES:
        raise CellRefused(
            f"{_cell_text(text)} is not a country code. "
            "Use the two capital letters of ISO 3166, such "
            "as US."
        )
    return text.upper()


def read_choice(text: str, choices: Sequence[str]) -> str:
    """One of the words, which are in small letters; in any case. Raises CellRefused otherwise."""
    if text.lower() not in choices:
        raise CellRefused(f"{_cell_text(text)} is not one of: {', '.join(choices)}.")
    return text.lower()


def _offset(zone: str) -> timedelta:
    """How far the clock of the zone is ahead of UTC: `+02:00`, `-0330`, `+02`; Z and UTC not."""
    if zone[0] not in "+-":
        return timedelta()
    minutes = 60 * int(zone[1:3]) + (int(zone[-2:]) if len(zone) > 3 else 0)
    return timedelta(minutes=-minutes if zone[0] == "-" else minutes)


def _cell_text(text: str) -> str:
    """The cell for the person who mends it; not an e-mail address that slipped into it."""
    if "@" in text:
        return "What stands here"
    text = text.encode("utf-8", "replace").decode()
    return f'"{text[:60]}"'
