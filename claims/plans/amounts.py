"""Amounts: a tree of small forms that says, exactly, how much a head of damages gives one claim.

Each form has a word of its own. Values are exact fractions of a cent until the whole amount is
known, which is rounded once. What rests on an unknown fact is unknown, in every form: the greatest
of a known and an unknown sum is unknown, because nobody knows which is greater.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import lcm
from typing import Annotated, Any, Union, get_args

from pydantic import AfterValidator, Discriminator, Field, Tag

from claims.law.data_files.file_fields import AmountText, Day, Key, StrictModel
from claims.law.data_files.strict_yaml import KeyPath
from claims.plans.conditions import Condition, bound_value
from claims.plans.ratios import PercentText, RateText, RatioText, rate_in_cents, ratio
from claims.plans.registry import check_all_have

_MOST_PARTS = 100


class Fixed(StrictModel):
    """A sum that the plan states."""

    fixed: AmountText


class StatutorySum(StrictModel):
    """What one provision of a regime gives on a day; `each` repeats it, so the plan reads alone."""

    regime: Key
    provision: Key
    in_force_on: Day
    each: AmountText


class Statutory(StrictModel):
    """A statutory sum, once for the person or for each unit that a fact counts."""

    statutory: StatutorySum
    per: Key | None = None


class PerUnit(StrictModel):
    """A rate times a counted fact; the rate may be finer than a cent."""

    each: RateText
    per: Key


class FactAmount(StrictModel):
    """An amount that a fact states, such as a documented loss."""

    fact: Key


class PercentOf(StrictModel):
    """A percentage of another amount."""

    percent: PercentText
    of: Amount


class Times(StrictModel):
    """A multiple of another amount; where `if` is unmet, the amount itself."""

    times: RatioText
    of: Amount
    condition: Condition | None = Field(default=None, alias="if")


class GreatestOf(StrictModel):
    """The greatest of several amounts."""

    parts: tuple[Amount, ...] = Field(alias="greatest_of", min_length=2, max_length=_MOST_PARTS)


class LeastOf(StrictModel):
    """The least of several amounts."""

    parts: tuple[Amount, ...] = Field(alias="least_of", min_length=2, max_length=_MOST_PARTS)


class SumOf(StrictModel):
    """Several amounts added up."""

    parts: tuple[Amount, ...] = Field(alias="sum_of", min_length=2, max_length=_MOST_PARTS)


class Tier(StrictModel):
    """What is paid from this value of the fact up to the next tier."""

    start: Annotated[int, Field(strict=True, ge=0, le=10**12)] | AmountText = Field(alias="from")
    pays: Amount

    @property
    def starts_at(self) -> int:
        """The first value of the fact in this tier: a count, or cents."""
        return bound_value(self.start)


class Tiers(StrictModel):
    """A table by the value of one counted or amount fact; the first tier starts at zero."""

    fact: Key = Field(alias="tiers")
    table: tuple[Tier, ...] = Field(min_length=1)


class Branch(StrictModel):
    """An amount for the claims of which a condition holds."""

    condition: Condition = Field(alias="if")
    then: Amount


class When(StrictModel):
    """The first branch whose condition holds, else `otherwise`."""

    branches: tuple[Branch, ...] = Field(alias="when", min_length=1)
    otherwise: Amount


class HeadAmount(StrictModel):
    """What another head of damages gives."""

    head: Key


FORMS: dict[str, type[StrictModel]] = {
    "fixed": Fixed,
    "statutory": Statutory,
    "each": PerUnit,
    "percent": PercentOf,
    "times": Times,
    "greatest_of": GreatestOf,
    "least_of": LeastOf,
    "sum_of": SumOf,
    "tiers": Tiers,
    "when": When,
    "head": HeadAmount,
    "fact": FactAmount,
}
"""The word that each form is known by, in the order in which they are looked for.

This registers a form. Its other parts: the union `Amount` below, and what is inside it (`parts_of`,
`conditions_of`, `denominator`); its calculation in claims.calculator.facts.amount_expressions; its
sentence in claims.plans.prose.amount_phrases, with phrases in English and Spanish; what an
explanation shows below it in claims.calculator.explanation.head_items; and the second
implementation, claims.verification.own_amounts.
"""

FORM_KEYS = tuple(FORMS)


def _form_tag(value: Any) -> str | None:
    """Which form a part of a plan is, by its word; bare text is a fixed sum."""
    if isinstance(value, str):
        return "<text>"
    if isinstance(value, dict):
        return next((f"<{word}>" for word in FORMS if word in value), None)
    return next((f"<{word}>" for word, form in FORMS.items() if isinstance(value, form)), None)


def _expanded_amount(value: Any) -> Any:
    return Fixed(fixed=value) if isinstance(value, str) else value


Amount = Annotated[
    Union[  # noqa: UP007 (a string of names cannot be joined by | at run time)
        Annotated[AmountText, Tag("<text>")],
        Annotated[Fixed, Tag("<fixed>")],
        Annotated[Statutory, Tag("<statutory>")],
        Annotated[PerUnit, Tag("<each>")],
        Annotated[PercentOf, Tag("<percent>")],
        Annotated[Times, Tag("<times>")],
        Annotated[GreatestOf, Tag("<greatest_of>")],
        Annotated[LeastOf, Tag("<least_of>")],
        Annotated[SumOf, Tag("<sum_of>")],
        Annotated[Tiers, Tag("<tiers>")],
        Annotated[When, Tag("<when>")],
        Annotated[HeadAmount, Tag("<head>")],
        Annotated[FactAmount, Tag("<fact>")],
    ],
    Discriminator(
        _form_tag,
        custom_error_type="no_amount",
        custom_error_message="say how much: an amount in quotes, or one of " + ", ".join(FORMS),
    ),
    AfterValidator(_expanded_amount),
]
"""One amount. Bare text, "25.00", is short for `fixed`."""

_IN_UNION = {get_args(each)[-1].tag: get_args(each)[0] for each in get_args(get_args(Amount)[0])}
check_all_have(
    "place in the union Amount",
    "form of amount",
    FORMS,
    [schema for word, schema in FORMS.items() if _IN_UNION.get(f"<{word}>") is schema],
    __name__,
)

for _model in (PercentOf, Times, GreatestOf, LeastOf, SumOf, Tier, Tiers, Branch, When):
    _model.model_rebuild()


def parts_of(amount: Amount) -> list[tuple[KeyPath, Amount]]:
    """The amounts directly inside an amount, each with the way to it."""
    match amount:
        case PercentOf() | Times():
            return [(("of",), amount.of)]
        case GreatestOf():
            return [(("greatest_of", i), part) for i, part in enumerate(amount.parts)]
        case LeastOf():
            return [(("least_of", i), part) for i, part in enumerate(amount.parts)]
        case SumOf():
            return [(("sum_of", i), part) for i, part in enumerate(amount.parts)]
        case Tiers():
            return [(("table", i, "pays"), tier.pays) for i, tier in enumerate(amount.table)]
        case When():
            branches = [(("when", i, "then"), b.then) for i, b in enumerate(amount.branches)]
            return [*branches, (("otherwise",), amount.otherwise)]
    return []


def conditions_of(amount: Amount) -> list[tuple[KeyPath, Condition]]:
    """The conditions that an amount itself states, each with the way to it."""
    if isinstance(amount, Times) and amount.condition is not None:
        return [(("if",), amount.condition)]
    if isinstance(amount, When):
        return [(("when", i, "if"), b.condition) for i, b in enumerate(amount.branches)]
    return []


def every_amount(amount: Amount, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Amount]]:
    """The amount and all amounts inside it, each with the way to it, outermost first."""
    yield path, amount
    for way, part in parts_of(amount):
        yield from every_amount(part, (*path, *way))


def denominator(amount: Amount) -> int:
    """The amount is a whole number of cents over this, whatever the facts are."""
    inside = lcm(*(denominator(part) for _, part in parts_of(amount)))
    match amount:
        case PerUnit():
            return rate_in_cents(amount.each).denominator
        case PercentOf():
            return inside * (ratio(amount.percent) / 100).denominator
        case Times():
            return inside * ratio(amount.times).denominator
    return inside
