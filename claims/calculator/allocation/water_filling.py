"""Water-filling: one pool shared in proportion to weights, within a floor and a cap for each claim.

The share is clamp(value * weight, at_least, at_most), with the one value at which the shares come
to the pool. Found by whole numbers alone: each round measures the table at a trial value; if the
shares are too much, the floors that bind there bind for good, because the value can only fall; if
too little, the caps. No round needs more than one pass, and each leaves fewer claims free.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import ibis
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from claims.calculator.allocation.apportionment import (
    CannotApportion,
    Quotas,
    check_exact_range,
    check_money,
    checked_weights,
    quotas_of,
)
from claims.calculator.allocation.engine_tables import aggregates
from claims.money import AmountRule, CannotCalculate, ShareRule, format_cents, rounded_ratio
from claims.money.exact_arithmetic import (
    exact_integer,
    install_arithmetic,
    refuse_overflow,
    total,
)
from claims.money.proportion import Proportion

ShareValue = Literal["exact", "whole_cents"]
"""`whole_cents`: what one share is worth is cut to whole cents before it is multiplied."""

ShareBound = Literal["free", "floor", "cap", "below_minimum", "no_weight"]
"""What decides a claim's share: its weight, a limit, the minimum payment, or having no weight."""


class FloorsDoNotFit(CannotCalculate):
    """The least that claims must get is more than the pool; `needed_cents` says how much it is."""

    def __init__(self, needed_cents: int, pool_cents: int) -> None:
        super().__init__(
            f"The floors of the shares come to {format_cents(needed_cents)}, more than the "
            f"{format_cents(pool_cents)} to share. Lower the floors or give the pool more money."
        )
        self.needed_cents = needed_cents
        self.pool_cents = pool_cents


@dataclass(frozen=True)
class FilledPool:
    """A pool shared. `table` has the columns given (limits included) and for each claim:

    `cents`, the share; `base` and `remainder`, its quota cut to whole cents and what the cut took,
    in parts of a cent (so many of `quotas.weight` parts; 0 where a limit decides); `bound`.

    `value` is the exact value of a weight of 1, in cents, and None where no share depends on it,
    because every one is at a limit. `share_cents` is the value of one share in whole cents, where
    the plan cuts it. paid_cents + left_cents - over_cents = pool_cents; only `half_up` pays over.
    """

    table: ir.Table
    pool_cents: int
    paid_cents: int
    claims: int
    value: Fraction | None
    share_cents: int | None
    quotas: Quotas | None
    rounds: int

    @property
    def left_cents(self) -> int:
        """What no share took."""
        return max(self.pool_cents - self.paid_cents, 0)

    @property
    def limits_leave_money(self) -> bool:
        """Is money left because every share is at a limit? Cents left by rounding do not count."""
        return self.value is None and self.left_cents > 0

    @property
    def over_cents(self) -> int:
        """What rounding half up paid beyond the pool."""
        return max(self.paid_cents - self.pool_cents, 0)


def fill_pool(
    connection: BaseBackend,
    claims: ir.Table,
    pool_cents: int,
    *,
    rounding: ShareRule = "largest_remainder",
    minimum_payment: int | None = None,
    share_value: ShareValue = "exact",
    one_share: int = 1,
) -> FilledPool:
    """Share the pool among the claims, within their limits, until nothing changes.

    `claims` is a table of the connection with `key` (text, unique) and `weight` (whole, zero or
    more); `at_least` and `at_most` (whole cents, NULL for none) and further columns may be there.
    It is read several times, so give a table rather than a long query.

    * A cap below the floor wins: nobody gets more than the cap.
    * Weight 0 gets the floor alone.
    * Money that no cap lets anybody take is left.
    * `minimum_payment`: whose share would be below it gets nothing, all of them at once, and their
      money is shared again. That only raises the others, so it happens once. It can take everybody
      out: then all is left.
    * Shares are whole cents by `rounding`; limits already are. With `whole_cents` the value of one
      share (a weight of `one_share`) is cut to cents first, half up by that rule and down by the
      others, and what this leaves is not shared again.

    Raises FloorsDoNotFit, CannotApportion for weights, limits or keys that allow no division, and
    CannotCalculate where numbers leave the exact range.
    """
    install_arithmetic(connection)
    check_money(pool_cents, rounding)
    alone: AmountRule = "half_up" if rounding == "half_up" else "down"
    cut_to = alone if share_value == "whole_cents" else None
    with refuse_overflow("The shares of the pool"):
        terms = _share_terms(claims)
        most = checked_weights(terms).most
        _check_limits(terms)
        solution = _solve(terms, pool_cents, most).cut(cut_to, one_share)
        shared = terms.mutate(below=ibis.literal(False))
        if minimum_payment is not None:
            shared = terms.mutate(below=solution.share(terms) < minimum_payment)
            above, rounds = shared.filter(~shared["below"]), solution.rounds
            solution = _solve(above, pool_cents, most, rounds).cut(cut_to, one_share)
        shared = shared.mutate(bound=solution.bound(shared))
        quotas = _quotas(shared, solution, alone if cut_to else rounding)
        table = _with_cents(shared, solution, quotas)
        found = aggregates(table, paid=total(table["cents"]), claims=table.count())
    return FilledPool(
        table=table.drop("floor", "cap", "below"),
        pool_cents=pool_cents,
        paid_cents=found["paid"],
        claims=found["claims"],
        value=solution.value,
        share_cents=solution.share_cents,
        quotas=quotas,
        rounds=solution.rounds,
    )


@dataclass(frozen=True)
class _Level:
    """A trial value of a weight of 1: cents / weight. No claim weighs more than `most_weight`."""

    cents: int
    weight: int
    most_weight: int

    def down(self, weight: ir.IntegerValue) -> ir.NumericValue:
        """The quota at this value, cut to whole cents."""
        return self._proportion.quotient(weight)

    def is_within(self, weight: ir.IntegerValue, cents: ir.IntegerValue) -> ir.BooleanValue:
        """Whether the quota at this value, with its fraction, is at most so many cents."""
        down = self._proportion.quotient(weight)
        return (down < cents) | ((down == cents) & (self._proportion.remainder(weight) == 0))

    @property
    def _proportion(self) -> Proportion:
        return Proportion(self.cents, self.weight, self.most_weight)


@dataclass(frozen=True)
class _Solution:
    """Where limits bind, and the money and weight of the claims that are free of them.

    A cap binds where the quota at `caps_at` reaches it, a floor where the quota at `floors_at` does
    not exceed it; None where no limit of that kind binds.
    """

    free_cents: int
    free_weight: int
    most_weight: int
    caps_level: _Level | None
    floors_level: _Level | None
    rounds: int
    share_cents: int | None = None
    one_share: int = 1

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.free_cents, self.free_weight) if self.free_weight else None

    @property
    def payment_level(self) -> _Level | None:
        """The value by which free claims are paid."""
        if self.share_cents is not None:
            return _Level(self.share_cents, self.one_share, self.most_weight)
        if not self.free_weight:
            return None
        return _Level(self.free_cents, self.free_weight, self.most_weight)

    def cut(self, rule: AmountRule | None, one_share: int) -> "_Solution":
        """The same with the value of one share cut to whole cents, if there is a rule for it."""
        if rule is None or not self.free_weight:
            return self
        share = rounded_ratio(self.free_cents * one_share, self.free_weight, rule)
        level = _Level(share, one_share, self.most_weight)
        return replace(
            self, caps_level=level, floors_level=level, share_cents=share, one_share=one_share
        )

    def bound(self, terms: ir.Table) -> ir.StringValue:
        """What decides each claim's share."""
        below = terms["below"] & ((terms["weight"] > 0) | (terms["floor"] > 0))
        return ibis.cases(
            (below, "below_minimum"),
            (terms["weight"] == 0, "no_weight"),
            (_cap_binds(terms, self.caps_level), "cap"),
            (_floor_binds(terms, self.floors_level), "floor"),
            else_="free",
        )

    def share(self, terms: ir.Table) -> ir.IntegerValue:
        """Each claim's share, cut to whole cents."""
        free: ir.Value = ibis.literal(0, "int64")
        if self.payment_level is not None:
            free = self.payment_level.down(terms["weight"]).cast("int64")
        return ibis.cases(
            (terms["weight"] == 0, terms["floor"]),
            (_cap_binds(terms, self.caps_level), terms["cap"]),
            (_floor_binds(terms, self.floors_level), terms["floor"]),
            else_=free,
        )


@dataclass(frozen=True)
class _LimitedClaims:
    """The claims at a limit: where it was measured, what they get, and their weight."""

    at: _Level | None = None
    cents: int = 0
    weight: int = 0


def _share_terms(claims: ir.Table) -> ir.Table:
    """Weights and limits as BIGINT; `floor` is never NULL and never above `cap`."""
    columns = {
        name: claims[name].cast("int64") if name in claims.columns else ibis.null("int64")
        for name in ("weight", "at_least", "at_most")
    }
    terms = claims.mutate(**columns)
    floor = terms["at_least"].fill_null(0)
    return terms.mutate(
        cap=terms["at_most"],
        floor=ibis.ifelse(terms["at_most"] < floor, terms["at_most"], floor).fill_null(floor),
    )


def _check_limits(terms: ir.Table) -> None:
    for name in ("at_least", "at_most"):
        key = aggregates(terms, key=terms["key"].min(where=terms[name] < 0).cast("string"))["key"]
        if key is not None:
            raise CannotApportion(
                f"Claim {key} has a limit {name} below zero. Limits are zero or more."
            )


def _solve(terms: ir.Table, pool_cents: int, most: int, rounds: int = 0) -> _Solution:
    """The value at which the shares come to the pool, or at which every one is at a limit."""
    weighted = terms["weight"] > 0
    fixed = weighted & (terms["cap"] <= terms["floor"]).fill_null(False)
    moving = terms.filter(weighted & ~fixed)
    settled = terms.filter(~weighted | fixed)
    still = aggregates(settled, cents=total(settled["floor"]))["cents"]
    found = aggregates(
        moving,
        weight=total(moving["weight"]),
        floors=total(moving["floor"]),
        caps=moving["cap"].count(),
    )
    if still + found["floors"] > pool_cents:
        raise FloorsDoNotFit(still + found["floors"], pool_cents)
    check_exact_range(pool_cents, most, found["weight"])
    spare = pool_cents - still
    if not found["floors"] and not found["caps"]:
        return _Solution(spare, found["weight"], most, None, None, rounds)
    return _find_level(moving, spare, found["weight"], most, rounds)


def _find_level(moving: ir.Table, spare: int, weight: int, most: int, rounds: int) -> _Solution:
    caps, floors = _LimitedClaims(), _LimitedClaims()
    while free_weight := weight - caps.weight - floors.weight:
        level = _Level(spare - caps.cents - floors.cents, free_weight, most)
        rounds += 1
        at_caps, at_floors = _limited_claims(moving, level)
        free = weight - at_caps.weight - at_floors.weight
        limited = at_caps.cents + at_floors.cents
        # In parts of a cent: what the shares at this level come to beyond the money.
        excess = (limited - spare) * level.weight + level.cents * free
        if excess == 0:
            return _Solution(spare - limited, free, most, level, level, rounds)
        if excess > 0:
            floors = at_floors
        else:
            caps = at_caps
    return _Solution(0, 0, most, caps.at, floors.at, rounds)


def _limited_claims(moving: ir.Table, level: _Level) -> tuple[_LimitedClaims, _LimitedClaims]:
    """The claims that are at their cap, and at their floor, at this level."""
    held = moving.mutate(capped=_cap_binds(moving, level))
    held = held.mutate(floored=~held["capped"] & _floor_binds(held, level))
    found = aggregates(
        held,
        cap_cents=total(ibis.ifelse(held["capped"], held["cap"], 0)),
        cap_weight=total(ibis.ifelse(held["capped"], held["weight"], 0)),
        floor_cents=total(ibis.ifelse(held["floored"], held["floor"], 0)),
        floor_weight=total(ibis.ifelse(held["floored"], held["weight"], 0)),
    )
    return (
        _LimitedClaims(level, found["cap_cents"], found["cap_weight"]),
        _LimitedClaims(level, found["floor_cents"], found["floor_weight"]),
    )


def _cap_binds(terms: ir.Table, level: _Level | None) -> ir.BooleanValue:
    reached = terms["cap"] <= terms["floor"]
    if level is not None:
        reached = reached | (level.down(terms["weight"]) >= terms["cap"])
    return reached.fill_null(False)


def _floor_binds(terms: ir.Table, level: _Level | None) -> ir.BooleanValue:
    if level is None:
        return ibis.literal(False)
    return (terms["floor"] > 0) & level.is_within(terms["weight"], terms["floor"])


def _quotas(shared: ir.Table, solution: _Solution, rule: ShareRule) -> Quotas | None:
    """How the free claims divide what the limits leave; None if nobody is free."""
    level = solution.payment_level
    if level is None:
        return None
    free = shared.filter(shared["bound"] == "free")
    return quotas_of(free, level.cents, level.weight, level.most_weight, rule)


def _with_cents(shared: ir.Table, solution: _Solution, quotas: Quotas | None) -> ir.Table:
    limited = ibis.cases(
        (shared["bound"] == "cap", shared["cap"]),
        (shared["bound"] == "below_minimum", ibis.literal(0, "int64")),
        else_=shared["floor"],
    )
    if quotas is None:
        return shared.mutate(base=limited, remainder=exact_integer(0), cents=limited)
    free = shared["bound"] == "free"
    parts = shared.mutate(
        base=ibis.ifelse(free, quotas.base(shared["weight"]).cast("int64"), limited),
        remainder=ibis.ifelse(
            free, exact_integer(quotas.remainder(shared["weight"])), exact_integer(0)
        ),
    )
    extra = quotas.extra_cents(parts["remainder"], parts["key"])
    # A limited share has no remainder, and the rules give no cent to a remainder of nothing.
    return parts.mutate(cents=parts["base"] + extra)
