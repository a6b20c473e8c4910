"""The kinds of fact that a plan may ask of the records."""

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from claims.plans.records import ACCOUNT_COLUMNS, FILTER_COLUMNS, MOMENTS, ColumnType, RecordKind
from claims.plans.wording import Bilingual
from claims.statutes.schema import Citation, Strict, Words, WrongAt, YesOrNo


class RowFilter(Strict):
    """Which rows of a kind of record count: the column equals, or is one of, what is written."""

    column: Words
    equals: Words | YesOrNo | None = Field(default=None, alias="is")
    one_of: tuple[Words, ...] | None = Field(default=None, alias="in", min_length=1)

    @model_validator(mode="after")
    def _exactly_one_word(self) -> Self:
        if (self.equals is None) == (self.one_of is None):
            raise ValueError("give exactly one of is, in.")
        return self


class AccountValue(Strict):
    """A column of the accounts; unknown where it is blank."""

    kind: Literal["account_value"]
    label: Bilingual
    column: Words

    @model_validator(mode="after")
    def _column_exists(self) -> Self:
        _known(("column",), self.column, ACCOUNT_COLUMNS)
        return self

    @property
    def type(self) -> ColumnType:
        """What the column holds, which decides how a plan may test it."""
        return ACCOUNT_COLUMNS[self.column]


class _RowsFact(Strict):
    """What facts drawn from many rows of one kind of record share."""

    label: Bilingual
    of: RecordKind
    where: tuple[RowFilter, ...] = ()
    within: Literal["class_period"]
    values_of: Words | None = None
    """A column whose distinct values are shown as evidence, such as the products."""

    @model_validator(mode="after")
    def _columns_exist(self) -> Self:
        columns = FILTER_COLUMNS[self.of]
        for position, row_filter in enumerate(self.where):
            here = ("where", position)
            _known((*here, "column"), row_filter.column, columns)
            is_yes_or_no = columns[row_filter.column] == "yes_or_no"
            if is_yes_or_no != isinstance(row_filter.equals, bool):
                wanted = "is: true or is: false" if is_yes_or_no else "text"
                raise WrongAt(here, f"{row_filter.column} is compared with {wanted}.")
        if self.values_of is not None:
            texts = [name for name, kind in columns.items() if kind == "text"]
            _known(("values_of",), self.values_of, texts)
        return self

    @property
    def type(self) -> Literal["count"]:
        """Such a fact is tested with at_least."""
        return "count"


class DaysOfOverlap(_RowsFact):
    """Days that ranges of records have inside the period, added up row by row.

    Two rows that cover the same day count it twice: right for "at least one day", and to be
    reconsidered by a plan that pays by the day.
    """

    kind: Literal["days_of_overlap"]
    of: Literal["subscriptions"]


class Count(_RowsFact):
    """How many rows of records happened inside the period."""

    kind: Literal["count"]
    of: Literal["messages"]

    @property
    def moment_column(self) -> str:
        """The column that says when a row happened."""
        return MOMENTS[self.of]


class MatterFinding(Strict):
    """Something that no record shows and only a court or the parties can establish for everyone."""

    kind: Literal["matter_finding"]
    label: Bilingual
    established: YesOrNo
    citation: Citation

    @property
    def type(self) -> Literal["yes_or_no"]:
        """Such a fact is tested with is: true or is: false."""
        return "yes_or_no"


RowsFact = DaysOfOverlap | Count
Fact = Annotated[AccountValue | DaysOfOverlap | Count | MatterFinding, Field(discriminator="kind")]


def _known(path: tuple[str | int, ...], name: str, columns: Iterable[str]) -> None:
    if name not in columns:
        raise WrongAt(path, f"{name!r} is no column here. Write one of {', '.join(columns)}.")
