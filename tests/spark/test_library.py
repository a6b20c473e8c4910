"""Every plan of the library gives the same verdicts, awards and payments on both engines."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from claims.calculator import calculate
from claims.calculator.allocation.engine_tables import arrow_table
from claims.calculator.allocation.water_filling import fill_pool
from claims.money import CannotCalculate
from claims.plans import Plan, library_path, library_slugs, load
from tests.spark.both import Both
from tests.spark.random_facts import facts_of

CLAIMS = 200
FICTIONAL = Path(__file__).parent.parent / "worked_examples" / "plans"


def _plans() -> list[Any]:
    paths = [library_path(slug) for slug in sorted(library_slugs())]
    paths += sorted(FICTIONAL.glob("*.yaml"))
    plans = [load(path) for path in paths]
    return [
        pytest.param(plan, number, id=f"{plan.slug}, round {number}")
        for plan in plans
        for number in range(1, len(plan.rounds) + 2)
    ]


@pytest.mark.parametrize(("plan", "number"), _plans())
def test_both_engines_pay_every_claim_alike(both: Both, plan: Plan, number: int) -> None:
    facts = facts_of(plan, CLAIMS, seed=20_230_825)
    of_duckdb, of_spark = (
        _calculated(connection, table, plan, number) for connection, table in both.on_each(facts)
    )
    assert of_spark == of_duckdb
    rows, totals = of_duckdb
    assert len({row["verdict"] for row in rows}) > 1 or not plan.criteria
    assert totals["award_cents"] > 0 or not plan.damages
    assert totals["payments_cents"] > 0 or plan.fund is None or number > 1


@pytest.mark.parametrize(
    ("keys", "least", "cents", "told"),
    [
        pytest.param("AB", 100, 199, "The floors of the shares", id="floors that do not fit"),
        pytest.param("AA", 0, 1, "Two claims have the key A", id="a tie between equal keys"),
        pytest.param("AB", -1, 1, "a limit at_least below zero", id="a limit below zero"),
    ],
)
def test_both_engines_refuse_in_the_same_words(both: Both, keys, least, cents, told) -> None:
    arrow = pa.table(
        {"key": list(keys), "weight": [1] * len(keys), "at_least": [least] * len(keys)}
    )
    refusals = []
    for connection, table in both.on_each(arrow):
        with pytest.raises(CannotCalculate, match=told) as refusal:
            fill_pool(connection, table, cents)
        refusals.append(str(refusal.value))
    assert refusals[0] == refusals[1]


def _calculated(
    connection: Any, facts: Any, plan: Plan, number: int
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    result = calculate(connection, facts, plan, number)
    rows = arrow_table(result.table).to_pylist()
    return sorted(rows, key=lambda row: str(row["claim"])), result.totals
