"""Reading amounts, rounding one, and shares by largest remainder."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from claims.calculator.allocation.apportionment import apportion
from claims.money import SHARE_RULES, NotAnAmount, format_cents, parse_cents, rounded_ratio
from tests.claims.calculator.cases import engine
from tests.docs.engine import by_key, cents, claims_table, money
from tests.docs.tables import Row
from tests.worked_examples.examples import run

Given = Mapping[str, Any]


def amounts(_: Given, rows: list[Row]) -> list[Row]:
    return [{"cents": _read(row["written"].replace("nothing", ""))} for row in rows]


def _read(text: str) -> str:
    try:
        return f"{parse_cents(text):,}"
    except NotAnAmount:
        return "refused"


def rounded_amounts(_: Given, rows: list[Row]) -> list[Row]:
    exact = [Fraction(row["exact cents"]) for row in rows]
    return [
        {rule: str(rounded_ratio(*each.as_integer_ratio(), rule)) for rule in ("down", "half_up")}
        for each in exact
    ]


def percentages(given: Given, rows: list[Row]) -> list[Row]:
    found = []
    for row in rows:
        exact = Fraction(given["percent"]) / 100 * (cents(row["price"]) or 0)
        found.append(
            {
                "exact cents": f"{float(exact):.2f}",
                "down": money(rounded_ratio(*exact.as_integer_ratio(), "down")),
                "half_up": money(rounded_ratio(*exact.as_integer_ratio(), "half_up")),
            }
        )
    return found


def points(_: Given, rows: list[Row]) -> list[Row]:
    found = []
    for row in rows:
        value = Fraction(row["value of a point"].removeprefix("$")) * 100
        paid = {}
        for heading, rule in (("down", "down"), ("half up", "half_up")):
            for number in (188, 24):
                share = rounded_ratio(*(value * number).as_integer_ratio(), rule)
                paid[f"{number} points, {heading}"] = money(share)
        found.append(paid)
    return found


def largest_remainder(given: Given, rows: list[Row]) -> list[Row]:
    """Apportionment step by step; the fund is in `money`."""
    fund = int(parse_cents(given["money"]))
    table = claims_table(_weights(rows))
    found = by_key(apportion(engine(), table, fund).table)
    return [
        {
            "weight × fund": f"{int(row['weight']) * fund:,}",
            "base": str(found[row["reference"]]["base"]),
            "remainder": str(found[row["reference"]]["remainder"]),
            "extra cent": "1" if found[row["reference"]]["cents"] > _base(found, row) else "",
            "share": money(found[row["reference"]]["cents"]),
        }
        for row in rows
    ]


def _weights(rows: list[Row]) -> list[dict[str, Any]]:
    return [{"key": row["reference"], "weight": int(row["weight"])} for row in rows]


def _base(found: dict[str, dict[str, Any]], row: Row) -> int:
    return int(found[row["reference"]]["base"])


def three_rules(given: Given, rows: list[Row]) -> list[Row]:
    """The same shares under each rule."""
    fund = int(parse_cents(given["money"]))
    weights = _weights(rows)
    whole = sum(weight["weight"] for weight in weights)
    by_rule = {
        rule: by_key(apportion(engine(), claims_table(weights), fund, rule).table)
        for rule in SHARE_RULES
    }
    return [
        {
            "exact cents": _mixed(Fraction(weight["weight"] * fund, whole)),
            **{rule: money(found[weight["key"]]["cents"]) for rule, found in by_rule.items()},
        }
        for weight in weights
    ]


def _mixed(value: Fraction) -> str:
    left, parts = divmod(value.numerator, value.denominator)
    return f"{left:,} {parts}/{value.denominator}" if parts else f"{left:,}"


def two_funds(given: Given, rows: list[Row]) -> list[Row]:
    """The same weights with two funds, to see who gets less of the larger."""
    weights = _weights(rows)
    found: list[Row] = [{} for _ in rows]
    for fund in given["money"]:
        shares = by_key(apportion(engine(), claims_table(weights), int(parse_cents(fund))).table)
        for row, weight in zip(found, weights, strict=True):
            row[f"of ${fund}"] = money(shares[weight["key"]]["cents"])
    return found


def wages(given: Given, rows: list[Row]) -> list[Row]:
    """So many equal wages under each rule, and what that leaves or overspends."""
    fund, claims = int(parse_cents(given["money"])), int(given["claims"])
    weights = [{"key": f"{number:04d}", "weight": 10} for number in range(claims)]
    found = []
    for row in rows:
        result = apportion(engine(), claims_table(weights), fund, row["rule"])
        paid = sorted(each["cents"] for each in by_key(result.table).values())
        told = {amount: paid.count(amount) for amount in paid}
        each = " and ".join(f"{n} of {format_cents(amount)}" for amount, n in told.items())
        left, over = money(result.left_cents), money(result.over_cents)
        found.append({"paid": each, "together": money(sum(paid)), "left": left, "too much": over})
    return found


def overspending(given: Given, rows: list[Row]) -> list[Row]:
    """What a plan that rounds half up pays out, or by how much it is refused."""
    found = []
    for row in rows:
        claims = [{"claim": "w", "repeat": int(row["claims"]), "facts": {"workweeks": 10}}]
        example = {"plan": "fictional-wages", "claims": claims}
        found.append({"result": _outcome(example)})
    return found


def _outcome(example: Mapping[str, Any]) -> str:
    try:
        return f"paid, and {money(cents(run(example)['total.residual']))} left"
    except ValueError as error:
        return f"refused: {money(getattr(error, 'over_cents', None))} too much"


CHECKS = {
    "amounts": (("written",), amounts),
    "rounded": (("exact cents",), rounded_amounts),
    "percentages": (("price",), percentages),
    "points": (("value of a point",), points),
    "largest remainder": (("reference", "weight"), largest_remainder),
    "three rules": (("reference", "weight"), three_rules),
    "two funds": (("reference", "weight"), two_funds),
    "wages": (("rule",), wages),
    "overspending": (("claims",), overspending),
}
