"""Reading the cells of a claims or exclusions file. Each function takes the trimmed text."""

import re
from datetime import UTC, date, datetime

import pycountry

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(?P<zone>Z|[+-]\d{2}:?\d{2})?", re.ASCII
)
COUNTRIES = frozenset(country.alpha_2 for country in pycountry.countries)


class CellRefused(ValueError):
    """The cell cannot be read; the message says what it should look like."""


def read_day(text: str) -> date:
    """`2026-03-01`. Raises CellRefused for another form or a day that is not on the calendar."""
    if not _DAY.fullmatch(text):
        raise CellRefused(f"{_shown(text)} is not a date. Write it as YYYY-MM-DD.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CellRefused(f"{_shown(text)} is not on the calendar.") from None


def read_moment(text: str) -> datetime:
    """`2026-03-02T08:38:11Z` or with an offset, in UTC. Raises CellRefused without a zone."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise CellRefused(f"{_shown(text)} is not a moment. Write it as 2026-03-02T08:38:11Z.")
    if match["zone"] is None:
        raise CellRefused(f"{_shown(text)} has no time zone. Add Z, or an offset such as -07:00.")
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise CellRefused(f"{_shown(text)} is not on the calendar or the clock.") from None


def read_country(text: str) -> str:
    """A country of ISO 3166 by its two letters. Raises CellRefused otherwise."""
    if text not in COUNTRIES:
        raise CellRefused(
            f"{_shown(text)} is not a country code. Use the two capital letters of ISO 3166, such "
            "as US."
        )
    return text


def read_choice(text: str, choices: tuple[str, ...]) -> str:
    """One of the words. Raises CellRefused otherwise."""
    if text not in choices:
        raise CellRefused(f"{_shown(text)} is not one of: {', '.join(choices)}.")
    return text


def _shown(text: str) -> str:
    """The cell for the person who mends it; not an e-mail address that slipped into it."""
    if "@" in text:
        return "What stands here"
    text = text.encode("utf-8", "replace").decode()
    return f'"{text[:60]}"'
