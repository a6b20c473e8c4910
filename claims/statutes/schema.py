"""What a statutory-damages regime is: dated, cited amounts, and what the courts disagree on."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from claims.money import Cents, NotAnAmount, parse_cents


def _amount(text: str) -> str:
    try:
        parse_cents(text)
    except NotAnAmount as error:
        raise ValueError(str(error)) from error
    return text


AmountText = Annotated[str, Field(strict=True), AfterValidator(_amount)]
"""An amount of money as quoted text, "1000.00"; a number is refused, since YAML's are floats."""

Words = Annotated[str, Field(strict=True, min_length=1, max_length=4000, pattern=r"\S")]
Day = Annotated[date, Field(strict=True)]
YesOrNo = Annotated[bool, Field(strict=True)]
Key = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Strict(BaseModel):
    """A part of a data file: unknown keys are refused, and nothing can be changed afterwards.

    Fields use the types above, so that no number becomes a day, a text or a yes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False)


class WrongAt(ValueError):
    """A value that does not fit the rest of its file; `path` leads to it from what raises."""

    def __init__(self, path: tuple[str | int, ...], advice: str) -> None:
        super().__init__(advice)
        self.path = path


class Citation(Strict):
    """Where the law or the order says so; `verified` is false until somebody read the source."""

    text: Words
    url: Annotated[str, Field(strict=True, pattern=r"^https?://\S+$")] | None = None
    verified: YesOrNo


class DatedAmount(Strict):
    """An amount from the day it took force until the next one does."""

    in_force_on: Day
    amount: AmountText
    citation: Citation

    @property
    def cents(self) -> Cents:
        """The amount in cents."""
        return parse_cents(self.amount)


class Position(Strict):
    """Courts that hold one answer to a disputed question."""

    answer: Words
    courts: tuple[Words, ...] = Field(min_length=1)
    citations: tuple[Citation, ...] = Field(min_length=1)


class Dispute(Strict):
    """A question on which courts differ, so that a computation must show each answer."""

    question: Words
    positions: tuple[Position, ...] = Field(min_length=1)
    note: Words | None = None


class NotInForce(LookupError):
    """The regime has no amount on that day."""


class Regime(Strict):
    """A statute that gives a sum of money without proof of how much harm was done."""

    key: Key
    title: Words
    citation: Citation
    currency: Literal["USD"]
    unit: Words
    minimums: tuple[DatedAmount, ...] = Field(min_length=1)
    disputes: tuple[Dispute, ...] = ()
    also: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [entry.in_force_on for entry in self.minimums]
        if days != sorted(set(days)):
            raise WrongAt(
                ("minimums",),
                "must be in the order of in_force_on, each day once. Sort the entries.",
            )
        return self

    def amount_on(self, day: date) -> Cents:
        """The minimum in force on a day, in cents.

        Raises NotInForce for a day before the first amount: the answer is not zero, it is unknown.
        """
        entries = [entry for entry in self.minimums if entry.in_force_on <= day]
        if not entries:
            raise NotInForce(
                f"{self.title} has no amount on {day}: the first is from "
                f"{self.minimums[0].in_force_on}. Choose a later day or add the earlier amount."
            )
        return entries[-1].cents
