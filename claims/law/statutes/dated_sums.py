"""Sums of money by the day on which each took force, and the day after which none is known."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol, Self, TypeVar

from pydantic import model_validator

from claims.law.data_files.file_fields import (
    AmountText,
    Bilingual,
    Day,
    InvalidAt,
    NotedCitation,
    StrictModel,
)
from claims.money import Cents, parse_cents


class NotInForce(LookupError):
    """No sum is known for that day; the message says from or until when one is."""


class DatedEntry(Protocol):
    """Whatever took force on a day."""

    @property
    def in_force_on(self) -> date: ...


D = TypeVar("D", bound=DatedEntry)


class DatedRange(StrictModel):
    """A sum, or the range in which a court sets it, from the day it took force until the next.

    `citation` says the sum, `in_force_by` the act that brought it and the day: the one may have
    been read where the other was not.
    """

    in_force_on: Day
    amount: AmountText | None = None
    lowest: AmountText | None = None
    highest: AmountText | None = None
    citation: NotedCitation
    in_force_by: NotedCitation

    @model_validator(mode="after")
    def _one_sum_or_two(self) -> Self:
        stated = (self.amount is not None, self.lowest is not None, self.highest is not None)
        if stated not in ((True, False, False), (False, True, True)):
            raise ValueError("give either amount, or both lowest and highest.")
        lowest, highest = self.cents
        if lowest > highest:
            raise InvalidAt(("lowest",), f"{self.lowest} is more than highest. Swap the two.")
        if highest == 0:
            raise ValueError("a sum of zero gives nothing. Write the sum.")
        return self

    @property
    def cents(self) -> tuple[Cents, Cents]:
        """The lowest and the highest sum in cents; equal where the law fixes one."""
        lowest, highest = self.lowest or self.amount, self.highest or self.amount
        return parse_cents(lowest or "0"), parse_cents(highest or "0")


class Ending(StrictModel):
    """The first day on which the last sum is no longer the law, or no longer known."""

    on: Day
    because: Bilingual
    citation: NotedCitation


def check_order(entries: Sequence[DatedEntry], key: str, ends: Ending | None = None) -> None:
    """Raise WrongAt, for the list of this key, unless each entry is later than the one before."""
    days = [entry.in_force_on for entry in entries]
    if days != sorted(set(days)):
        raise InvalidAt((key,), "must be in the order of in_force_on, each day once. Sort them.")
    if ends is not None and ends.on <= days[-1]:
        raise InvalidAt(
            ("ends", "on"), f"{ends.on} is not after {days[-1]}, the last entry. Write a later day."
        )


def entry_in_force(entries: Sequence[D], day: date, what: str, ends: Ending | None = None) -> D:
    """The entry in force on a day; `what` names the sum in errors.

    Raises NotInForce for a day before the first entry, or from the end on: the answer is not zero,
    it is unknown.
    """
    if ends is not None and day >= ends.on:
        raise NotInForce(
            f"{what} has no amount on {day}: the last is until {ends.on}. {ends.because.en} "
            "Choose an earlier day or add the later amount."
        )
    past = [entry for entry in entries if entry.in_force_on <= day]
    if not past:
        raise NotInForce(
            f"{what} has no amount on {day}: the first is from {entries[0].in_force_on}. "
            "Choose a later day or add the earlier amount."
        )
    return past[-1]
