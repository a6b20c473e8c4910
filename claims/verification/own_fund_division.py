"""A fund divided again, one claim after the other: pools, top-up, rounds, tax cap, reserve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from claims.verification.own_fund import (
    FundDeductions,
    fund_deductions,
    pool_money,
    unreported_maximum,
)
from claims.verification.own_merits import (
    CannotRecalculate,
    Merits,
    Terms,
    cents_paid_before,
    is_cashed,
    terms_of,
)
from claims.verification.own_pool_shares import Claim, PoolShares, Sharers, share_pool
from claims.verification.plan_numbers import cents

Row = Mapping[str, Any]


@dataclass(slots=True)
class ClaimPayment:
    """One claim on its way to a payment; `treatment` is pay, keep or None.

    `terms` by pool, or of the one round. `is_capped`: no taxpayer number is known to be on file.
    `paid_before` and `came_back` are cents of an earlier round. `money` is what is paid, kept and
    withheld.
    """

    claim: Claim
    terms: Mapping[str, Terms]
    treatment: str | None
    is_capped: bool
    paid_before: int = 0
    came_back: int = 0
    money: tuple[int, int, int] = (0, 0, 0)


def claim_payment(
    claim: Claim, merits: Merits, shared: Mapping[str, Row], treatment: str | None, stated: Row
) -> ClaimPayment:
    """The claim as it stands before the money is divided."""
    terms = {key: terms_of(shares, merits, stated) for key, shares in shared.items()}
    cap, later = stated.get("tax_cap"), next(iter(shared.values()), {})
    is_capped = cap is not None and merits.known.holds(cap["unless"]) is not True
    before = cents_paid_before(later, merits.known) if "paid" in later else 0
    is_back = "paid" in later and is_cashed(later, merits.known) is False
    return ClaimPayment(claim, terms, treatment, is_capped, before, before if is_back else 0)


def payability(verdict: str, standing: str | None, is_known: bool, stated: Row) -> str | None:
    """Paid, kept, or neither; no standing is approved."""
    standing = standing or "approved"
    if verdict == "eligible" and standing == "approved" and is_known:
        return "pay"
    reasons = set()
    if standing == "appealed":
        reasons.add("appealed")
    if standing == "pending" and verdict != "ineligible":
        reasons.add("pending")
    if verdict == "undetermined" or (verdict == "eligible" and not is_known):
        reasons.add("undetermined")
    return "keep" if reasons & set(stated["reserve_for"]) else None


@dataclass(frozen=True)
class SharedPool:
    """One pool, or a later round, with its shares."""

    key: str
    money: int
    filling: PoolShares


@dataclass(frozen=True)
class FundResult:
    """The fund divided; each case has its payment, kept and withheld in `money`."""

    falls: FundDeductions
    top_up: int
    net: int
    pools: Sequence[SharedPool]
    payments: int
    kept: int
    withheld: int
    residual: int
    kept_without_amount: int


def divide_fund(
    cases: Sequence[ClaimPayment], stated: Row, shared: Mapping[str, Row], number: int
) -> FundResult:
    """Divide the fund, or the money of a later round, among the cases.

    `shared` is what money is divided by, by key: the pools, or the one round. Raises
    CannotRecalculate where floors do not fit or more would be paid than there is.
    """
    falls, top_up = fund_deductions(stated), 0
    net = falls.net
    if number == 1:
        pools = _pools(cases, stated, net)
        top_up = _top_up(cases, stated, pools)
        if top_up:
            net += top_up
            pools = _pools(cases, stated, net)
    else:
        key, later = next(iter(shared.items()))
        net = _money_of_round(cases, later, falls.net)
        is_held = net >= cents(later.get("only_if_at_least", "0"))
        for case in cases:
            case.treatment = case.treatment if is_held else None
        pools = [_share_one_pool(cases, key, later, net if is_held else 0, stated)]
    return _settle(cases, stated, shared, FundResult(falls, top_up, net, pools, 0, 0, 0, 0, 0))


def _pools(cases: Sequence[ClaimPayment], stated: Row, net: int) -> list[SharedPool]:
    left, pools = net, []
    for pool in stated["pools"]:
        found = _share_one_pool(
            cases, pool["key"], pool, pool_money(pool, net, left, stated), stated
        )
        is_gone = pool["unspent"] == "residual"
        left -= found.money if is_gone else min(found.filling.used, found.money)
        pools.append(found)
    return pools


def _share_one_pool(
    cases: Sequence[ClaimPayment], key: str, shares: Row, money: int, stated: Row
) -> SharedPool:
    rule = stated["rounding"]["payments"]
    minimum = cents(shares["minimum_payment"]) if "minimum_payment" in shares else None
    in_whole_cents = shares["share_value"] == "whole_cents"

    def filled(limit: str) -> PoolShares:
        return share_pool(_sharers(cases, key, limit), money, rule, minimum, in_whole_cents)

    filling = filled("at_most")
    if "then_at_most" in shares and filling.leaves_money:
        filling = filled("then_at_most")
    return SharedPool(key, money, filling)


def _sharing_claims(cases: Sequence[ClaimPayment], key: str) -> list[ClaimPayment]:
    """Those who share; of kept claims also those of whom nobody knows whether they may."""
    return [
        case
        for case in cases
        if case.treatment is not None
        and case.terms[key].weight is not None
        and (
            case.terms[key].member is True
            or (case.terms[key].member is None and case.treatment == "keep")
        )
    ]


def _sharers(cases: Sequence[ClaimPayment], key: str, limit: str) -> list[Sharers]:
    """Those who share, put together where they share alike."""
    alike: dict[tuple[Fraction, int, int | None], list[Claim]] = {}
    for case in _sharing_claims(cases, key):
        terms = case.terms[key]
        weight = terms.weight if terms.weight is not None else Fraction(0)
        terms_alike = (weight, terms.limits["at_least"] or 0, terms.limits[limit])
        alike.setdefault(terms_alike, []).append(case.claim)
    return [Sharers(claims, *terms) for terms, claims in alike.items()]


def _top_up(cases: Sequence[ClaimPayment], stated: Row, pools: Sequence[SharedPool]) -> int:
    """What the defendant adds, because one share before any limit is below a sum."""
    top_up = stated["fund"].get("top_up")
    if top_up is None:
        return 0
    key = top_up["pool"]
    weights = sum(case.terms[key].weight or 0 for case in _sharing_claims(cases, key))
    if not weights:
        return 0
    money = next(pool.money for pool in pools if pool.key == key)
    is_below = money / Fraction(weights) < cents(top_up["if_share_below"])
    return cents(top_up["amount"]) if is_below else 0


def _money_of_round(cases: Sequence[ClaimPayment], later: Row, net: int) -> int:
    """What came back, perhaps what was never paid out, less what the round costs."""
    came_back = sum(case.came_back for case in cases)
    paid = sum(case.paid_before for case in cases)
    if later["money"] == "returned_and_residual":
        came_back += max(0, net - paid)
    return max(0, came_back - cents(later.get("costs", "0")))


def _settle(
    cases: Sequence[ClaimPayment], stated: Row, shared: Mapping[str, Row], found: FundResult
) -> FundResult:
    for case in cases:
        shares = sum(pool.filling.shares.get(case.claim, 0) for pool in found.pools)
        most = _largest_payment(case, shares, stated)
        case.money = (0, shares, 0)
        if case.treatment == "pay":
            case.money = (most, 0, shares - most)
    payments, kept, withheld = (sum(case.money[place] for case in cases) for place in range(3))
    residual = found.net - payments - kept - withheld
    if residual < 0:
        raise CannotRecalculate(f"{-residual} cents more would be paid than there is.")
    without_amount = [case for case in cases if _is_reserved_without_amount(case, shared)]
    return FundResult(
        found.falls,
        found.top_up,
        found.net,
        found.pools,
        payments=payments,
        kept=kept,
        withheld=withheld,
        residual=residual,
        kept_without_amount=len(without_amount),
    )


def _largest_payment(case: ClaimPayment, shares: int, stated: Row) -> int:
    """What of the shares may be paid, with what was paid before."""
    if not case.is_capped:
        return shares
    return min(shares, max(0, unreported_maximum(stated["tax_cap"]) - case.paid_before))


def _is_reserved_without_amount(case: ClaimPayment, shared: Mapping[str, Row]) -> bool:
    if case.treatment != "keep":
        return False
    return any(
        case.terms[key].member is not False and case.terms[key].weight is None for key in shared
    )
