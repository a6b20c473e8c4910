"""Every plan of the library gives the same verdicts, awards and payments on both engines."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from claims.allocation.tables import fetched
from claims.calculation import calculate, facts_schema
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


def test_both_engines_refuse_floors_that_do_not_fit_in_the_same_words(both: Both) -> None:
    plan = load(library_path("zoom"))
    facts = pa.Table.from_pylist(
        [
            {"claim": f"C{number}"} | _all_yes(plan) | {"fact_amount_paid": 10**17}
            for number in range(3)
        ],
        schema=facts_schema(plan).to_pyarrow(),
    )
    told = []
    for connection, table in both.on_each(facts):
        with pytest.raises(CannotCalculate) as refusal:
            calculate(connection, table.union(table), plan)
        told.append(str(refusal.value))
    assert told[0] == told[1]


def _all_yes(plan: Plan) -> dict[str, Any]:
    return {f"fact_{key}": True for key, fact in plan.facts.items() if fact.type == "yes_or_no"}


def _calculated(
    connection: Any, facts: Any, plan: Plan, number: int
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    result = calculate(connection, facts, plan, number)
    rows = fetched(result.table).to_pylist()
    return sorted(rows, key=lambda row: str(row["claim"])), result.totals
