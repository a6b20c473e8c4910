"""What a statutory-damages regime is: dated, cited sums, and what the courts disagree on."""

from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from claims.law.data_files.file_fields import (
    Bilingual,
    InvalidAt,
    Key,
    NotedCitation,
    StrictModel,
    YesOrNo,
)
from claims.law.statutes.dated_sums import DatedRange, Ending, check_order, entry_in_force
from claims.law.statutes.statute_errors import StatuteError
from claims.money import Cents

Unit = Literal["person", "violation", "incident", "day", "work"]
"""What one sum is due for. A person may be a patient or a consumer, a violation a call."""

_MOST_TIMES = 100
_RATIO_CHARACTERS = 12


def _ratio(value: Any) -> Fraction:
    advice = f'write a multiple in quotes like "3" or "1.5", more than 0 and at most {_MOST_TIMES}.'
    if isinstance(value, Fraction):
        return value
    if not isinstance(value, str) or len(value) > _RATIO_CHARACTERS or not value.isascii():
        raise ValueError(advice)
    if not value.replace(".", "", 1).isdigit():
        raise ValueError(advice)
    try:
        ratio = Fraction(value)
    except ValueError as error:
        raise ValueError(advice) from error
    if not 0 < ratio <= _MOST_TIMES:
        raise ValueError(advice)
    return ratio


Ratio = Annotated[Fraction, BeforeValidator(_ratio)]
"""An exact ratio, written as quoted text."""


class Multiplier(StrictModel):
    """By how much a court may multiply the sum, and when."""

    up_to: Ratio
    when: Bilingual
    citation: NotedCitation


class Provision(StrictModel):
    """One sum that a regime gives, and what it is due for."""

    key: Key
    label: Bilingual
    unit: Unit
    values: tuple[DatedRange, ...] = Field(min_length=1)
    ends: Ending | None = None
    multiplier: Multiplier | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        check_order(self.values, "values", self.ends)
        return self

    def range_on(self, day: date) -> tuple[Cents, Cents]:
        """The lowest and the highest sum in force on a day, in cents; equal for a fixed sum.

        Raises NotInForce for a day before the first sum, and from the day of `ends` on.
        """
        what = f"{self.values[0].citation.text} ({self.key})"
        return entry_in_force(self.values, day, what, self.ends).cents


class ActualDamages(StrictModel):
    """How the statutory sum stands to the harm that a person can prove.

    `greater`: the greater of the two is due. `added`: both are. `elected`: one or the other, by
    choice. `times` multiplies the actual damages, `with_profits` adds the violator's profits.
    """

    rule: Literal["greater", "added", "elected"]
    times: Ratio = Fraction(1)
    with_profits: YesOrNo = False
    words: Bilingual
    citation: NotedCitation


class ClassCap(StrictModel):
    """The most that a class as a whole can be given: the lesser of a sum and a part of net worth.

    It limits the statutory sum alone, not actual damages.
    """

    values: tuple[DatedRange, ...] = Field(min_length=1)
    percent_of_net_worth: Ratio
    words: Bilingual
    citation: NotedCitation

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        check_order(self.values, "values")
        return self

    def amount_on(self, day: date) -> Cents:
        """The sum in force on a day, in cents; raises NotInForce before the first."""
        return entry_in_force(self.values, day, f"{self.citation.text} (class cap)").cents[1]


class Limitation(StrictModel):
    """How long a person has to sue, in words: a warning, never a reason to refuse a claim."""

    warning: Bilingual
    citation: NotedCitation


class Position(StrictModel):
    """Courts that hold one answer to a disputed question."""

    answer: Bilingual
    courts: tuple[Bilingual, ...] = Field(min_length=1)
    citations: tuple[NotedCitation, ...] = Field(min_length=1)


class Dispute(StrictModel):
    """A question on which courts differ, so that a computation must show each answer."""

    question: Bilingual
    positions: tuple[Position, ...] = Field(min_length=1)
    note: Bilingual | None = None


class Regime(StrictModel):
    """A statute that gives a sum of money without proof of how much harm was done."""

    key: Key
    title: Bilingual
    gives: Bilingual
    citation: NotedCitation
    currency: Literal["USD"]
    provisions: tuple[Provision, ...] = Field(min_length=1)
    # Of these provisions only the greatest is due, each for its own unit.
    greatest_of: tuple[Key, ...] = ()
    actual_damages: ActualDamages
    class_cap: ClassCap | None = None
    limitation: Limitation
    disputes: tuple[Dispute, ...] = ()
    also: tuple[Bilingual, ...] = ()

    @model_validator(mode="after")
    def _keys_fit(self) -> Self:
        keys = [provision.key for provision in self.provisions]
        for position, key in enumerate(keys):
            if key in keys[:position]:
                raise InvalidAt(
                    ("provisions", position, "key"), f"{key} is there twice. Rename one."
                )
        for position, key in enumerate(self.greatest_of):
            if key not in keys or key in self.greatest_of[:position]:
                advice = f"write each of two or more provisions once: {', '.join(keys)}."
                raise InvalidAt(("greatest_of", position), advice)
        if len(self.greatest_of) == 1:
            raise InvalidAt(
                ("greatest_of",), "one alone is no choice. Name two provisions or none."
            )
        return self

    def provision(self, key: str) -> Provision:
        """The provision of this key; raises StatuteError naming those that there are."""
        for provision in self.provisions:
            if provision.key == key:
                return provision
        known = ", ".join(provision.key for provision in self.provisions)
        raise StatuteError(f"{self.key} has no provision {key!r}. It has: {known}.")
