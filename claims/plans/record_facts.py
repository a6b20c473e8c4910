"""Facts that are drawn from the defendant's records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, Self, Union

from pydantic import Discriminator, Field, Tag, model_validator

from claims.law.data_files.file_fields import (
    AmountText,
    Citation,
    Day,
    InvalidAt,
    StrictModel,
    Text,
    YesOrNo,
)
from claims.law.periods import Period
from claims.money import parse_cents
from claims.plans import fact_texts
from claims.plans.fact_texts import LabelledFact
from claims.plans.record_columns import (
    ACCOUNT_COLUMNS,
    AMOUNT_COLUMNS,
    FILTER_COLUMNS,
    OPEN_COLUMNS,
    FactType,
    FilterColumnType,
    RecordKind,
)
from claims.plans.result_texts import Bilingual

PointsPerMonth = Annotated[int, Field(strict=True, ge=1, le=10**6)]


class OwnPeriod(StrictModel):
    """A period that belongs to one fact: half-open days, the first inside and the end not."""

    start: Day
    end: Day
    citation: Citation | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.end <= self.start:
            raise InvalidAt(
                ("end",), f"end {self.end} is not after start {self.start}. Correct one of them."
            )
        return self


def _within_tag(value: Any) -> str:
    return "<period>" if isinstance(value, dict | OwnPeriod) else "<word>"


Within = Annotated[
    Union[  # noqa: UP007 (tags on the parts)
        Annotated[Literal["class_period"], Tag("<word>")],
        Annotated[OwnPeriod, Tag("<period>")],
    ],
    Discriminator(_within_tag),
]
"""The days that count: those of the class period, or of a period that the fact states."""


class RowFilter(StrictModel):
    """Which rows of a kind of record count: the column equals, or is one of, what is written.

    Of an amount: it is above, or at least, what is written, less what was paid back. `not_counted`
    names values of the column that the plan knows and that do not count; a value that no plan names
    goes to a person (`named_values`).
    """

    column: Text
    equals: Text | YesOrNo | None = Field(default=None, alias="is")
    one_of: tuple[Text, ...] | None = Field(default=None, alias="in", min_length=1)
    above: AmountText | None = None
    at_least: AmountText | None = None
    not_counted: tuple[Text, ...] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _exactly_one_word(self) -> Self:
        words = (self.equals, self.one_of, self.above, self.at_least)
        if sum(word is not None for word in words) != 1:
            raise ValueError("give exactly one of is, in, above, at_least.")
        for position, value in enumerate(self.not_counted or ()):
            if value in self.counted:
                raise InvalidAt(
                    ("not_counted", position),
                    f"{value!r} counts, by the same filter. Remove it from one of them.",
                )
        return self

    @property
    def counted(self) -> tuple[str, ...]:
        """The values of which a row counts; none where the filter is not one of words."""
        if self.one_of is not None:
            return self.one_of
        return (self.equals,) if isinstance(self.equals, str) else ()

    @property
    def bound(self) -> int:
        """The amount in cents that a row's must be above or at least; only a filter of amounts has
        one."""
        text = self.above if self.above is not None else self.at_least
        assert text is not None  # noqa: S101  # nosec B101  (asked of filters of amounts alone)
        return parse_cents(text)


class AccountValue(LabelledFact):
    """A column of the accounts; unknown where it is blank."""

    kind: Literal["account_value"]
    column: Text

    @model_validator(mode="after")
    def _column_exists(self) -> Self:
        _check_column(("column",), self.column, ACCOUNT_COLUMNS)
        return self

    @property
    def type(self) -> FactType:
        """What the column holds, which decides how a plan may test it."""
        return ACCOUNT_COLUMNS[self.column]

    def _unit(self) -> Bilingual:
        return fact_texts.TYPE_UNITS[self.type]

    def _unknown(self) -> Bilingual:
        return fact_texts.NO_VALUE


class RecordRows(LabelledFact):
    """What facts drawn from the rows of one kind of record share.

    Of accounts there is one row a claim, which is there or not: such a fact is exact. Of other
    records more rows could turn up where one was refused or the production is partial.
    """

    of: RecordKind
    where: tuple[RowFilter, ...] = ()
    within: Within
    values_of: Text | None = None
    """A column whose distinct values are shown as evidence, such as the products."""

    @model_validator(mode="after")
    def _columns_exist(self) -> Self:
        columns = FILTER_COLUMNS[self.of]
        for position, row_filter in enumerate(self.where):
            here = ("where", position)
            _check_column((*here, "column"), row_filter.column, columns)
            wanted = columns[row_filter.column]
            if wanted != _comparison_type(row_filter):
                raise InvalidAt(
                    here, f"{row_filter.column} is compared with {_TEST_TEXTS[wanted]}."
                )
            if row_filter.not_counted and row_filter.column not in OPEN_COLUMNS.get(self.of, ()):
                raise InvalidAt(
                    (*here, "not_counted"),
                    f"the values of {row_filter.column} are a closed list. Remove not_counted.",
                )
        if self.values_of is not None:
            texts = [name for name, kind in columns.items() if kind == "text"]
            _check_column(("values_of",), self.values_of, texts)
        return self

    @property
    def type(self) -> FactType:
        """How a plan may test the fact."""
        return "count"

    @property
    def is_lower_bound(self) -> bool:
        """Can a row that turns up only add to the value? If not, it is unknown until all are in."""
        return True

    @property
    def rests_on_amounts(self) -> bool:
        """Does it matter to the value what was paid back? Then more of that could lower it."""
        return any(row_filter.column in AMOUNT_COLUMNS for row_filter in self.where)

    @property
    def open_columns(self) -> tuple[str, ...]:
        """The columns that the filters speak of and whose words the defendant chose."""
        asked = {row_filter.column for row_filter in self.where}
        return tuple(column for column in OPEN_COLUMNS.get(self.of, ()) if column in asked)

    def period(self, class_period: Period | None) -> Period:
        """The days that count; a plan with such a fact has the period that it names."""
        return named_period(self.within, class_period)

    def _unknown(self) -> Bilingual:
        return fact_texts.NO_ACCOUNT if self.of == "accounts" else fact_texts.ROWS_MISSING


class DaysOfOverlap(RecordRows):
    """Days that ranges of records have inside the period.

    Added up row by row, so that two rows that cover one day count it twice: right for "at least one
    day". With `each_day_once` a day counts once however many rows cover it, as a plan that pays by
    the day needs.
    """

    kind: Literal["days_of_overlap"]
    of: Literal["accounts", "subscriptions"]
    each_day_once: YesOrNo = False

    def _unit(self) -> Bilingual:
        return fact_texts.DAYS


class MonthsOfOverlap(RecordRows):
    """Months, from a day to the same day of a later month, that ranges have inside the period.

    Counted from the first day inside, row by row; with `each_day_once` rows that overlap or meet
    are one range. A month without that day ends on its last. What is left over is dropped, or with
    `part_months: counted` is one more month.
    """

    kind: Literal["months_of_overlap"]
    of: Literal["accounts", "subscriptions"]
    each_day_once: YesOrNo = False
    part_months: Literal["dropped", "counted"] = "dropped"

    @property
    def is_lower_bound(self) -> bool:
        """No where ranges that grow together can lose a month that was counted for each of them."""
        return not self.each_day_once

    def _unit(self) -> Bilingual:
        return fact_texts.MONTHS


class CalendarMonths(RecordRows):
    """Calendar months in which a row runs, or happens, on at least one day inside the period.

    Each month once however many rows touch it, the first and the last included, times
    `points_per_month`.
    """

    kind: Literal["calendar_months"]
    points_per_month: PointsPerMonth = 1

    def _unit(self) -> Bilingual:
        return fact_texts.MONTHS if self.points_per_month == 1 else fact_texts.POINTS


class Count(RecordRows):
    """How many rows happened inside the period, or ran on at least one day of it."""

    kind: Literal["count"]
    of: Literal["subscriptions", "messages"]

    def _unit(self) -> Bilingual:
        return fact_texts.RECORD_UNITS[self.of]


class Sum(RecordRows):
    """What was paid, in cents, on rows that ran on at least one day of the period.

    Each such row with its whole amount, less what was paid back of it, even if only some of its
    days are inside.
    """

    kind: Literal["sum"]
    of: Literal["subscriptions"]
    column: Literal["amount_paid"] = "amount_paid"

    @property
    def type(self) -> FactType:
        """Such a fact is tested with an amount."""
        return "amount"

    @property
    def rests_on_amounts(self) -> bool:
        """Always: it is what they come to."""
        return True

    def _unit(self) -> Bilingual:
        return fact_texts.DOLLARS


class _DayOfRow(RecordRows):
    """A day that a row decides, and that another row that turns up could move."""

    of: Literal["subscriptions", "messages"]

    @property
    def type(self) -> FactType:
        """Such a fact is tested with before and on_or_after."""
        return "day"

    @property
    def is_lower_bound(self) -> bool:
        """No: a first day could be earlier, a last day later."""
        return False

    def _unit(self) -> Bilingual:
        return fact_texts.TYPE_UNITS["day"]

    def _unknown(self) -> Bilingual:
        return fact_texts.NO_ROW_OR_ROWS_MISSING


class First(_DayOfRow):
    """The first day inside the period, in UTC, on which a row runs or happens."""

    kind: Literal["first"]


class Last(_DayOfRow):
    """The last day inside the period, in UTC, on which a row runs or happens."""

    kind: Literal["last"]


def named_period(
    within: Literal["class_period"] | OwnPeriod, class_period: Period | None
) -> Period:
    """The days of the period that a fact names; raises WrongAt if the plan has none."""
    if isinstance(within, OwnPeriod):
        return Period(within.start, within.end)
    if class_period is None:
        raise InvalidAt(("within",), "the plan has no class_period. Add it, or a period here.")
    return class_period


_TEST_TEXTS: Mapping[FilterColumnType, str] = {
    "yes_or_no": "is: true or is: false",
    "text": "text",
    "amount": "above or at_least and an amount in quotes",
}


def _comparison_type(row_filter: RowFilter) -> FilterColumnType:
    if row_filter.above is not None or row_filter.at_least is not None:
        return "amount"
    return "yes_or_no" if isinstance(row_filter.equals, bool) else "text"


def _check_column(path: tuple[str | int, ...], name: str, columns: Iterable[str]) -> None:
    if name in columns:
        return
    known = ", ".join(columns)
    advice = f"Write one of {known}." if known else "These records have none; remove it."
    raise InvalidAt(path, f"{name!r} is no column here. {advice}")
