"""A plan of allocation: the facts it asks for, its criteria, its damages and its fund."""

import hashlib
import json
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from claims import periods
from claims.plans import checks
from claims.plans.amounts import Amount
from claims.plans.conditions import Condition, Subclass
from claims.plans.damages import Combination, Head
from claims.plans.duplicates import Duplicates, Survivor
from claims.plans.facts import Fact
from claims.plans.fund import Fund
from claims.plans.shares import Pool, Residual, Round, Rounding, Standing, TaxCap
from claims.plans.sizes import MOST_CRITERIA, MOST_FACTS, MOST_HEADS, MOST_POOLS
from claims.plans.wording import Bilingual, ResultWords
from claims.statutes.schema import Citation, Day, Key, Strict, Words
from claims.statutes.strict_yaml import Path

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


class Criterion(Strict):
    """One thing that must be so for a claim to be eligible."""

    key: Key
    label: Bilingual
    words: ResultWords
    citation: Citation
    condition: Condition


class Plan(Strict):
    """Everything that decides a claim and its payment, and nothing that changes.

    Two plans with the same meaning to the calculator and to readers have the same `sha256`,
    whatever the layout of their files. With a fund the plan gives payments, without one exposure.
    """

    slug: Slug
    caption: Words
    docket: Words
    court: Words
    description: Bilingual
    currency: Literal["USD"]
    class_period: ClassPeriod | None = None
    facts: dict[Key, Fact] = Field(default_factory=dict, max_length=MOST_FACTS)
    subclasses: tuple[Subclass, ...] = ()
    criteria: tuple[Criterion, ...] = Field(default=(), max_length=MOST_CRITERIA)
    duplicates: Duplicates | None = None
    damages: tuple[Head, ...] = Field(default=(), max_length=MOST_HEADS)
    combine: Combination = "alternatives"
    fund: Fund | None = None
    pools: tuple[Pool, ...] = Field(default=(), max_length=MOST_POOLS)
    tax_cap: TaxCap | None = None
    reserve_for: tuple[Standing, ...] = ("pending", "appealed", "undetermined")
    rounds: tuple[Round, ...] = ()
    residual: Residual | None = None
    rounding: Rounding | None = None

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        checks.check_facts(self.facts, self.class_period is not None)
        checks.check_names(self)
        checks.check_conditions(self)
        checks.check_amounts(self)
        checks.check_money(self)
        return self

    @property
    def period(self) -> periods.Period | None:
        """The class period as a half-open range of days; None if the plan states none."""
        return self.class_period.period if self.class_period else None

    @property
    def survivor(self) -> Survivor:
        """Which of several complete claims for one account counts."""
        return self.duplicates.survivor if self.duplicates else "earliest"

    @property
    def conditions_by_subclass(self) -> dict[str, Condition]:
        """What each subclass asks, by its key."""
        return {subclass.key: subclass.condition for subclass in self.subclasses}

    @property
    def heads_of_award(self) -> tuple[Head, ...]:
        """The heads of damages that a claim is owed, without those that are only a step."""
        return tuple(head for head in self.damages if not head.step)

    def criterion(self, key: str) -> Criterion:
        """The criterion of this key; KeyError if the plan has none."""
        return {criterion.key: criterion for criterion in self.criteria}[key]

    def head(self, key: str) -> Head:
        """The head of damages of this key; KeyError if the plan has none."""
        return {head.key: head for head in self.damages}[key]

    def pool(self, key: str) -> Pool:
        """The pool of this key; KeyError if the plan has none."""
        return {pool.key: pool for pool in self.pools}[key]

    def every_amount(self) -> Iterator[tuple[Path, Amount]]:
        """Every amount that the plan states anywhere, each with the way to it."""
        return checks.amounts_of(self)

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
