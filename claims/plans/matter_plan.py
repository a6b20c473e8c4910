"""What a plan must also say before a matter can be opened with it: dates, clocks and notices."""

import re
from datetime import datetime
from functools import cached_property
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from claims.law import periods
from claims.law.data_files.file_fields import Citation, Day, InvalidAt, StrictModel, Text
from claims.plans.parts import ClassPeriod, Criterion
from claims.plans.result_texts import Bilingual
from claims.plans.schema import Plan
from claims.plans.size_limits import MOST_CRITERIA


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            f"{name!r} is no time zone. Write one like America/Los_Angeles."
        ) from error
    return name


def _wall_clock(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", text, re.ASCII):
        raise ValueError(f'{text!r} is no time. Write it like "2026-01-15 00:00".')
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not on the calendar or the clock.") from error
    return text


ZoneName = Annotated[str, Field(strict=True), AfterValidator(_zone)]
WallClock = Annotated[
    str,
    Field(strict=True),
    AfterValidator(_wall_clock),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$",
            "description": 'A time on the court\'s clocks, in quotes: "2026-01-15 00:00".',
        }
    ),
]
Days = Annotated[int, Field(strict=True, ge=0, le=3650)]


class FilingWindow(StrictModel):
    """When claims may be filed, on the court's clocks: from `opens` until just before `closes`."""

    opens: WallClock
    closes: WallClock
    citation: Citation


class MatterPlan(Plan):
    """A plan with which a matter can be opened and claims be taken.

    Clocks are in days; `cure_days_if_mailed` is added to `cure_days` for letters on paper.
    """

    status: Text
    status_date: Day
    disclaimer: Bilingual
    timezone: ZoneName
    class_period: ClassPeriod
    filing_window: FilingWindow
    cure_days: Days
    cure_days_if_mailed: Days
    appeal_days: Days
    criteria: tuple[Criterion, ...] = Field(min_length=1, max_length=MOST_CRITERIA)

    @model_validator(mode="after")
    def _window_forwards(self) -> Self:
        try:
            _ = self.window
        except (periods.PeriodBackwards, periods.NoSuchMoment, OverflowError) as error:
            raise InvalidAt(("filing_window",), str(error)) from error
        return self

    @cached_property
    def window(self) -> periods.ZonedFilingWindow:
        """The filing window as moments and postmark days."""
        return periods.ZonedFilingWindow(
            opens=datetime.fromisoformat(self.filing_window.opens),
            closes=datetime.fromisoformat(self.filing_window.closes),
            zone=ZoneInfo(self.timezone),
        )

    @property
    def period(self) -> periods.Period:
        """The class period as a half-open range of days."""
        return self.class_period.period
