"""One pool shared: by the points at which limits begin and cease to bind, walked in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from claims.verification.merits import CannotRecalculate
from claims.verification.written import whole


@dataclass(frozen=True)
class Sharer:
    """A claim with its weight and limits in cents; `most` None is no limit."""

    claim: str
    weight: Fraction
    least: int
    most: int | None

    @property
    def floor(self) -> int:
        """The least share; never above the most, which decides where the two cross."""
        return self.least if self.most is None else min(self.least, self.most)


@dataclass(frozen=True)
class Filling:
    """Shares in cents and what decides each; `value` of a weight of 1, None if no share has it.

    `leaves_money`: every share is at a limit, and money is left.
    """

    shares: dict[str, int]
    bounds: dict[str, str]
    value: Fraction | None
    leaves_money: bool

    @property
    def used(self) -> int:
        return sum(self.shares.values())


def fill(
    sharers: list[Sharer],
    money: int,
    rounding: str,
    minimum_payment: int | None,
    in_whole_cents: bool,
) -> Filling:
    """Share the money; raises CannotRecalculate where the least shares are more than it."""
    alone = "half_up" if rounding == "half_up" else "down"
    value = _value(sharers, money)
    level = _cut(value, sharers, alone) if in_whole_cents else value
    above, below = sharers, set[str]()
    if minimum_payment is not None:
        below = {s.claim for s in sharers if _exact(s, level) // 1 < minimum_payment}
        above = [s for s in sharers if s.claim not in below]
        value = _value(above, money)
        level = _cut(value, above, alone) if in_whole_cents else value
    bounds = {s.claim: _bound(s, level, s.claim in below) for s in sharers}
    free = [s for s in sharers if bounds[s.claim] == "free"]
    shares = {
        s.claim: 0 if bounds[s.claim] == "below_minimum" else int(_exact(s, level) // 1)
        for s in sharers
    }
    _round(free, level, shares, alone if in_whole_cents else rounding)
    # With the value cut, a claim can come to a limit that did not bind; the value stays in force.
    is_used = bool(_free(above, value))
    return Filling(
        shares=shares,
        bounds=bounds,
        value=value if is_used else None,
        leaves_money=not is_used and sum(shares.values()) < money,
    )


def _free(sharers: Iterable[Sharer], value: Fraction | None) -> list[Sharer]:
    return [s for s in sharers if _bound(s, value, is_below=False) == "free"]


def _bound(sharer: Sharer, value: Fraction | None, is_below: bool) -> str:
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


def _exact(sharer: Sharer, value: Fraction | None) -> Fraction:
    bound = _bound(sharer, value, is_below=False)
    if bound == "cap":
        return Fraction(sharer.most or 0)
    if bound == "free" and value is not None:
        return value * sharer.weight
    return Fraction(sharer.floor)


def _value(sharers: list[Sharer], money: int) -> Fraction | None:
    """The value at which the shares come to the money; None if they never do."""
    needed = sum(s.floor for s in sharers)
    if needed > money:
        raise CannotRecalculate(f"The least shares come to {needed} cents, the pool has {money}.")
    fixed, slope = Fraction(needed), Fraction(0)
    changes: dict[Fraction, list[tuple[Fraction, int]]] = {}
    for s in sharers:
        if not s.weight or (s.most is not None and s.most <= s.floor):
            continue
        changes.setdefault(s.floor / s.weight, []).append((s.weight, -s.floor))
        if s.most is not None:
            changes.setdefault(s.most / s.weight, []).append((-s.weight, s.most))
    at = Fraction(0)
    for point in sorted(changes):
        if fixed + slope * point >= money and point > 0:
            return at if not slope else (money - fixed) / slope
        for weight, cents in changes[point]:
            slope += weight
            fixed += cents
        at = point
    return (money - fixed) / slope if slope else (at if fixed == money and changes else None)


def _cut(value: Fraction | None, sharers: list[Sharer], rule: str) -> Fraction | None:
    """The value in whole cents; as it is where nobody's share depends on it."""
    if value is None or not _free(sharers, value):
        return value
    return Fraction(whole(value, rule))


def _round(
    free: list[Sharer], level: Fraction | None, shares: dict[str, int], rounding: str
) -> None:
    """Make whole cents of the free shares; limits are whole already."""
    if level is None:
        return
    quotas = {s.claim: level * s.weight for s in free}
    if rounding == "half_up":
        shares.update({claim: whole(quota, "half_up") for claim, quota in quotas.items()})
    if rounding == "largest_remainder":
        left = int(sum(quotas.values(), Fraction(0)) - sum(shares[claim] for claim in quotas))
        in_order = sorted(quotas, key=lambda claim: (-(quotas[claim] % 1), claim))
        for claim in in_order[:left]:
            shares[claim] += 1
