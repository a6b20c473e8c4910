"""The filing window: moments on the court's clocks, and postmarks."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from claims.calculator import CLAIMS
from claims.calculator.eligibility.completeness import completeness
from claims.law.periods import NoSuchMoment, ZonedFilingWindow, moment
from claims.plans import MatterPlan
from tests.claims.calculator.cases import claim, plan, rows_of, table
from tests.docs.period_checks import utc
from tests.docs.tables import Row

Given = Mapping[str, Any]


def filed(_: Given, rows: list[Row]) -> list[Row]:
    """Timely or not, with the time that clocks in the court's zone show."""
    window = _window()
    found = []
    for row in rows:
        at = utc(row["filed at (UTC)"])
        local = at.astimezone(window.zone)
        clock = f"{local:%Y-%m-%d %H:%M:%S}" + (f".{local:%f}" if local.microsecond else "")
        timely = _timely(claim(filed_at=at.replace(tzinfo=None)), window)
        found.append({"in Los Angeles": clock, "timely": timely})
    return found


def postmarked(_: Given, rows: list[Row]) -> list[Row]:
    found = []
    for row in rows:
        received = utc(row["received (UTC)"]).replace(tzinfo=None)
        mark = date.fromisoformat(row["postmark"]) if row["postmark"] else None
        one = claim(medium=row["medium"], postmarked_on=mark, filed_at=received)
        found.append({"timely": _timely(one, _window())})
    return found


def clocks(given: Given, rows: list[Row]) -> list[Row]:
    zone = ZoneInfo(given["zone"])
    found = []
    for row in rows:
        try:
            at = moment(datetime.fromisoformat(row["on the clocks"]), zone)
            found.append({"in UTC": f"{at:%Y-%m-%dT%H:%M}Z"})
        except NoSuchMoment:
            found.append({"in UTC": "refused"})
    return found


def _window() -> ZonedFilingWindow:
    matter = plan()
    assert isinstance(matter, MatterPlan)
    return matter.window


def _timely(row: dict[str, Any], window: ZonedFilingWindow) -> str:
    claims = table([row], CLAIMS)
    decided = rows_of(claims.mutate(**completeness(claims, window)))[0]
    return "yes" if decided["timely"] else "no"


CHECKS = {
    "filed": (("filed at (UTC)",), filed),
    "postmarked": (("medium", "postmark", "received (UTC)"), postmarked),
    "clocks": (("on the clocks",), clocks),
}
