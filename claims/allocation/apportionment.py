"""Money divided in proportion to weights: exact quotas, and the rules that make them whole cents.

Nothing is sorted as a whole. Who gets a left-over cent of the largest remainder follows from two
published figures, the last remainder and the last key that got one; so each row's cents follow from
its own weight and a few figures for all, whatever the order of the rows or the number of threads.
"""

from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from claims.money import SHARE_RULES, CannotCalculate, ShareRule
from claims.money.division import (
    MOST,
    exact_or_refused,
    install,
    product,
    quotient,
    remainder,
    rounded,
    total,
    whole,
)

MOST_CENTS_DIVIDED = 10**17
"""A thousand trillion dollars; more is taken for a mistake."""

_BUCKETS = 2**14


class CannotApportion(CannotCalculate):
    """The money cannot be divided by these weights and keys."""


@dataclass(frozen=True)
class LastExtra:
    """The last claim, by remainder and then by key, that gets one of the cents left over."""

    remainder: int
    key: str


@dataclass(frozen=True)
class Quotas:
    """How `money_cents` is divided among claims whose weights sum to `weight`.

    The base is weight_i * money // weight; `extra` says who gets a cent more under the rule of the
    largest remainder, and is None where no cent is left over.
    """

    money_cents: int
    weight: int
    rule: ShareRule
    extra: LastExtra | None = None

    def base(self, weight: ir.IntegerValue) -> ir.DecimalColumn:
        """The quota cut to whole cents."""
        return quotient(product(weight, self.money_cents), self.weight)

    def remainder(self, weight: ir.IntegerValue) -> ir.DecimalColumn:
        """What the cut took, in parts of a cent: so many of `weight` parts."""
        return remainder(product(weight, self.money_cents), self.weight)

    def extra_cents(self, rest: ir.DecimalValue, key: ir.StringValue) -> ir.IntegerValue:
        """1 for a remainder that is rounded up, else 0."""
        if self.rule == "half_up":
            return rounded(rest, self.weight, "half_up").cast("int64")
        if self.extra is None:
            return ibis.literal(0, "int64")
        last = whole(self.extra.remainder)
        gets_one = (rest > last) | ((rest == last) & (key <= self.extra.key))
        return gets_one.cast("int64")


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

    `claims` is a table of the connection with `key` (text, unique), `weight` (whole, zero or more)
    and any other columns, which stay. It is read several times, so give a table rather than a long
    query. Keys are compared by code point.

    `largest_remainder` (Hamilton): each gets its quota cut to whole cents, then one cent each goes
    to the largest remainders until the fund is paid out. The sum is the fund, each share is its
    quota rounded down or up, and a larger weight never gets less.
    Raises CannotApportion for weights or keys that do not allow it, and for a fund with nobody to
    pay it to.
    """
    install(connection)
    check_money(fund_cents, rule)
    with exact_or_refused("The shares of the fund"):
        claims = claims.mutate(weight=claims["weight"].cast("int64"))
        check_weights(claims)
        found = figures(claims, weight=total(claims["weight"]), most=claims["weight"].max())
        check_range(fund_cents, found["most"], found["weight"])
        if found["weight"] == 0:
            return _to_nobody(claims, fund_cents)
        quotas = quotas_of(claims, fund_cents, found["weight"], rule)
        rows = claims.mutate(
            base=quotas.base(claims["weight"]).cast("int64"),
            remainder=quotas.remainder(claims["weight"]),
        )
        extra = quotas.extra_cents(rows["remainder"], rows["key"])
        rows = rows.mutate(cents=rows["base"] + extra)
        paid = figures(rows, paid=total(rows["cents"]))["paid"]
    return Apportionment(rows, fund_cents, paid, quotas)


def quotas_of(claims: ir.Table, money_cents: int, weight: int, rule: ShareRule) -> Quotas:
    """The quotas of the claims, whose weights sum to `weight`, and who gets a cent more.

    Raises CannotApportion where a tie would be broken by keys that repeat.
    """
    quotas = Quotas(money_cents, weight, rule)
    if rule != "largest_remainder":
        return quotas
    bases = quotas.base(claims["weight"]).cast("int64")
    left_over = money_cents - figures(claims, bases=total(bases))["bases"]
    if left_over == 0:
        return quotas
    rests = claims.select("key", rest=_narrow(quotas.remainder(claims["weight"]), weight))
    return Quotas(money_cents, weight, rule, _last_extra(rests, left_over, weight))


def check_money(cents: int, rule: ShareRule) -> None:
    """Raise CannotApportion unless the sum can be divided and the rule is one of ours."""
    if type(cents) is not int or not 0 <= cents <= MOST_CENTS_DIVIDED:
        raise CannotApportion(
            f"{cents!r} cents cannot be divided. Give whole cents from 0 to {MOST_CENTS_DIVIDED}."
        )
    if rule not in SHARE_RULES:
        raise CannotApportion(f"{rule!r} rounds no shares. Write one of {', '.join(SHARE_RULES)}.")


def check_weights(claims: ir.Table) -> None:
    """Raise CannotApportion, naming a claim, if a weight or key is missing or below zero."""
    key, weight = claims["key"], claims["weight"]
    found = figures(
        claims,
        keyless=key.isnull().sum(),
        weightless=key.min(where=weight.isnull()),
        negative=key.min(where=weight < 0),
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


def check_range(money_cents: int, most_weight: int, weight: int) -> None:
    """Raise CannotApportion if a product would leave the range of exact numbers."""
    if most_weight * money_cents + weight > MOST:
        raise CannotApportion(
            f"A weight of {most_weight} times {money_cents} cents has more than 38 digits, which "
            "cannot be held exactly. Divide all weights by a common factor."
        )


def figures(table: ir.Table, **wanted: ir.Scalar) -> dict[str, Any]:
    """Aggregates of a table as Python's values, whole numbers as int; a sum of nothing is 0."""
    row = table.aggregate(**wanted).to_pyarrow().to_pylist()[0]
    return {key: _value(wanted[key], value) for key, value in row.items()}


def _value(wanted: ir.Scalar, value: Any) -> Any:
    return int(value or 0) if wanted.type().is_numeric() else value


def _to_nobody(claims: ir.Table, fund_cents: int) -> Apportionment:
    if fund_cents > 0:
        raise CannotApportion(
            f"Nobody has a weight above zero to receive the {fund_cents} cents. "
            "Say what becomes of it."
        )
    nothing = ibis.literal(0, "int64")
    return Apportionment(
        claims.mutate(base=nothing, remainder=whole(0), cents=nothing), fund_cents, 0, None
    )


def _narrow(rest: ir.DecimalColumn, weight: int) -> ir.NumericColumn:
    # A remainder is below the weight; 64 bits are grouped and compared faster than 128.
    return rest.cast("int64") if weight < 2**63 else rest


def _last_extra(rests: ir.Table, left_over: int, weight: int) -> LastExtra:
    last, takers = _nth_largest(rests, left_over, weight)
    tied = rests.filter(rests["rest"] == whole(last))
    by_key = tied.order_by("key").limit(1, offset=takers - 1).select("key")
    key = by_key.to_pyarrow()["key"][0].as_py()
    if figures(tied, n=(tied["key"] <= key).sum())["n"] != takers:
        raise CannotApportion(
            f"Two claims have the key {key}, so a tie cannot be broken. Make keys unique."
        )
    return LastExtra(last, key)


def _nth_largest(rests: ir.Table, n: int, weight: int) -> tuple[int, int]:
    """The n-th largest remainder, and how many of those equal to it are among the n largest.

    Counts remainders by range and looks closer into the range that the n-th is in, so that nothing
    needs to be sorted.
    """
    least, most = 0, weight - 1
    while True:
        step = (most - least) // _BUCKETS + 1
        rest = rests["rest"]
        inside = rests.filter((rest >= whole(least)) & (rest <= whole(most)))
        rest = inside["rest"]
        buckets = (
            inside.group_by(bucket=quotient(whole(rest - least), step).cast("int64"))
            .aggregate(n=inside.count(), least=rest.min(), most=rest.max())
            .order_by(ibis.desc("bucket"))
        )
        for bucket in buckets.to_pyarrow().to_pylist():
            if bucket["n"] >= n:
                break
            n -= bucket["n"]
        least, most = int(bucket["least"]), int(bucket["most"])
        if least == most:
            return least, n
