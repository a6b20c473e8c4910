"""Facts that the claim states, that a court finds for everybody, or that other facts give."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from claims.law.data_files.file_fields import (
    AmountText,
    Citation,
    Day,
    InvalidAt,
    Key,
    Text,
    YesOrNo,
)
from claims.law.periods import Period
from claims.plans import fact_texts
from claims.plans.fact_texts import LabelledFact
from claims.plans.record_columns import FactType
from claims.plans.record_facts import PointsPerMonth, Within, named_period
from claims.plans.result_texts import Bilingual

Units = Annotated[int, Field(strict=True, ge=0, le=10**12)]


class MatterFinding(LabelledFact):
    """Something that no record shows and only a court or the parties can establish for everyone."""

    kind: Literal["matter_finding"]
    established: YesOrNo
    citation: Citation

    @property
    def type(self) -> FactType:
        """Such a fact is tested with is: true or is: false."""
        return "yes_or_no"

    def _unit(self) -> Bilingual:
        return fact_texts.TYPE_UNITS["yes_or_no"]

    def _unknown(self) -> Bilingual:
        return fact_texts.NEVER_UNKNOWN


class ClaimValue(LabelledFact):
    """What the claim itself states. Only here may a blank be an answer: `if_blank` says which."""

    kind: Literal["claim_value"]
    type: FactType
    if_blank: Any = None

    def _unit(self) -> Bilingual:
        return fact_texts.TYPE_UNITS[self.type]

    def _unknown(self) -> Bilingual:
        if self.if_blank is None:
            return fact_texts.NOT_STATED
        return fact_texts.blank_text(self.if_blank)


class ClaimCount(ClaimValue):
    """A whole number from the claim, such as devices."""

    type: Literal["count"]
    if_blank: Units | None = None


class ClaimAmount(ClaimValue):
    """An amount of money from the claim, such as a documented loss; kept in cents."""

    type: Literal["amount"]
    if_blank: AmountText | None = None


class ClaimText(ClaimValue):
    """Words from the claim, such as a state."""

    type: Literal["text"]
    if_blank: Text | None = None


class ClaimDay(ClaimValue):
    """A day from the claim."""

    type: Literal["day"]
    if_blank: Day | None = None


class ClaimYesOrNo(ClaimValue):
    """An answer of yes or no from the claim."""

    type: Literal["yes_or_no"]
    if_blank: YesOrNo | None = None


class Total(LabelledFact):
    """Counts or amounts added up; unknown while any of them is unknown or could grow."""

    kind: Literal["total"]
    type: Literal["count", "amount"]
    of: tuple[Key, ...] = Field(min_length=1, max_length=100)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for position, key in enumerate(self.of):
            if key in self.of[:position]:
                raise InvalidAt(("of", position), f"{key} is added up twice. Remove one.")
        return self

    def _unit(self) -> Bilingual:
        return fact_texts.TYPE_UNITS[self.type]

    def _unknown(self) -> Bilingual:
        return fact_texts.PART_UNKNOWN


class CalendarMonthsBetween(LabelledFact):
    """Calendar months touched from one day to another, both included, inside the period."""

    kind: Literal["calendar_months_between"]
    start: Key = Field(alias="from")
    end: Key = Field(alias="to")
    within: Within
    points_per_month: PointsPerMonth = 1

    @property
    def type(self) -> FactType:
        """Such a fact is tested with at_least and at_most."""
        return "count"

    def period(self, class_period: Period | None) -> Period:
        """The days that count; a plan with such a fact has the period that it names."""
        return named_period(self.within, class_period)

    def _unit(self) -> Bilingual:
        return fact_texts.MONTHS if self.points_per_month == 1 else fact_texts.POINTS

    def _unknown(self) -> Bilingual:
        return fact_texts.DATES_UNKNOWN
