"""The parts of a plan of allocation, before it is known that they fit together."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from claims.law import periods
from claims.law.data_files.file_fields import Citation, Day, Key, StrictModel, Text
from claims.plans.conditions import Condition, Subclass
from claims.plans.fact_kinds import Fact
from claims.plans.fund import Fund
from claims.plans.heads import Combination, Head
from claims.plans.result_texts import Bilingual, ResultWords
from claims.plans.shares import Pool, ReserveReason, Residual, Round, Rounding, TaxCap
from claims.plans.size_limits import MOST_CRITERIA, MOST_FACTS, MOST_HEADS, MOST_POOLS
from claims.plans.survivor_rule import Duplicates, Survivor

Slug = Annotated[str, Field(strict=True, max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class ClassPeriod(StrictModel):
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


class Criterion(StrictModel):
    """One thing that must be so for a claim to be eligible."""

    key: Key
    label: Bilingual
    words: ResultWords
    citation: Citation
    condition: Condition


class PlanParts(StrictModel):
    """What a plan says, part by part; `checks` says whether the parts fit together."""

    slug: Slug
    caption: Text
    docket: Text
    court: Text
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
    reserve_for: tuple[ReserveReason, ...] = ("pending", "appealed", "undetermined")
    rounds: tuple[Round, ...] = ()
    residual: Residual | None = None
    rounding: Rounding | None = None

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
