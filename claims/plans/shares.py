"""How a fund is divided: pools, shares, limits, the tax cap, later rounds and the residual."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal, Self, Union

from pydantic import Discriminator, Field, Tag, model_validator

from claims.law.data_files.file_fields import (
    AmountText,
    Citation,
    Day,
    Key,
    StrictModel,
    Text,
)
from claims.money import AmountRule, parse_cents, rounded_ratio
from claims.plans.amounts import Amount
from claims.plans.conditions import Condition
from claims.plans.ratios import PercentText, RatioText, ratio
from claims.plans.result_texts import Bilingual

ReserveReason = Literal["pending", "appealed", "undetermined"]
"""Claims that are not paid yet, for which money is kept: not decided yet by a person, in an appeal,
or with a criterion or an amount that is unknown."""


class ByFact(StrictModel):
    """Shares in proportion to a counted or amount fact, such as points."""

    fact: Key


class ByHead(StrictModel):
    """Shares in proportion to one head of damages."""

    head: Key


def _by_tag(value: Any) -> str:
    if isinstance(value, ByHead) or (isinstance(value, dict) and "head" in value):
        return "<head>"
    if isinstance(value, ByFact | dict):
        return "<fact>"
    return "<word>"


By = Annotated[
    Union[  # noqa: UP007 (tags on the parts)
        Annotated[Literal["equal", "award"], Tag("<word>")],
        Annotated[ByFact, Tag("<fact>")],
        Annotated[ByHead, Tag("<head>")],
    ],
    Discriminator(_by_tag),
]
"""What a claim's share is in proportion to: nothing, its award, a fact or one head."""


def _limit_tag(value: Any) -> str:
    return "<award>" if value == "award" else "<amount>"


Limit = Annotated[
    Union[  # noqa: UP007 (tags on the parts)
        Annotated[Literal["award"], Tag("<award>")], Annotated[Amount, Tag("<amount>")]
    ],
    Discriminator(_limit_tag),
]
"""A limit on one claim's share: an amount, or `award`, the claim's own award."""


class Multiple(StrictModel):
    """A larger or smaller share for some: times so much where the condition holds."""

    condition: Condition = Field(alias="if")
    times: RatioText
    citation: Citation | None = None


class Shares(StrictModel):
    """How one sum of money is divided among the claims that share in it.

    Each share is in proportion to `by` times the first of the `multiples` whose condition holds,
    within `at_least` and `at_most`; what a limit frees or takes is shared again by the others until
    nothing changes. Whose share is below `minimum_payment` gets nothing, and the rest share again.
    """

    by: By
    multiples: tuple[Multiple, ...] = ()
    at_least: Limit | None = None
    at_most: Limit | None = None
    then_at_most: Amount | None = None
    """A second, higher limit, which counts when money would be left under the first."""
    minimum_payment: AmountText | None = None
    share_value: Literal["exact", "whole_cents"] = "exact"
    """`whole_cents`: one share is cut to whole cents first, and a multiple multiplies that."""

    @model_validator(mode="after")
    def _second_limit_follows_a_first(self) -> Self:
        if self.then_at_most is not None and self.at_most is None:
            raise ValueError("then_at_most needs an at_most before it. Add it or rename the key.")
        return self


class PercentMoney(StrictModel):
    """A percentage of the net fund, perhaps no more than a sum."""

    percent: PercentText
    at_most: AmountText | None = None

    def cents_of(self, net: int, rule: AmountRule) -> int:
        """How much of this net fund, in whole cents by the rule."""
        exact = net * ratio(self.percent) * Fraction(1, 100)
        cents = rounded_ratio(*exact.as_integer_ratio(), rule)
        return min(cents, parse_cents(self.at_most)) if self.at_most else cents


class AmountMoney(StrictModel):
    """A sum out of the net fund."""

    amount: AmountText


def _money_tag(value: Any) -> str:
    if isinstance(value, AmountMoney) or (isinstance(value, dict) and "amount" in value):
        return "<amount>"
    if isinstance(value, PercentMoney | dict):
        return "<percent>"
    return "<word>"


PoolMoney = Annotated[
    Union[  # noqa: UP007 (tags on the parts)
        Annotated[Literal["rest"], Tag("<word>")],
        Annotated[PercentMoney, Tag("<percent>")],
        Annotated[AmountMoney, Tag("<amount>")],
    ],
    Discriminator(_money_tag),
]
"""How much of the net fund a pool holds: `rest` is all that the pools above it leave."""


class Pool(Shares):
    """A part of the net fund, for all eligible claims or for those of which `who` holds.

    What it does not pay goes to the next pool with `money: rest`, if there is one and `unspent`
    does not send it to the residual.
    """

    key: Key
    label: Bilingual
    citation: Citation
    money: PoolMoney
    who: Condition | None = None
    unspent: Literal["rest", "residual"] = "rest"


class TaxCap(StrictModel):
    """Without a taxpayer number on file, at most a cent less than must be reported is paid.

    The rest of the claim's share is withheld for it and not shared again. An unknown condition
    counts as no number on file: nothing is lost by it, since the money is kept.
    """

    unless: Condition
    form: Text
    paid_on: Day
    citation: Citation


class Round(Shares):
    """A later payment, to those who cashed the earlier ones, out of what came back.

    `paid` is the amount fact that says what a claim was paid before, `cashed` the yes-or-no fact
    that says whether the payment was cashed; where that is unknown, the payment is still under way:
    it has not come back, and a share is kept for the claim.
    """

    number: Annotated[int, Field(strict=True, ge=2, le=20)]
    label: Bilingual
    citation: Citation
    paid: Key
    cashed: Key
    who: Condition | None = None
    money: Literal["returned", "returned_and_residual"]
    costs: AmountText | None = None
    only_if_at_least: AmountText | None = None
    """The least money for which the round is held; with less, all of it is residual."""


class Residual(StrictModel):
    """Where money goes that nobody's share takes."""

    to: Literal["later_round", "cy_pres", "reversion", "costs", "escheat", "as_ordered"]
    recipient: Text | None = None
    citation: Citation


class Rounding(StrictModel):
    """`amounts`: for heads of damages and percentages of the fund. `payments`: for shares.

    largest_remainder gives out every cent; down leaves fractions of a cent in the fund; half_up
    rounds each share by itself, which can come to more than the fund and is then refused.
    """

    amounts: Literal["down", "half_up"]
    payments: Literal["largest_remainder", "down", "half_up"]
    citation: Citation
