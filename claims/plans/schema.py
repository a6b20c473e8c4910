"""A plan of allocation: the matter's data, the facts it asks for, its criteria and its damages."""

import hashlib
import json
import re
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from claims import periods
from claims.plans.conditions import Condition, FactTest, tests_in
from claims.plans.damages import Theory
from claims.plans.facts import Fact
from claims.plans.wording import Bilingual, ResultWords
from claims.statutes.schema import Citation, Day, Key, Strict, Words, WrongAt

# A fact's evidence stands beside it in columns that end so; a fact of such a name would collide.
EVIDENCE_SUFFIXES = ("rows", "first", "last", "ids", "values", "refused", "incomplete")

_TESTS_OF_TYPE = {
    "text": ("is", "in"),
    "yes_or_no": ("is",),
    "day": ("before", "on_or_after"),
    "count": ("at_least",),
}


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
WallClock = Annotated[str, Field(strict=True), AfterValidator(_wall_clock)]
Days = Annotated[int, Field(strict=True, ge=0, le=3650)]
Slug = Annotated[str, Field(strict=True, max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class ClassPeriod(Strict):
    """The days, half-open and in UTC, in which the class was harmed."""

    start: Day
    end: Day
    citation: Citation

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.end <= self.start:
            raise ValueError(
                f"end {self.end} is not after start {self.start}. Correct one of them."
            )
        return self

    @property
    def period(self) -> periods.Period:
        """The same as a range of days."""
        return periods.Period(self.start, self.end)


class FilingWindow(Strict):
    """When claims may be filed, on the court's clocks: from `opens` until just before `closes`."""

    opens: WallClock
    closes: WallClock
    citation: Citation


class Criterion(Strict):
    """One thing that must be so for a claim to be eligible."""

    key: Key
    label: Bilingual
    words: ResultWords
    citation: Citation
    condition: Condition


class Plan(Strict):
    """One matter's plan of allocation; everything that decides a claim, and nothing that changes.

    Two plans with the same meaning to the calculator and to readers have the same `sha256`,
    whatever the layout of their files.
    """

    slug: Slug
    caption: Words
    docket: Words
    court: Words
    status: Words
    status_date: Day
    disclaimer: Bilingual
    description: Bilingual
    currency: Literal["USD"]
    timezone: ZoneName
    class_period: ClassPeriod
    filing_window: FilingWindow
    cure_days: Days
    cure_days_if_mailed: Days
    appeal_days: Days
    facts: dict[Key, Fact] = Field(min_length=1)
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    damages: tuple[Theory, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _window_forwards(self) -> Self:
        try:
            _ = self.window
        except (periods.PeriodBackwards, periods.NoSuchMoment, OverflowError) as error:
            raise WrongAt(("filing_window",), str(error)) from error
        return self

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        _check_unique("criteria", [criterion.key for criterion in self.criteria])
        _check_unique("damages", [theory.key for theory in self.damages])
        for key in self.facts:
            if key.endswith(tuple(f"_{suffix}" for suffix in EVIDENCE_SUFFIXES)):
                endings = ", ".join(EVIDENCE_SUFFIXES)
                raise WrongAt(("facts", key), f"choose a name that ends in none of {endings}.")
        return self

    @model_validator(mode="after")
    def _tests_fit_their_facts(self) -> Self:
        for position, criterion in enumerate(self.criteria):
            self._check_tests(("criteria", position), criterion.condition)
        for position, theory in enumerate(self.damages):
            if theory.condition is not None:
                self._check_tests(("damages", position), theory.condition)
        return self

    def _check_tests(self, where: tuple[str | int, ...], condition: Condition) -> None:
        for path, test in tests_in(condition):
            here = (*where, "condition", *path)
            if test.fact not in self.facts:
                known = ", ".join(self.facts)
                raise WrongAt(
                    (*here, "fact"), f"there is no fact {test.fact}. Write one of {known}."
                )
            _check_test(here, test, self.facts[test.fact].type)

    @cached_property
    def window(self) -> periods.FilingWindow:
        """The filing window as moments and postmark days."""
        return periods.FilingWindow(
            opens=datetime.fromisoformat(self.filing_window.opens),
            closes=datetime.fromisoformat(self.filing_window.closes),
            zone=ZoneInfo(self.timezone),
        )

    @property
    def period(self) -> periods.Period:
        """The class period as a half-open range of days."""
        return self.class_period.period

    def criterion(self, key: str) -> Criterion:
        """The criterion of this key; KeyError if the plan has none."""
        return {criterion.key: criterion for criterion in self.criteria}[key]

    def theory(self, key: str) -> Theory:
        """The theory of this key; KeyError if the plan has none."""
        return {theory.key: theory for theory in self.damages}[key]

    def as_json(self) -> dict[str, Any]:
        """The whole plan as JSON values, with the keys that its file uses."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    @cached_property
    def canonical(self) -> str:
        """The plan as one line of JSON, keys sorted: what `sha256` is taken over."""
        return json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @cached_property
    def sha256(self) -> str:
        """The plan's version: SHA-256 of `canonical` in UTF-8, in hexadecimal."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()


def _check_unique(part: str, keys: list[str]) -> None:
    for position, key in enumerate(keys):
        if key in keys[:position]:
            raise WrongAt((part, position, "key"), f"{key} is used twice. Rename one.")


def _check_test(here: tuple[str | int, ...], test: FactTest, fact_type: str) -> None:
    allowed = _TESTS_OF_TYPE[fact_type]
    word = test.words[0]
    if word not in allowed:
        kind = fact_type.replace("_", " ")
        advice = f"{test.fact} is a {kind}, which {word!r} cannot test. Use {' or '.join(allowed)}."
        raise WrongAt((*here, word), advice)
    if word == "is" and isinstance(test.equals, bool) != (fact_type == "yes_or_no"):
        wanted = "true or false" if fact_type == "yes_or_no" else "text, in quotes"
        raise WrongAt((*here, word), f"compare {test.fact} with {wanted}.")


__all__ = [
    "EVIDENCE_SUFFIXES",
    "ClassPeriod",
    "Criterion",
    "FilingWindow",
    "Plan",
]
