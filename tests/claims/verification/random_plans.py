"""Strategies for whole plans of allocation that load, over all that the grammar has."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st
from pydantic import ValidationError

from claims.plans import Plan
from claims.plans.fund import Fund
from claims.plans.shares import ReserveReason
from tests.claims.verification.random_forms import (
    RATIOS,
    Part,
    Types,
    amounts,
    conditions,
    keys_of,
)

WORDS = {"en": "word", "es": "palabra"}
CITATION = {"text": "an order", "verified": True}
NAMED = {"label": WORDS, "citation": CITATION}
REASONS: tuple[ReserveReason, ...] = ("pending", "appealed", "undetermined")

_PERIOD = {"start": date(2024, 1, 1), "end": date(2025, 1, 1)}
FACTS: dict[str, tuple[str, Part]] = {
    "number": ("yes_or_no", {"kind": "claim_value", "type": "yes_or_no"}),
    "state": ("text", {"kind": "claim_value", "type": "text"}),
    "home": ("text", {"kind": "claim_value", "type": "text", "if_blank": "CA"}),
    "bought": ("day", {"kind": "claim_value", "type": "day"}),
    "messages": ("count", {"kind": "count", "of": "messages", "within": _PERIOD}),
    "spent": (
        "amount",
        {
            "kind": "sum",
            "of": "subscriptions",
            "within": _PERIOD,
            "where": [
                {"column": "product", "in": ["a"], "not_counted": ["b"]},
                {"column": "amount_paid", "above": "1.00"},
            ],
        },
    ),
    "found": ("yes_or_no", {"kind": "matter_finding", "established": True, "citation": CITATION}),
    "devices": ("count", {"kind": "claim_value", "type": "count", "if_blank": 1}),
    "refund": ("amount", {"kind": "claim_value", "type": "amount", "if_blank": "3.33"}),
}
ALWAYS = {
    "units": ("count", {"kind": "claim_value", "type": "count"}),
    "loss": ("amount", {"kind": "claim_value", "type": "amount"}),
}
OF_ROUNDS = {
    "paid": ("amount", {"kind": "claim_value", "type": "amount"}),
    "cashed": ("yes_or_no", {"kind": "claim_value", "type": "yes_or_no"}),
}
TOTAL = {"both": ("count", {"kind": "total", "type": "count", "of": ["units", "messages"]})}

rarely = st.integers(0, 19).map(lambda number: number == 19)
seldom = st.sampled_from([False, False, False, True])
GROSS = (500_000, 99_999, 5_000_000, 1_000, 100, 3, 1, 0)
LARGE_GROSS = (50_000_000, 5_000_001, 1_000_000)
"""In cents; so large that a share can reach the threshold for reporting, two thousand dollars."""

TOP_UPS = st.sampled_from(["0.01", "50.00", "1000.00"])
often = st.sampled_from([True, True, True, False])


def _decimal(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan that loads; most have a fund."""
    with_fund = draw(often)
    has_round = with_fund and draw(st.booleans())
    chosen = draw(st.lists(st.sampled_from(list(FACTS)), max_size=4, unique=True))
    facts = ALWAYS | {key: FACTS[key] for key in chosen}
    if "messages" in chosen:
        facts |= TOTAL
    if has_round:
        facts |= OF_ROUNDS
    types = {key: type_ for key, (type_, _) in facts.items()}
    subclasses = ["young", "local"][: draw(st.integers(0, 2))]
    asked = conditions(types, subclasses)
    heads = draw(_heads(types, subclasses))
    plan: Part = {
        "slug": "random",
        **dict.fromkeys(("caption", "docket", "court"), "words"),
        "description": WORDS,
        "currency": "USD",
        "facts": {key: {"label": WORDS, **fact} for key, (_, fact) in facts.items()},
        "subclasses": [
            {"key": key, **NAMED, "condition": draw(conditions(types))} for key in subclasses
        ],
        "criteria": [
            {
                "key": f"criterion_{i}",
                **NAMED,
                "words": dict.fromkeys(("met", "unmet", "unknown"), WORDS),
                "condition": draw(asked),
            }
            for i in range(draw(st.sampled_from([0, 1, 1, 2, 3])))
        ],
        "damages": heads,
        "combine": draw(st.sampled_from(["stack", "greatest", "alternatives"])),
        "rounding": {
            "amounts": draw(st.sampled_from(["down", "half_up"])),
            "payments": draw(
                st.sampled_from(["largest_remainder", "largest_remainder", "down", "half_up"])
            ),
            "citation": CITATION,
        },
    }
    if with_fund:
        plan |= draw(_money(types, subclasses, heads, plan["combine"], has_round))
        if "top_up" in plan["fund"]:
            # What is left of a fund that may have been topped up is no money of a round.
            for later in plan.get("rounds", []):
                later["money"] = "returned"
    try:
        return Plan.model_validate(plan)
    except ValidationError as error:
        if "too fine" in str(error):
            reject()
        raise  # a mistake here, which rejected would hide what is never drawn


@st.composite
def _heads(draw: st.DrawFn, types: Types, subclasses: list[str]) -> list[Part]:
    heads: list[Part] = []
    for key in ("a", "b", "c", "d")[: draw(st.sampled_from([1, 1, 2, 3, 4]))]:
        amount = amounts(types, subclasses, [head["key"] for head in heads])
        head = {"key": key, **NAMED, "explanation": WORDS, "amount": draw(amount)}
        for limit in ("at_least", "at_most"):
            if draw(seldom):
                head[limit] = draw(amount)
        if draw(seldom):
            head["condition"] = draw(conditions(types, subclasses))
        if len(heads) > 0 and draw(seldom):
            head["step"] = True
        heads.append(head)
    return heads


@st.composite
def _money(
    draw: st.DrawFn,
    types: Types,
    subclasses: list[str],
    heads: list[Part],
    combine: str,
    has_round: bool,
) -> Part:
    """What the plan says about the money, from the fund to the residual."""
    asked = conditions(types, subclasses)
    one_award = combine != "alternatives" or sum(not head.get("step") for head in heads) == 1
    shares = _shares(types, subclasses, [head["key"] for head in heads], one_award)
    is_capped = draw(seldom)
    fund = draw(_fund(LARGE_GROSS if is_capped else GROSS))
    pools = draw(_pools(shares, asked, _net(fund)))
    equal = [pool["key"] for pool in pools if pool["by"] == "equal"]
    if equal and draw(seldom):
        fund["top_up"] = {
            **draw(st.fixed_dictionaries(dict.fromkeys(("amount", "if_share_below"), TOP_UPS))),
            "pool": draw(st.sampled_from(equal)),
            "citation": CITATION,
        }
    to = draw(st.sampled_from(["cy_pres", "later_round", "reversion"]))
    money: Part = {"fund": fund, "pools": pools, "residual": {"to": to, "citation": CITATION}}
    if is_capped:
        unless = {"fact": "number", "is": True} if "number" in types else draw(asked)
        paid = {"form": "1099-MISC", "paid_on": date(2026, 5, 1)}
        money["tax_cap"] = {"unless": unless, **paid, "citation": CITATION}
    if draw(seldom):
        money["reserve_for"] = draw(st.lists(st.sampled_from(REASONS), unique=True))
    if has_round:
        money["rounds"] = [draw(_round(shares, asked))]
    return money


@st.composite
def _pools(
    draw: st.DrawFn, shares: st.SearchStrategy[Part], asked: st.SearchStrategy[Part], net: int
) -> list[Part]:
    """Pools that cover the net fund: the last one takes the rest."""
    pools = []
    number = draw(st.sampled_from([1, 1, 2, 3]))
    for i in range(number):
        pool = {"key": f"pool_{i}", **NAMED, "money": "rest", **draw(shares)}
        if i < number - 1:
            pool["money"] = draw(_pool_money(net))
        if draw(seldom):
            pool["who"] = draw(asked)
        if draw(seldom):
            pool["unspent"] = "residual"
        pools.append(pool)
    return pools


@st.composite
def _round(
    draw: st.DrawFn, shares: st.SearchStrategy[Part], asked: st.SearchStrategy[Part]
) -> Part:
    later = {"number": 2, **NAMED, "paid": "paid", "cashed": "cashed", **draw(shares)}
    later["money"] = draw(st.sampled_from(["returned", "returned_and_residual"]))
    for key in ("costs", "only_if_at_least"):
        if draw(seldom):
            later[key] = draw(st.sampled_from(["0.01", "20.00", "300.00"]))
    if draw(seldom):
        later["who"] = draw(asked)
    return later


def _net(fund: Part) -> int:
    """The net fund in whole cents, a fraction dropped."""
    whole = Fund.model_validate(fund)
    deducted = sum(whole.exact_deductions().values(), Fraction(0))
    return int(whole.gross_cents + whole.interest_cents - deducted)


@st.composite
def _fund(draw: st.DrawFn, sums: Sequence[int]) -> Part:
    """A fund whose deductions take at most three quarters of it."""
    gross = draw(st.sampled_from(sums))
    fund: Part = {"gross": _decimal(gross), "citation": CITATION}
    if draw(seldom):
        fund["interest"] = {
            "amount": draw(st.sampled_from(["0.01", "77.77"])),
            "citation": CITATION,
        }
    deductions: list[Part] = []
    for key in ("first", "second", "third")[: draw(st.sampled_from([0, 0, 1, 2, 3]))]:
        part = draw(st.integers(0, gross // 5))
        way: Part = draw(
            st.sampled_from(
                [
                    {"amount": _decimal(part)},
                    {"percent": "25", "of": "gross"},
                    {"percent": "50/3", "of": "gross_and_interest"},
                    {"lodestar": _decimal(part // 2), "multiplier": "1.333333"},
                    {"count": 3, "each": _decimal(part // 3)},
                ]
            )
        )
        if "percent" in way and deductions and draw(st.booleans()):
            way["less"] = [deductions[-1]["key"]]
        deductions.append({"key": key, "purpose": "fees", **NAMED, **way})
    return fund | {"deductions": deductions}


@st.composite
def _pool_money(draw: st.DrawFn, net: int) -> Any:
    """At most two fifths of the net fund, so that two such pools always fit."""
    amount = _decimal(draw(st.integers(0, net * 2 // 5)))
    return draw(
        st.sampled_from(
            [
                "rest",
                {"amount": amount},
                {"percent": "100/3"},
                {"percent": "12.5", "at_most": amount},
            ]
        )
    )


@st.composite
def _shares(
    draw: st.DrawFn, types: Types, subclasses: list[str], heads: list[str], one_award: bool
) -> Part:
    by: list[Any] = ["equal", "equal", {"head": heads[0]}, {"head": heads[-1]}]
    by += ["award"] * 3 if one_award else []
    by += [{"fact": key} for key in keys_of(types, "count", "amount")]
    shares: Part = {"by": draw(st.sampled_from(by))}
    limit = st.one_of(
        st.sampled_from(["1.00", "10.00", "99.99"]), amounts(types, subclasses, heads)
    )
    # Floors are low as a rule: a plan whose floors do not fit its fund is refused as a whole.
    floor = st.one_of(st.sampled_from(["20.00", "100.00", "0.01"]), limit)
    for key, sums in (("at_least", floor), ("at_most", limit)):
        if draw(seldom):
            own = one_award and key == "at_most" and draw(st.booleans())
            shares[key] = "award" if own else draw(sums)
    if one_award and draw(rarely):
        shares["at_least"] = "award"
    if "at_most" in shares and draw(seldom):
        shares["then_at_most"] = draw(limit)
    if draw(seldom):
        shares["minimum_payment"] = draw(st.sampled_from(["0.01", "5.00", "100.00"]))
    if draw(seldom):
        times = st.sampled_from(RATIOS)
        shares["multiples"] = draw(
            st.lists(
                st.fixed_dictionaries({"if": conditions(types, subclasses), "times": times}),
                min_size=1,
                max_size=2,
            )
        )
    ratios = [multiple["times"] for multiple in shares.get("multiples", ())]
    if shares["by"] == "equal" and all(text.isdigit() for text in ratios) and draw(seldom):
        shares["share_value"] = "whole_cents"
    return shares
