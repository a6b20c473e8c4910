"""What a time zone says of the day in UTC: only where every zone so called says the same.

Abbreviations are no zones: PST is the Pacific coast's and the Philippines', CST Chicago's, China's
and Cuba's. Offsets are clear.
"""

import re
from datetime import UTC, date, datetime, timedelta

_LARGEST_OFFSET = 14 * 60
"""Minutes: no zone is further from UTC."""

_HOURS: dict[str, tuple[float, ...]] = {
    # North America; the names without S or D are those of both halves of the year.
    "pst": (-8, 8),
    "pdt": (-7, 9),
    "pt": (-8, -7),
    "mst": (-7, 8, 6.5),
    "mdt": (-6,),
    "mt": (-7, -6),
    "cst": (-6, -5, 8, 9.5),
    "cdt": (-5, -4, 9),
    "ct": (-6, -5),
    "est": (-5, 10),
    "edt": (-4, 11),
    "et": (-5, -4),
    "ast": (-4, 3),
    "adt": (-3, 4),
    "akst": (-9,),
    "akdt": (-8,),
    "hst": (-10,),
    "hdt": (-9,),
    "nst": (-3.5,),
    "ndt": (-2.5,),
    "chst": (10,),
    "sst": (-11, 8),
    # Europe and Africa
    "wet": (0,),
    "west": (1,),
    "bst": (1, 6, 11),
    "ist": (5.5, 2, 1),
    "cet": (1,),
    "cest": (2,),
    "mez": (1,),
    "mesz": (2,),
    "met": (1,),
    "mest": (2,),
    "eet": (2,),
    "eest": (3,),
    "msk": (3,),
    "trt": (3,),
    "sast": (2,),
    "wat": (1,),
    "cat": (2,),
    "eat": (3,),
    # South America, Asia, Australia
    "brt": (-3,),
    "brst": (-2,),
    "art": (-3,),
    "gst": (4, -2),
    "pkt": (5,),
    "sgt": (8,),
    "hkt": (8,),
    "jst": (9,),
    "kst": (9,),
    "wib": (7,),
    "wita": (8,),
    "wit": (9,),
    "aest": (10,),
    "aedt": (11,),
    "acst": (9.5,),
    "acdt": (10.5,),
    "awst": (8,),
    "nzst": (12,),
    "nzdt": (13,),
}
"""Hours from UTC of the zones that go by an abbreviation."""

ZONE_NAMES = "|".join(sorted((re.escape(name) for name in _HOURS), key=len, reverse=True))
"""The abbreviations, for a pattern."""


def day_by_offset(day: date, hour: int, minute: int, offset: str) -> date | None:
    """The day in UTC of a moment with an offset such as +02:00, -0800 or +1; None if no zone has
    such an offset."""
    digits = offset[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    total = int(hours) * 60 + int(minutes)
    if total > _LARGEST_OFFSET or int(minutes) > 59:
        return None
    return _utc_day(day, hour, minute, -total if offset[0] == "-" else total)


def day_by_abbreviation(day: date, hour: int, minute: int, name: str) -> date | None:
    """The day itself if it is that day in UTC too, in every zone that goes by the abbreviation;
    else None."""
    days = {_utc_day(day, hour, minute, round(hours * 60)) for hours in _HOURS[name]}
    return day if days == {day} else None


def _utc_day(day: date, hour: int, minute: int, offset: int) -> date:
    at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
    return (at - timedelta(minutes=offset)).date()
