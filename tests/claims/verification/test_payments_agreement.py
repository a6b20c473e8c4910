"""Random plans and claims: two implementations pay the same, and no payment breaks a rule."""

import os
from functools import cache
from typing import Any

import ibis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.calculator import Calculation, calculate
from claims.money import CannotCalculate
from claims.plans import Plan
from claims.verification import CannotRecalculate, SecondCalculation, calculate_again
from tests.claims.verification.random_plans import plans
from tests.claims.verification.random_rows import facts_table, rows
from tests.examples import examples

Row = dict[str, Any]
Case = tuple[Plan, list[Row], int]

FEW = examples(40)
EXAMPLES = int(os.environ.get("CLASSFUND_RANDOM_PLANS", FEW))
random_examples = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES == FEW,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    plan = draw(plans())
    return plan, draw(rows(plan)), draw(st.sampled_from([1 + len(plan.rounds), 1]))


@cache
def _engine() -> Any:
    """One DuckDB for all examples, started by the first of them."""
    return ibis.duckdb.connect(threads=1)


def calculated(case: Case) -> tuple[list[Row], dict[str, Any]] | None:
    """The engine's rows in the order of `claim`, and its totals; None where it refuses."""
    plan, facts, number = case
    try:
        result: Calculation = calculate(
            _engine(), facts_table(_engine(), facts, plan), plan, number
        )
    except CannotCalculate:
        return None
    found = _engine().to_pyarrow(result.table).to_pylist()
    return sorted(found, key=lambda row: str(row["claim"])), result.totals


def recalculated(case: Case) -> SecondCalculation | None:
    plan, facts, number = case
    try:
        return calculate_again(facts, plan, number)
    except CannotRecalculate:
        return None


@random_examples
@given(cases())
def test_both_implementations_agree_and_keep_the_rules(case: Case) -> None:
    first, second = calculated(case), recalculated(case)
    assert (first is None) == (second is None)
    if first is None or second is None:
        return
    found, totals = first
    again = sorted(second.rows, key=lambda row: str(row["claim"]))
    assert [
        {name: row[name] for name in other} for row, other in zip(found, again, strict=True)
    ] == again
    assert totals == second.totals
    _every_cent_is_somewhere(found, totals)
    _only_the_eligible_are_paid(found, case[0])
    _nobody_is_denied_on_what_is_unknown(found, case[0])
    _every_cent_is_given_out_where_nothing_limits(found, totals, case)


def _every_cent_is_somewhere(found: list[Row], totals: Row) -> None:
    if not totals["fund"]:
        assert all(row["payment"] == row["kept"] == row["withheld"] == 0 for row in found)
        return
    parts = {name: sum(row[name] for row in found) for name in ("payment", "kept", "withheld")}
    steps = {step["key"]: step["cents"] for step in totals["waterfall"]}
    if "gross" in steps:
        assert sum(cents for key, cents in steps.items() if key != "net") == totals["net_cents"]
    assert sum(parts.values()) + totals["residual_cents"] == totals["net_cents"]
    assert totals["residual_cents"] >= 0
    assert all(row[name] >= 0 for row in found for name in parts)


def _only_the_eligible_are_paid(found: list[Row], plan: Plan) -> None:
    for row in found:
        if row["payment"] > 0:
            assert row["verdict"] == "eligible"
            assert row["standing"] in (None, "approved")
            assert all(row[f"criterion_{each.key}"] == "met" for each in plan.criteria)


def _nobody_is_denied_on_what_is_unknown(found: list[Row], plan: Plan) -> None:
    for row in found:
        results = [row[f"criterion_{criterion.key}"] for criterion in plan.criteria]
        assert (row["verdict"] == "ineligible") == ("unmet" in results)
        if "unknown" in results and "unmet" not in results:
            assert row["verdict"] == "undetermined"


def _every_cent_is_given_out_where_nothing_limits(
    found: list[Row], totals: Row, case: Case
) -> None:
    plan, _, number = case
    if plan.fund is None or plan.rounding is None or number != 1 or plan.tax_cap is not None:
        return
    last = plan.pools[-1]
    limits = (last.at_least, last.at_most, last.minimum_payment)
    if plan.rounding.payments != "largest_remainder" or any(limits):
        return
    if last.share_value == "whole_cents" or any(p.unspent == "residual" for p in plan.pools):
        return
    if any(
        row["treatment"] and row[f"member_{last.key}"] and (row[f"weight_{last.key}"] or 0) > 0
        for row in found
    ):
        assert totals["residual_cents"] == 0


@settings(random_examples, max_examples=max(5, EXAMPLES // 10))
@given(cases())
def test_neither_the_order_of_claims_nor_the_number_of_threads_changes_a_payment(
    case: Case,
) -> None:
    plan, facts, number = case
    once = calculated(case)
    _engine().raw_sql("SET threads = 2")
    try:
        assert calculated((plan, facts[::-1], number)) == once
    finally:
        _engine().raw_sql("SET threads = 1")
