"""The fund again: from gross to net, the money of pools and rounds, and reporting thresholds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from claims import plans
from claims.verification.plan_numbers import cents, ratio, whole_cents

Row = Mapping[str, Any]

# The law itself is data that both implementations read; how it is read is each one's own.
_FORMS_FOLDER = Path(plans.__file__).parents[1] / "law" / "statutes" / "reporting_forms"


@dataclass(frozen=True)
class FundDeductions:
    """Gross, interest and each deduction in cents, and what they leave."""

    gross: int
    interest: int
    deducted: Mapping[str, int]
    net: int


def fund_deductions(stated: Row) -> FundDeductions:
    """Each deduction in its order, rounded by the plan's rule, and never more than is left."""
    fund, rule = stated["fund"], stated["rounding"]["amounts"]
    gross = cents(fund["gross"])
    interest = cents(fund["interest"]["amount"]) if "interest" in fund else 0
    deducted: dict[str, int] = {}
    for deduction in fund["deductions"]:
        exact = _exact_deduction(deduction, gross, interest, deducted)
        left = gross + interest - sum(deducted.values())
        deducted[deduction["key"]] = min(whole_cents(exact, rule), left)
    return FundDeductions(gross, interest, deducted, gross + interest - sum(deducted.values()))


def _exact_deduction(
    deduction: Row, gross: int, interest: int, deducted: Mapping[str, int]
) -> Fraction:
    if "amount" in deduction:
        return Fraction(cents(deduction["amount"]))
    if "lodestar" in deduction:
        return cents(deduction["lodestar"]) * ratio(deduction["multiplier"])
    if "count" in deduction:
        return Fraction(deduction["count"] * cents(deduction["each"]))
    base = gross + (interest if deduction["of"] == "gross_and_interest" else 0)
    base -= sum(deducted[key] for key in deduction["less"])
    return max(base, 0) * ratio(deduction["percent"]) / 100


def pool_money(pool: Row, net: int, left: int, stated: Row) -> int:
    """What a pool holds: a sum, a percentage of the net fund or the rest; at most what is left."""
    money = pool["money"]
    if money == "rest":
        return left
    if "amount" in money:
        return min(cents(money["amount"]), left)
    part = whole_cents(net * ratio(money["percent"]) / 100, stated["rounding"]["amounts"])
    if "at_most" in money:
        part = min(part, cents(money["at_most"]))
    return min(part, left)


def unreported_maximum(cap: Row) -> int:
    """A cent less than must be reported on the form for payments of that day."""
    paid_on = date.fromisoformat(cap["paid_on"])
    in_force = [
        value for value in _reporting_form(cap["form"])["values"] if value["in_force_on"] <= paid_on
    ]
    return cents(in_force[-1]["amount"]) - 1


@cache
def _reporting_form(name: str) -> dict[str, Any]:
    files = [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in _FORMS_FOLDER.glob("*.yaml")
    ]
    return next(form for form in files if form["form"] == name)
