"""From the gross fund to the net fund."""

import re
from collections.abc import Mapping
from typing import Any

from claims.calculator.allocation.waterfall import waterfall
from claims.plans import Plan
from tests.claims.calculator.facts.productions import CITATION, WORDS
from tests.docs.engine import dollars, money
from tests.docs.tables import Row

Given = Mapping[str, Any]

_PERCENT = re.compile(
    r"(?P<percent>[0-9./]+)% of the (?P<of>gross fund|fund with interest)(?: less (?P<less>.+))?"
)
_TIMES = re.compile(r"(?P<left>\S+) × (?P<right>\S+)")
_OF = {"gross fund": "gross", "fund with interest": "gross_and_interest"}


def falls(given: Given, rows: list[Row]) -> list[Row]:
    """The steps of one fund: gross first, then interest where there is any, then deductions."""
    gross, *rest = rows
    interest = rest.pop(0)["rule"] if rest and rest[0]["step"] == "interest" else None
    result = waterfall(_plan(gross["rule"], interest, rest, given["amounts"]))
    amounts = [result.gross, *([result.interest] if interest else [])]
    left, found = 0, []
    for amount in amounts:
        left += amount
        found.append({"amount": money(amount), "left": money(left)})
    for _, amount in result.deductions:
        left -= amount
        found.append({"amount": f"-{money(amount)}", "left": money(left)})
    assert left == result.net
    return found


def fees(given: Given, rows: list[Row]) -> list[Row]:
    """One fee by several rules, after the deductions that `above` names."""
    found = []
    for row in rows:
        above = [{"step": key, "rule": rule} for key, rule in given["above"].items()]
        steps = [*above, {"step": "fees", "rule": row["fee"]}]
        plan = _plan(given["gross"], given["interest"], steps, given["amounts"])
        found.append({"amount": money(waterfall(plan).deductions[-1][1])})
    return found


def _plan(gross: str, interest: str | None, steps: list[Row], amounts: str) -> Plan:
    fund: dict[str, Any] = {"gross": dollars(gross), "citation": CITATION}
    if interest:
        fund["interest"] = {"amount": dollars(interest), "citation": CITATION}
    fund["deductions"] = [_deduction(step) for step in steps]
    pool = {"key": "all", "label": WORDS, "citation": CITATION, "money": "rest", "by": "equal"}
    return Plan.model_validate(
        {
            "slug": "a-page",
            "caption": "A v. B",
            "docket": "1",
            "court": "A court",
            "description": WORDS,
            "currency": "USD",
            "facts": {},
            "fund": fund,
            "pools": [pool],
            "residual": {"to": "as_ordered", "citation": CITATION},
            "rounding": {"amounts": amounts, "payments": "down", "citation": CITATION},
        }
    )


def _deduction(step: Row) -> dict[str, Any]:
    rule, key = step["rule"], step["step"].replace(" ", "_")
    common = {"key": key, "purpose": "other", "label": WORDS, "citation": CITATION}
    if percent := _PERCENT.fullmatch(rule):
        less = [word.replace(" ", "_") for word in (percent["less"] or "").split(" and ") if word]
        return common | {
            "percent": percent["percent"],
            "of": _OF[percent["of"]],
            "less": less,
        }
    if product := _TIMES.fullmatch(rule):
        if product["left"].startswith("$"):
            times = {"lodestar": dollars(product["left"]), "multiplier": product["right"]}
        else:
            times = {"count": int(product["left"]), "each": dollars(product["right"])}
        return common | times
    return common | {"amount": dollars(rule)}


CHECKS = {
    "falls": (("step", "rule"), falls),
    "fees": (("fee",), fees),
}
