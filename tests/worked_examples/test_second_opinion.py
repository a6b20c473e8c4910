"""The worked examples once more, claim by claim in plain Python: the same rows and totals."""

import ibis
import pytest

from claims.calculator import calculate
from claims.money import CannotCalculate
from claims.verification import CannotRecalculate, calculate_again
from tests.worked_examples.examples import examples, facts_table, plan_of, stated_claims

MOST_CLAIMS = 5_000
"""Plain Python takes its time; larger examples differ from these by their number alone."""

_SMALL = [
    example
    for example in examples()
    if sum(claim.get("repeat", 1) for claim in example["claims"]) <= MOST_CLAIMS
]


@pytest.mark.parametrize("example", _SMALL, ids=lambda example: example["name"])
def test_both_implementations_agree_on_the_example(example):
    plan, number = plan_of(example), example.get("round", 1)
    stated = stated_claims(example, plan)
    rows = [row for each in stated for row in each.claims()]
    connection = ibis.duckdb.connect(threads=1)
    facts = facts_table(connection, stated, plan)
    if "refused" in example:
        with pytest.raises(CannotCalculate):
            calculate(connection, facts, plan, number)
        with pytest.raises(CannotRecalculate):
            calculate_again(rows, plan, number)
        return
    first, second = calculate(connection, facts, plan, number), calculate_again(rows, plan, number)
    found = {row["claim"]: row for row in first.table.to_pyarrow().to_pylist()}
    assert [{key: found[row["claim"]][key] for key in row} for row in second.rows] == second.rows
    assert first.totals == second.totals


def test_most_examples_are_small_enough():
    assert len(_SMALL) > len(examples()) // 2
