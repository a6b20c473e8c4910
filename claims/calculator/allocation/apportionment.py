"""Money divided in proportion to weights: exact quotas, and the rules that make them whole cents.

Only a range of remainders is sorted. Who gets a left-over cent of the largest remainder follows
from two published figures, the last remainder and the last key that got one; so each row's cents
follow from its own weight and a few figures for all, whatever the order of the rows or the number
of threads.
"""

from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import accumulate

import ibis
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from claims.calculator.allocation.engine_tables import aggregates, ordered_rows, rows_of
from claims.money import SHARE_RULES, CannotCalculate, ShareRule
from claims.money.exact_arithmetic import (
    MOST,
    exact_integer,
    install_arithmetic,
    narrow_quotient,
    quotient,
    refuse_overflow,
    total,
)
from claims.money.proportion import Proportion

MOST_CENTS_DIVIDED = 10**17
"""A thousand trillion dollars; more is taken for a mistake."""

_RANGE_COUNT = 2**14


class CannotApportion(CannotCalculate):
    """The money cannot be divided by these weights and keys."""


@dataclass(frozen=True)
class LastExtraCent:
    """The last claim, by remainder and then by key, that gets one of the cents left over."""

    remainder: int
    key: str | int


@dataclass(frozen=True)
class Quotas:
    """How `money_cents` is divided among claims whose weights sum to `weight`.

    The base is weight_i * money // weight; `extra` says who gets a cent more under the rule of the
    largest remainder, and is None where no cent is left over. No claim weighs more than
    `most_weight`.
    """

    money_cents: int
    weight: int
    most_weight: int
    rule: ShareRule
    extra: LastExtraCent | None = None

    def base(self, weight: ir.IntegerValue) -> ir.NumericValue:
        """The quota cut to whole cents."""
        return self._proportion.quotient(weight)

    def remainder(self, weight: ir.IntegerValue) -> ir.NumericValue:
        """What the cut took, in parts of a cent: so many of `weight` parts."""
        return self._proportion.remainder(weight)

    def extra_cents(self, rest: ir.NumericValue, key: ir.Value) -> ir.IntegerValue:
        """1 for a remainder that is rounded up, else 0."""
        if self.rule == "half_up":
            # Not 2 * rest, which could leave the range.
            return (rest >= self._proportion.number(self.weight) - rest).cast("int64")
        if self.extra is None:
            return ibis.literal(0, "int64")
        last = self._proportion.number(self.extra.remainder)
        gets_one = (rest > last) | ((rest == last) & (key <= self.extra.key))
        return gets_one.cast("int64")

    @property
    def _proportion(self) -> Proportion:
        return Proportion(self.money_cents, self.weight, self.most_weight)


@dataclass(frozen=True)
class Apportionment:
    """`table` is the one given with `cents`, `base` and `remainder`, then what these add up to.

    `left_cents` were not paid (rule `down`); `over_cents` were paid beyond the fund (`half_up`).
    """

    table: ir.Table
    fund_cents: int
    paid_cents: int
    quotas: Quotas | None

    @property
    def left_cents(self) -> int:
        return max(self.fund_cents - self.paid_cents, 0)

    @property
    def over_cents(self) -> int:
        return max(self.paid_cents - self.fund_cents, 0)


def apportion(
    connection: BaseBackend,
    claims: ir.Table,
    fund_cents: int,
    rule: ShareRule = "largest_remainder",
) -> Apportionment:
    """Divide the fund in proportion to `weight`; equal remainders go by `key`, lowest first.

    `claims` is a table of the connection with `key` (unique, text or a whole number), `weight`
    (whole, zero or more) and any other columns, which stay. It is read several times, so give a
    table rather than a long query. Texts are compared by code point.

    `largest_remainder` (Hamilton): each gets its quota cut to whole cents, then one cent each goes
    to the largest remainders until the fund is paid out. The sum is the fund, each share is its
    quota rounded down or up, and a larger weight never gets less.
    Raises CannotApportion for weights or keys that do not allow it, and for a fund with nobody to
    pay it to.
    """
    install_arithmetic(connection)
    check_money(fund_cents, rule)
    with refuse_overflow("The shares of the fund"):
        claims = claims.mutate(weight=claims["weight"].cast("int64"))
        weights = checked_weights(claims)
        check_exact_range(fund_cents, weights.most, weights.total)
        if weights.total == 0:
            return _empty_apportionment(claims, fund_cents)
        quotas = quotas_of(claims, fund_cents, weights.total, weights.most, rule)
        rests = claims.mutate(
            base=quotas.base(claims["weight"]).cast("int64"),
            remainder=quotas.remainder(claims["weight"]),
        )
        extra = quotas.extra_cents(rests["remainder"], rests["key"])
        rows = rests.mutate(
            cents=rests["base"] + extra, remainder=exact_integer(rests["remainder"])
        )
        # The largest remainder pays the fund out, or who gets the last cent was not found.
        paid = fund_cents
        if rule != "largest_remainder":
            paid = aggregates(rows, paid=total(rows["cents"]))["paid"]
    return Apportionment(rows, fund_cents, paid, quotas)


def quotas_of(
    claims: ir.Table, money_cents: int, weight: int, most_weight: int, rule: ShareRule
) -> Quotas:
    """The quotas of the claims, whose weights sum to `weight`, and who gets a cent more.

    Raises CannotApportion where a tie would be broken by keys that repeat.
    """
    quotas = Quotas(money_cents, weight, most_weight, rule)
    if rule != "largest_remainder":
        return quotas
    return replace(quotas, extra=_last_extra_cent(claims, quotas))


def check_money(cents: int, rule: ShareRule) -> None:
    """Raise CannotApportion unless the sum can be divided and the rule is one of ours."""
    if type(cents) is not int or not 0 <= cents <= MOST_CENTS_DIVIDED:
        raise CannotApportion(
            f"{cents!r} cents cannot be divided. Give whole cents from 0 to {MOST_CENTS_DIVIDED}."
        )
    if rule not in SHARE_RULES:
        raise CannotApportion(f"{rule!r} rounds no shares. Write one of {', '.join(SHARE_RULES)}.")


@dataclass(frozen=True)
class Weights:
    """What the weights of a table come to, and the largest of them; 0 without claims."""

    total: int
    most: int


def checked_weights(claims: ir.Table) -> Weights:
    """The weights summed up.

    Raises CannotApportion, naming a claim, if a weight or key is missing or below zero.
    """
    key, weight = claims["key"], claims["weight"]
    found = aggregates(
        claims,
        keyless=key.isnull().sum(),
        weightless=key.min(where=weight.isnull()).cast("string"),
        negative=key.min(where=weight < 0).cast("string"),
        total=total(weight),
        most=weight.max(),
    )
    if found["keyless"]:
        raise CannotApportion(f"{found['keyless']} claims have no key. Give each claim its own.")
    if found["weightless"] is not None:
        raise CannotApportion(
            f"Claim {found['weightless']} has no weight. "
            "Give 0 to a claim without a share, and leave out a claim whose share is unknown."
        )
    if found["negative"] is not None:
        raise CannotApportion(
            f"Claim {found['negative']} has a weight below zero. Weights are zero or more."
        )
    return Weights(found["total"], found["most"])


def check_exact_range(money_cents: int, most_weight: int, weight: int) -> None:
    """Raise CannotApportion if a product would leave the range of exact numbers."""
    if most_weight * money_cents + weight > MOST:
        raise CannotApportion(
            f"A weight of {most_weight} times {money_cents} cents has more than 38 digits, which "
            "cannot be held exactly. Divide all weights by a common factor."
        )


def _empty_apportionment(claims: ir.Table, fund_cents: int) -> Apportionment:
    if fund_cents > 0:
        raise CannotApportion(
            f"Nobody has a weight above zero to receive the {fund_cents} cents. "
            "Say what becomes of it."
        )
    nothing = ibis.literal(0, "int64")
    return Apportionment(
        claims.mutate(base=nothing, remainder=exact_integer(0), cents=nothing), fund_cents, 0, None
    )


def _last_extra_cent(claims: ir.Table, quotas: Quotas) -> LastExtraCent | None:
    """Who gets the last of the cents that the bases leave; None if they leave none.

    Counts the remainders by range and sorts only the range that the last one is in.
    """
    step = (quotas.weight - 1) // _RANGE_COUNT + 1
    rests = claims.select(
        "key",
        base=quotas.base(claims["weight"]),
        rest=quotas.remainder(claims["weight"]),
    )
    ranges = rests.group_by(range=_range_number(rests["rest"], step)).aggregate(
        claims=rests.count(), bases=total(rests["base"])
    )
    counted = sorted(
        ((int(r["range"]), int(r["claims"]), int(r["bases"])) for r in rows_of(ranges)),
        reverse=True,
    )
    left = quotas.money_cents - sum(bases for _, _, bases in counted)
    if left == 0:
        return None
    # How many remainders are in the ranges down to each one.
    reached = list(accumulate(many for _, many, _ in counted))
    place = bisect_left(reached, left)
    before = reached[place] - counted[place][1]
    inside = rests.filter(_range_number(rests["rest"], step) == counted[place][0])
    nearest = ordered_rows(inside, [ibis.desc("rest"), "key"], left - before - 1, 2)
    last, *following = rows_of(nearest.select("key", "rest"))
    if last in following:
        raise CannotApportion(
            f"Two claims have the key {last['key']}, so a tie cannot be broken. Make keys unique."
        )
    return LastExtraCent(int(last["rest"]), last["key"])


def _range_number(rest: ir.NumericValue, step: int) -> ir.IntegerValue:
    if rest.type().is_integer():
        return narrow_quotient(rest, step)
    return quotient(rest, step).cast("int64")
