"""Heads of damages of any plan: limits, conditions, steps, and how they come together."""

import pyarrow as pa
import pytest

from claims.calculator.damages import with_awards, with_potentials
from claims.calculator.facts import with_claim_facts
from claims.money.exact_arithmetic import install_arithmetic
from tests.claims.calculator.allocation.engine import engine, kept
from tests.claims.calculator.allocation.plans import head, plan_of, stated

LOSS = {"fact": "loss"}


def _row(*heads, owed=True, combine="stack", loss: int | None = 1000, state: str | None = "IL"):
    plan = plan_of(
        fund=None,
        pools=None,
        residual=None,
        facts=stated(loss="amount", state="text"),
        damages=list(heads),
        combine=combine,
    )
    schema = pa.schema({"fact_loss": pa.int64(), "fact_state": pa.string(), "owed": pa.bool_()})
    rows = [{"fact_loss": loss, "fact_state": state, "owed": owed}]
    install_arithmetic(engine())
    table = with_claim_facts(kept(pa.Table.from_pylist(rows, schema=schema)), plan)
    table = with_potentials(table, plan)
    return with_awards(table, plan, table["owed"]).to_pyarrow().to_pylist()[0]


@pytest.mark.parametrize(
    ("limits", "cents"),
    [
        pytest.param({}, 1000, id="no limit"),
        pytest.param({"at_least": "9.99"}, 1000, id="above the least"),
        pytest.param({"at_least": "10.01"}, 1001, id="raised to the least"),
        pytest.param({"at_most": "10.01"}, 1000, id="below the most"),
        pytest.param({"at_most": "9.99"}, 999, id="cut to the most"),
        pytest.param({"at_least": "5.00", "at_most": "20.00"}, 1000, id="between"),
        pytest.param({"at_least": "20.00", "at_most": "5.00"}, 500, id="crossing: at_most decides"),
        pytest.param({"at_least": {"times": "2", "of": LOSS}}, 2000, id="a least of the facts"),
        pytest.param({"at_most": {"percent": "50", "of": LOSS}}, 500, id="a most of the facts"),
    ],
)
def test_limits_hold_where_a_head_gives_anything(limits, cents):
    assert _row(head("a", LOSS, **limits))["potential_a"] == cents


def test_an_amount_and_its_limits_are_rounded_together_and_once():
    third = {"percent": "100/3", "of": LOSS}
    row = _row(head("a", {"times": "3", "of": third}, at_least=third))
    assert row["potential_a"] == 1000


@pytest.mark.parametrize("limit", ["at_least", "at_most"])
def test_an_unknown_limit_makes_the_amount_unknown(limit):
    row = _row(head("a", "5.00", **{limit: LOSS}), loss=None)
    assert row["potential_a"] is None
    assert row["potential"] is None
    assert row["award_a"] == row["award"] == 0


@pytest.mark.parametrize(
    ("state", "loss", "cents"),
    [
        pytest.param("IL", 1000, 2000, id="met"),
        pytest.param("CA", 1000, 0, id="unmet: nothing, not even the least"),
        pytest.param(None, 1000, None, id="unknown"),
        pytest.param("CA", None, 0, id="unmet, and the amount is no matter"),
        pytest.param("IL", None, None, id="met, and the amount unknown"),
    ],
)
def test_a_condition_decides_whether_a_head_gives_anything(state, loss, cents):
    conditional = head("a", LOSS, at_least="20.00", condition={"fact": "state", "is": "IL"})
    assert _row(conditional, state=state, loss=loss)["potential_a"] == cents


@pytest.mark.parametrize(
    ("combine", "cents"),
    [
        pytest.param("stack", 1500, id="added up"),
        pytest.param("greatest", 1000, id="whichever gives most"),
        pytest.param("alternatives", 1000, id="readings that exclude each other: the greatest"),
    ],
)
def test_heads_come_together_as_the_plan_says(combine, cents):
    row = _row(head("a", LOSS), head("b", "5.00"), combine=combine)
    assert (row["potential_a"], row["potential_b"], row["potential"]) == (1000, 500, cents)
    assert (row["award_a"], row["award_b"], row["award"]) == (1000, 500, cents)


@pytest.mark.parametrize("combine", ["stack", "greatest", "alternatives"])
def test_one_head_alone_is_the_award(combine):
    assert _row(head("a", LOSS), combine=combine)["potential"] == 1000


@pytest.mark.parametrize("combine", ["stack", "greatest", "alternatives"])
def test_one_unknown_head_makes_the_award_unknown(combine):
    row = _row(head("a", LOSS), head("b", "5.00"), combine=combine, loss=None)
    assert (row["potential_a"], row["potential_b"], row["potential"]) == (None, 500, None)
    assert (row["award_a"], row["award_b"], row["award"]) == (0, 500, 0)


@pytest.mark.parametrize("owed", [False, None])
def test_who_is_owed_nothing_has_a_potential_and_no_award(owed):
    row = _row(head("a", LOSS), owed=owed)
    assert (row["potential"], row["award_a"], row["award"]) == (1000, 0, 0)


def test_a_step_is_no_part_of_the_award():
    row = _row(head("base", LOSS, step=True), head("a", {"times": "2", "of": {"head": "base"}}))
    assert (row["potential_base"], row["potential_a"], row["potential"]) == (1000, 2000, 2000)
    assert "award_base" not in row


def test_an_unknown_step_that_no_head_needs_leaves_the_award_known():
    row = _row(head("base", LOSS, step=True), head("a", "5.00"), loss=None)
    assert (row["potential_base"], row["potential"]) == (None, 500)


def test_heads_that_rest_on_each_other_are_computed_in_that_order_wherever_they_stand():
    row = _row(
        head("last", {"sum_of": [{"head": "middle"}, {"head": "first"}]}),
        head("middle", "1.00", at_least={"head": "first"}, at_most={"head": "cap"}),
        head("cap", "7.00", step=True),
        head("first", LOSS),
    )
    assert (row["potential_first"], row["potential_middle"], row["potential_last"]) == (
        1000,
        700,
        1700,
    )
    assert row["potential"] == 3400


def test_another_head_is_taken_in_whole_cents_within_its_limits():
    third = {"percent": "100/3", "of": LOSS}
    row = _row(
        head("third", third, at_most="3.00"),
        head("cut", third),
        head("thrice", {"times": "3", "of": {"head": "cut"}}),
        head("capped", {"times": "3", "of": {"head": "third"}}),
    )
    assert (row["potential_cut"], row["potential_thrice"], row["potential_capped"]) == (
        333,
        999,
        900,
    )
