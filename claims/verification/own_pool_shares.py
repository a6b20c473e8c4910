"""One pool shared: by the points at which limits begin and cease to bind, walked in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from claims.verification.own_merits import CannotRecalculate
from claims.verification.plan_numbers import whole_cents

Claim = str | int


@dataclass(frozen=True, eq=False)
class Sharers:
    """Claims with one weight and the same limits in cents, in any order; `most` None: no limit."""

    claims: Sequence[Claim]
    weight: Fraction
    least: int
    most: int | None

    @property
    def floor(self) -> int:
        """The least share; never above the most, which decides where the two cross."""
        return self.least if self.most is None else min(self.least, self.most)


@dataclass(frozen=True)
class PoolShares:
    """Shares in cents and what decides each; `value` of a weight of 1, None if no share has it.

    `leaves_money`: every share is at a limit, and money is left.
    """

    shares: dict[Claim, int]
    bounds: dict[Claim, str]
    value: Fraction | None
    leaves_money: bool

    @property
    def used(self) -> int:
        return sum(self.shares.values())


def share_pool(
    sharers: Sequence[Sharers],
    money: int,
    rounding: str,
    minimum_payment: int | None,
    in_whole_cents: bool,
) -> PoolShares:
    """Share the money; raises CannotRecalculate where the least shares are more than it."""
    alone = "half_up" if rounding == "half_up" else "down"
    value = _share_value(sharers, money)
    level = _whole_cent_value(value, sharers, alone) if in_whole_cents else value
    above, below = list(sharers), set[Sharers]()
    if minimum_payment is not None:
        below = {s for s in sharers if _exact_share(s, level) // 1 < minimum_payment}
        above = [s for s in sharers if s not in below]
        value = _share_value(above, money)
        level = _whole_cent_value(value, above, alone) if in_whole_cents else value
    shares, bounds, free = dict[Claim, int](), dict[Claim, str](), list[Sharers]()
    for s in sharers:
        bound = _deciding_limit(s, level, s in below)
        bounds.update(dict.fromkeys(s.claims, bound))
        share = 0 if bound == "below_minimum" else int(_exact_share(s, level) // 1)
        shares.update(dict.fromkeys(s.claims, share))
        free += [s] if bound == "free" else []
    _round_shares(free, level, shares, alone if in_whole_cents else rounding)
    # With the value cut, a claim can come to a limit that did not bind; the value stays in force.
    is_used = bool(_free_sharers(above, value))
    return PoolShares(
        shares=shares,
        bounds=bounds,
        value=value if is_used else None,
        leaves_money=not is_used and sum(shares.values()) < money,
    )


def _free_sharers(sharers: Iterable[Sharers], value: Fraction | None) -> list[Sharers]:
    return [s for s in sharers if _deciding_limit(s, value, is_below=False) == "free"]


def _deciding_limit(sharer: Sharers, value: Fraction | None, is_below: bool) -> str:
    """What decides the share at this value; None is a value beyond every limit."""
    if is_below and (sharer.weight or sharer.floor):
        return "below_minimum"
    if not sharer.weight:
        return "no_weight"
    if sharer.most is not None and (
        sharer.most <= sharer.floor or value is None or value * sharer.weight >= sharer.most
    ):
        return "cap"
    if sharer.floor and value is not None and value * sharer.weight <= sharer.floor:
        return "floor"
    return "free"


def _exact_share(sharer: Sharers, value: Fraction | None) -> Fraction:
    bound = _deciding_limit(sharer, value, is_below=False)
    if bound == "cap":
        return Fraction(sharer.most or 0)
    if bound == "free" and value is not None:
        return value * sharer.weight
    return Fraction(sharer.floor)


def _share_value(sharers: Sequence[Sharers], money: int) -> Fraction | None:
    """The value at which the shares come to the money; None if they never do."""
    needed = sum(s.floor * len(s.claims) for s in sharers)
    if needed > money:
        raise CannotRecalculate(f"The least shares come to {needed} cents, the pool has {money}.")
    fixed, slope = Fraction(needed), Fraction(0)
    changes: dict[Fraction, list[tuple[Fraction, int]]] = {}
    for s in sharers:
        if not s.weight or (s.most is not None and s.most <= s.floor):
            continue
        many, weight = len(s.claims), s.weight * len(s.claims)
        changes.setdefault(s.floor / s.weight, []).append((weight, -s.floor * many))
        if s.most is not None:
            changes.setdefault(s.most / s.weight, []).append((-weight, s.most * many))
    at = Fraction(0)
    for point in sorted(changes):
        if fixed + slope * point >= money and point > 0:
            return at if not slope else (money - fixed) / slope
        for weight, cents in changes[point]:
            slope += weight
            fixed += cents
        at = point
    return (money - fixed) / slope if slope else (at if fixed == money and changes else None)


def _whole_cent_value(
    value: Fraction | None, sharers: Sequence[Sharers], rule: str
) -> Fraction | None:
    """The value in whole cents; as it is where nobody's share depends on it."""
    if value is None or not _free_sharers(sharers, value):
        return value
    return Fraction(whole_cents(value, rule))


def _round_shares(
    free: Sequence[Sharers], level: Fraction | None, shares: dict[Claim, int], rounding: str
) -> None:
    """Make whole cents of the free shares; limits are whole already."""
    if level is None:
        return
    if rounding == "half_up":
        for s in free:
            shares.update(dict.fromkeys(s.claims, whole_cents(level * s.weight, "half_up")))
    if rounding == "largest_remainder":
        by_remainder: dict[Fraction, list[Claim]] = {}
        for s in free:
            by_remainder.setdefault(level * s.weight % 1, []).extend(s.claims)
        left = int(sum(rest * len(claims) for rest, claims in by_remainder.items()))
        for rest in sorted(by_remainder, reverse=True):
            # Of equal remainders the first claims get what is left.
            for claim in sorted(by_remainder[rest])[:left]:
                shares[claim] += 1
            left = max(0, left - len(by_remainder[rest]))
