"""Conditions on facts, in three-valued logic: met, unmet or unknown.

`all` is unmet if any part is unmet, else unknown if any part is unknown, else met; `any` is the
mirror image; `not` of unknown is unknown. A test of a fact that is unknown is unknown. Nothing
turns unknown into unmet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Self, TypeAlias, Union

from pydantic import Discriminator, Field, Tag, model_validator

from claims.law.data_files.file_fields import (
    AmountText,
    Citation,
    Day,
    InvalidAt,
    Key,
    StrictModel,
    Text,
    YesOrNo,
)
from claims.law.data_files.strict_yaml import KeyPath
from claims.money import parse_cents
from claims.plans.dependencies import CircularDependency, dependency_order
from claims.plans.result_texts import Bilingual

Subclasses: TypeAlias = Mapping[str, "Condition"]
"""What each subclass of a plan asks, by its key."""

NO_SUBCLASSES: Subclasses = MappingProxyType({})

WholeNumber = Annotated[int, Field(strict=True, ge=0, le=10**12)]
_TEST_KEYS = ("is", "in", "at_least", "at_most", "before", "on_or_after")
_MOST_PARTS = 100
_MAX_SUBCLASS_DEPTH = 20
_MAX_SUBCLASS_TESTS = 1000

Bound = Annotated[
    Union[  # noqa: UP007 (tags on the parts)
        Annotated[AmountText, Tag("<amount>")],
        Annotated[WholeNumber, Tag("<count>")],
    ],
    Discriminator(lambda value: "<amount>" if isinstance(value, str) else "<count>"),
]
"""A whole number for a count, an amount in quotes for an amount."""


class FactTest(StrictModel):
    """One fact compared with a value that the plan states; exactly one of the words is given."""

    fact: Key
    equals: Text | YesOrNo | None = Field(default=None, alias="is")
    one_of: tuple[Text, ...] | None = Field(default=None, alias="in", min_length=1)
    at_least: Bound | None = None
    at_most: Bound | None = None
    before: Day | None = None
    on_or_after: Day | None = None

    @model_validator(mode="after")
    def _exactly_one_word(self) -> Self:
        given = len(self.words)
        if given != 1:
            raise ValueError(
                f"{given} comparisons are given. Give exactly one of {', '.join(_TEST_KEYS)}."
            )
        return self

    @property
    def words(self) -> tuple[str, ...]:
        """The comparisons given: one, as the plan spells it."""
        values = (
            self.equals,
            self.one_of,
            self.at_least,
            self.at_most,
            self.before,
            self.on_or_after,
        )
        return tuple(w for w, value in zip(_TEST_KEYS, values, strict=True) if value is not None)


class AllOf(StrictModel):
    """Met when every part is met."""

    parts: tuple[Condition, ...] = Field(alias="all", min_length=1, max_length=_MOST_PARTS)


class AnyOf(StrictModel):
    """Met when at least one part is met."""

    parts: tuple[Condition, ...] = Field(alias="any", min_length=1, max_length=_MOST_PARTS)


class Not(StrictModel):
    """Met when the part is unmet, unmet when it is met."""

    part: Condition = Field(alias="not")


class InSubclass(StrictModel):
    """Met when the condition of that subclass is."""

    subclass: Key


def _form_tag(value: Any) -> str:
    """Which form a part of a plan is, by the key that it has."""
    for word, model in (("all", AllOf), ("any", AnyOf), ("not", Not), ("subclass", InSubclass)):
        if isinstance(value, model) or (isinstance(value, dict) and word in value):
            return f"<{word}>"
    return "<fact>"


Condition = Annotated[
    Union[  # noqa: UP007 (a string of names cannot be joined by | at run time)
        Annotated[AllOf, Tag("<all>")],
        Annotated[AnyOf, Tag("<any>")],
        Annotated[Not, Tag("<not>")],
        Annotated[InSubclass, Tag("<subclass>")],
        Annotated[FactTest, Tag("<fact>")],
    ],
    Discriminator(_form_tag),
]

AllOf.model_rebuild()
AnyOf.model_rebuild()
Not.model_rebuild()


class Subclass(StrictModel):
    """A part of the class that the plan names once and may ask for anywhere."""

    key: Key
    label: Bilingual
    condition: Condition
    citation: Citation


def bound_value(written: int | str) -> int:
    """What a count or, in cents, an amount is compared with."""
    return written if isinstance(written, int) else int(parse_cents(written))


def leaves_of(condition: Condition) -> Iterator[tuple[KeyPath, FactTest | InSubclass]]:
    """Every test of a fact or of a subclass, with the way to it, in the order of the plan."""
    if isinstance(condition, FactTest | InSubclass):
        yield (), condition
        return
    for way, part in _parts_of(condition):
        for path, leaf in leaves_of(part):
            yield (*way, *path), leaf


def tests_in(condition: Condition) -> Iterator[tuple[KeyPath, FactTest]]:
    """Every test of a fact, with the way to it; what a subclass tests is not inside."""
    for path, leaf in leaves_of(condition):
        if isinstance(leaf, FactTest):
            yield path, leaf


def facts_in(condition: Condition, subclasses: Subclasses = NO_SUBCLASSES) -> tuple[str, ...]:
    """The keys of the facts that decide a condition, each once, in order; subclasses included."""
    found: dict[str, None] = {}
    for _, leaf in leaves_of(condition):
        if isinstance(leaf, FactTest):
            found[leaf.fact] = None
        else:
            found |= dict.fromkeys(facts_in(subclasses[leaf.subclass], subclasses))
    return tuple(found)


def check_subclasses(
    subclasses: Sequence[Subclass], conditions: Iterable[tuple[KeyPath, Condition]]
) -> None:
    """Every subclass that is asked for exists, and none rests on itself.

    `conditions` are all of the plan, those of subclasses too, each with the way to it. Raises
    WrongAt. Also refused is what no person could follow and no engine should write out.
    """
    known = [subclass.key for subclass in subclasses]
    for where, condition in conditions:
        for path, leaf in leaves_of(condition):
            if isinstance(leaf, InSubclass) and leaf.subclass not in known:
                names = ", ".join(known) or "(there are none)"
                raise InvalidAt(
                    (*where, *path, "subclass"),
                    f"there is no subclass {leaf.subclass}. Write one of {names}.",
                )
    places = {subclass.key: position for position, subclass in enumerate(subclasses)}
    _check_subclass_size({subclass.key: subclass for subclass in subclasses}, places)


def _check_subclass_size(named: Mapping[str, Subclass], places: Mapping[str, int]) -> None:
    """Raise WrongAt for subclasses in a circle, too deep in each other, or too long written out."""
    sizes: dict[str, int] = {}
    depths: dict[str, int] = {}
    for key in _subclass_order(named, places):
        sizes[key], depths[key] = 0, 1
        for _, leaf in leaves_of(named[key].condition):
            other = leaf.subclass if isinstance(leaf, InSubclass) else None
            sizes[key] += sizes[other] if other else 1
            depths[key] = max(depths[key], depths[other] + 1 if other else 1)
        if depths[key] > _MAX_SUBCLASS_DEPTH or sizes[key] > _MAX_SUBCLASS_TESTS:
            raise InvalidAt(
                ("subclasses", places[key], "condition"),
                f"with the subclasses that it asks for, this is more than {_MAX_SUBCLASS_TESTS} "
                f"tests or more than {_MAX_SUBCLASS_DEPTH} deep. Shorten it.",
            )


def _subclass_order(named: Mapping[str, Subclass], places: Mapping[str, int]) -> list[str]:
    """The keys, each after those that it rests on; raises WrongAt for a circle."""
    rests_on = {
        key: [leaf.subclass for _, leaf in leaves_of(s.condition) if isinstance(leaf, InSubclass)]
        for key, s in named.items()
    }
    try:
        return dependency_order(rests_on, "subclasses")
    except CircularDependency as error:
        raise InvalidAt(("subclasses", places[error.key], "condition"), str(error)) from error


def _parts_of(condition: AllOf | AnyOf | Not) -> list[tuple[KeyPath, Condition]]:
    if isinstance(condition, Not):
        return [(("not",), condition.part)]
    word = "all" if isinstance(condition, AllOf) else "any"
    return [((word, position), part) for position, part in enumerate(condition.parts)]
