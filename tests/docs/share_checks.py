"""Pools shared: within limits, pass by pass, with a minimum payment."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any
from unittest.mock import patch

from claims.calculator.allocation import water_filling
from claims.calculator.allocation.water_filling import FilledPool, FloorsDoNotFit, fill_pool
from claims.money import parse_cents
from tests.claims.calculator.cases import engine
from tests.docs.engine import by_key, cents, claims_table, money
from tests.docs.tables import Row
from tests.worked_examples.examples import run

Given = Mapping[str, Any]
_BOUNDS = {
    "free": "its weight",
    "floor": "the floor",
    "cap": "the cap",
    "below_minimum": "the minimum payment",
    "no_weight": "no weight",
}


def shares(given: Given, rows: list[Row]) -> list[Row]:
    found = by_key(_filled(given, rows).table)
    return [
        {"share": money(found[claim]["cents"]), "decided by": _BOUNDS[found[claim]["bound"]]}
        for claim in (row["claim"] for row in rows)
    ]


def awards(given: Given, rows: list[Row]) -> list[Row]:
    """Shares by award, once limited to the award and once not."""
    weights = [{"claim": row["claim"], "weight": str(cents(row["award"]))} for row in rows]
    limited = [{**row, "at most": row["award"]} for row in rows]
    limited = [{**row, "weight": str(cents(row["award"]))} for row in limited]
    found: list[Row] = [{} for _ in rows]
    for fund in given["money"]:
        pool = {**given, "money": fund}
        short, any_way = _filled(pool, limited), _filled(pool, weights)
        for heading, result in (("at most the award", short), ("up or down", any_way)):
            cells = by_key(result.table)
            for row, cell in zip(rows, found, strict=True):
                cell[f"${fund}, {heading}"] = money(cells[row["claim"]]["cents"])
    return found


def cut_first(given: Given, rows: list[Row]) -> list[Row]:
    """Shares cut at the end, and shares that are multiples of one share cut to whole cents."""
    exact = by_key(_filled(given, rows).table)
    whole = by_key(_filled({**given, "share_value": "whole_cents"}, rows).table)
    return [
        {
            "cut at the end": money(exact[row["claim"]]["cents"]),
            "one share cut first": money(whole[row["claim"]]["cents"]),
        }
        for row in rows
    ]


def minimum(given: Given, rows: list[Row]) -> list[Row]:
    first = by_key(_filled({**given, "minimum": None}, rows).table)
    found = by_key(_filled(given, rows).table)
    return [
        {
            "at first": money(first[row["claim"]]["cents"]),
            "share": money(found[row["claim"]]["cents"]),
        }
        for row in rows
    ]


def passes(given: Given, rows: list[Row]) -> list[Row]:
    """Each pass of the product's own search, recorded as it measures."""
    measured: list[tuple[Any, Any, Any]] = []
    measure = water_filling._limited_claims

    def recording(moving: Any, level: Any) -> Any:
        caps_and_floors = measure(moving, level)
        measured.append((level, *caps_and_floors))
        return caps_and_floors

    claims = [{key: str(value) for key, value in claim.items()} for claim in given["claims"]]
    with patch.object(water_filling, "_limited_claims", recording):
        _filled(given, claims)
    assert len(rows) == len(measured)
    pool, weight = int(parse_cents(given["money"])), sum(int(claim["weight"]) for claim in claims)
    return [_pass(pool, weight, *each) for each in measured]


def _pass(pool: int, weight: int, level: Any, caps: Any, floors: Any) -> Row:
    free = weight - caps.weight - floors.weight
    value = Fraction(level.cents, level.weight)
    together = value * free + caps.cents + floors.cents
    binds = "floors" if together > pool else "caps" if together < pool else "nothing more"
    return {
        "to share": money(level.cents),
        "weight": str(level.weight),
        "value of 1": _decimal(value),
        "at a floor": money(floors.cents),
        "at a cap": money(caps.cents),
        "free weight": str(free),
        "comes to": _decimal(together),
        "so these bind": binds,
    }


def _decimal(value: Fraction) -> str:
    """In dollars, to a hundredth of a cent, cut; more decimals are told by dots."""
    hundredths = value * 100
    text = f"${hundredths.__floor__() // 10**4:,}.{hundredths.__floor__() % 10**4:04d}"
    return f"{text}…" if hundredths.denominator > 1 else text


def floors(given: Given, rows: list[Row]) -> list[Row]:
    found = []
    for row in rows:
        pool = {"money": row["pool"]}
        try:
            _filled(pool, [{key: str(v) for key, v in claim.items()} for claim in given["claims"]])
        except FloorsDoNotFit as error:
            needed = money(error.needed_cents)
            found.append({"result": f"refused: the floors need {needed}"})
        else:
            found.append({"result": "shared"})
    return found


def second_limit(given: Given, rows: list[Row]) -> list[Row]:
    """The settlement of two limits, with and without the second."""
    deduction = {"fund.deductions.0.amount": given["deducted"]}
    found = []
    for row in rows:
        claims = [{"claim": "c", "repeat": int(row["claims"].replace(",", "")), "facts": {}}]
        example = {"plan": "google-plus", "claims": claims, "with": deduction}
        alone = run({**example, "with": {**deduction, "pools.0.then_at_most": None}})
        both = run(example)
        found.append(
            {
                "the first limit leaves": money(cents(alone["total.residual"])),
                "each is paid": money(cents(both["payment.c"])),
                "left": money(cents(both["total.residual"])),
            }
        )
    return found


def _filled(given: Given, rows: list[Row]) -> FilledPool:
    claims = [
        {
            "key": row["claim"],
            "weight": int(row["weight"]),
            "at_least": cents(row.get("at least", "")),
            "at_most": cents(row.get("at most", "")),
        }
        for row in rows
    ]
    least = given.get("minimum")
    return fill_pool(
        engine(),
        claims_table(claims),
        int(parse_cents(given["money"])),
        rounding=given.get("rounding", "largest_remainder"),
        minimum_payment=int(parse_cents(least)) if least else None,
        share_value=given.get("share_value", "exact"),
    )


CHECKS = {
    "shares": (("claim", "weight", "at least", "at most"), shares),
    "awards": (("claim", "award"), awards),
    "cut first": (("claim", "weight"), cut_first),
    "minimum": (("claim", "weight"), minimum),
    "passes": (("pass",), passes),
    "floors": (("pool",), floors),
    "second limit": (("claims",), second_limit),
}
