"""Conditions on facts, in three-valued logic: met, unmet or unknown.

`all` is unmet if any part is unmet, else unknown if any part is unknown, else met; `any` is the
mirror image. A test of a fact that is unknown is unknown. Nothing turns unknown into unmet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Self, Union

from pydantic import Discriminator, Field, Tag, model_validator

from claims.statutes.schema import Day, Key, Strict, Words, YesOrNo

Count = Annotated[int, Field(strict=True, ge=1, le=10**9)]
_TEST_WORDS = ("is", "in", "at_least", "before", "on_or_after")


class FactTest(Strict):
    """One fact compared with a value that the plan states; exactly one of the words is given."""

    fact: Key
    equals: Words | YesOrNo | None = Field(default=None, alias="is")
    one_of: tuple[Words, ...] | None = Field(default=None, alias="in", min_length=1)
    at_least: Count | None = None
    before: Day | None = None
    on_or_after: Day | None = None

    @model_validator(mode="after")
    def _exactly_one_word(self) -> Self:
        given = len(self.words)
        if given != 1:
            raise ValueError(
                f"{given} comparisons are given. Give exactly one of {', '.join(_TEST_WORDS)}."
            )
        return self

    @property
    def words(self) -> tuple[str, ...]:
        """The comparisons given: one, as the plan spells it."""
        values = (self.equals, self.one_of, self.at_least, self.before, self.on_or_after)
        return tuple(w for w, value in zip(_TEST_WORDS, values, strict=True) if value is not None)


class AllOf(Strict):
    """Met when every part is met."""

    parts: tuple[Condition, ...] = Field(alias="all", min_length=1)


class AnyOf(Strict):
    """Met when at least one part is met."""

    parts: tuple[Condition, ...] = Field(alias="any", min_length=1)


def _form(value: Any) -> str:
    """Which of the three a part of a plan is, by the key that it has."""
    if isinstance(value, AllOf) or (isinstance(value, dict) and "all" in value):
        return "<all>"
    if isinstance(value, AnyOf) or (isinstance(value, dict) and "any" in value):
        return "<any>"
    return "<fact>"


Condition = Annotated[
    Union[  # noqa: UP007 (a string of names cannot be joined by | at run time)
        Annotated[AllOf, Tag("<all>")],
        Annotated[AnyOf, Tag("<any>")],
        Annotated[FactTest, Tag("<fact>")],
    ],
    Discriminator(_form),
]

AllOf.model_rebuild()
AnyOf.model_rebuild()


def tests_in(condition: Condition) -> Iterator[tuple[tuple[str | int, ...], FactTest]]:
    """Every test of a fact inside a condition, with the way to it, in the order of the plan."""
    if isinstance(condition, FactTest):
        yield (), condition
        return
    word = "all" if isinstance(condition, AllOf) else "any"
    for position, part in enumerate(condition.parts):
        for path, test in tests_in(part):
            yield (word, position, *path), test


def facts_in(condition: Condition) -> tuple[str, ...]:
    """The keys of the facts that decide a condition, each once, in order."""
    return tuple(dict.fromkeys(test.fact for _, test in tests_in(condition)))
