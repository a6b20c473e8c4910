"""A claim's share of each pool, and what of it is paid, kept and withheld."""

from collections.abc import Iterator
from fractions import Fraction

from claims.calculator.allocation import (
    FIRST_ROUND,
    Division,
    PoolResult,
    limits_of,
    shares_by_key,
    weight_scale,
)
from claims.calculator.explanation.explainer import Explainer
from claims.plans.prose import Item, Listing, Paragraph, Section
from claims.plans.prose.document import Block
from claims.plans.prose.fund_section import fund_section
from claims.plans.shares import ByFact, Pool, Round, Shares

_CENTS_PER_DOLLAR = 100


def share_section(teller: Explainer, division: Division, round_number: int) -> Section:
    """From the fund to this claim's share in whole cents, pool by pool."""
    blocks: list[Block] = []
    fund = fund_section(teller.scribe)
    if round_number == FIRST_ROUND and fund is not None:
        blocks += fund.blocks
    else:
        money = teller.say("round_money", money=teller.money(division.net))
        blocks.append(Paragraph(money))
    by_key = shares_by_key(teller.plan, round_number)
    items = tuple(_pool_item(by_key[pool.key], pool, teller) for pool in division.pools)
    return Section("share", teller.say("share_title"), (*blocks, Listing(items)))


def paid_section(teller: Explainer, division: Division | None) -> Section:
    """What becomes of the claim's shares."""
    title = teller.say("paid_title")
    if division is None:
        return Section("paid", title, (Paragraph(teller.say("no_fund")),))
    row = teller.row
    blocks: list[Block] = []
    if row["payment"] == 0:
        blocks.append(Paragraph(teller.say("not_paid")))
    shares = sum(row[f"share_{pool.key}"] or 0 for pool in division.pools)
    items = [Item(teller.money(shares), teller.say("shares_together"))]
    if row["withheld"]:
        cap = teller.plan.tax_cap
        source = teller.scribe.source(cap.citation) if cap else None
        items.append(Item(teller.money(row["withheld"]), teller.say("withheld"), source=source))
    if row["kept"]:
        items.append(Item(teller.money(row["kept"]), teller.say("kept")))
    items.append(Item(teller.money(row["payment"] or 0), teller.say("payment")))
    return Section("paid", title, (*blocks, Listing(tuple(items))))


def _pool_item(shares: Shares, result: PoolResult, teller: Explainer) -> Item:
    assert isinstance(shares, Pool | Round)  # noqa: S101  # nosec B101  (there is nothing else)
    bound = teller.row.get(f"bound_{result.key}")
    parts = tuple(Item(text) for text in _step_texts(shares, result, bound, teller))
    text = parts[0].text if bound is None else _share_text(result, teller)
    return Item(
        text,
        teller.words(shares.label),
        () if bound is None else parts,
        teller.scribe.source(shares.citation),
    )


def _share_text(result: PoolResult, teller: Explainer) -> str:
    return teller.say(
        "in_pool",
        share=teller.money(teller.row[f"share_{result.key}"]),
        money=teller.money(result.money),
        claims=teller.scribe.language.number(result.claims),
    )


def _step_texts(
    shares: Shares, result: PoolResult, bound: str | None, teller: Explainer
) -> Iterator[str]:
    weight = teller.row[f"weight_{result.key}"]
    if bound is None:
        yield _no_share_text(result, teller)
        return
    counted = Fraction(int(weight), weight_scale(shares))
    unit = _weight_unit(shares, teller)
    yield teller.say(f"weight_{unit}", weight=_weight_text(counted, unit, teller))
    if result.share_value is not None:
        many = _CENTS_PER_DOLLAR if unit == "money" else 1
        worth = teller.exact_money(result.share_value * many)
        yield teller.say(f"{_UNIT_WORTH_KEYS[unit]}_value", value=worth)
    for name in limits_of(shares):
        limit = teller.row[f"{name}_{result.key}"]
        if limit is not None:
            yield teller.say(f"limit_value_{name}", value=teller.money(limit))
    yield _bound_text(bound, counted, result, teller)


def _bound_text(bound: str, counted: Fraction, result: PoolResult, teller: Explainer) -> str:
    share = teller.money(teller.row[f"share_{result.key}"])
    exact = None if result.share_value is None else counted * result.share_value
    return teller.say(f"bound_{bound}", share=share, exact=teller.exact_money(exact))


def _no_share_text(result: PoolResult, teller: Explainer) -> str:
    """Why a claim has no share here: it is not of those who share, or nobody knows."""
    member = teller.row[f"member_{result.key}"]
    if member is None:
        return teller.say("member_unknown")
    if member and teller.row[f"weight_{result.key}"] is None:
        return teller.say("weight_unknown")
    return teller.say("not_in_pool")


_UNIT_WORTH_KEYS = {"shares": "share", "units": "unit", "money": "dollar"}


def _weight_unit(shares: Shares, teller: Explainer) -> str:
    """What a claim's weight is counted in."""
    if shares.by == "equal":
        return "shares"
    if isinstance(shares.by, ByFact) and teller.plan.facts[shares.by.fact].type == "count":
        return "units"
    return "money"


def _weight_text(weight: Fraction, unit: str, teller: Explainer) -> str:
    if unit == "money":
        return teller.exact_money(weight)
    whole, rest = divmod(weight.numerator, weight.denominator)
    if rest == 0:
        return teller.scribe.language.number(whole)
    return teller.scribe.language.ratio(f"{weight.numerator}/{weight.denominator}")
