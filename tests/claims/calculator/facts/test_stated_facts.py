"""What the claim states, what a blank counts as, and what follows from other facts."""

from datetime import date

import ibis
import pytest

from claims.calculator.facts import with_claim_facts
from claims.verification.own_facts import with_claim_facts as with_claim_facts_in_python
from tests.claims.calculator.facts.productions import PERIOD, computed, fact, plan_with, table

COLUMNS = {
    "count": "int64",
    "amount": "int64",
    "text": "string",
    "day": "date",
    "yes_or_no": "boolean",
}


def _claim(type_, **keys):
    return fact("claim_value", type=type_, **keys)


def _row(facts, columns=None, **values):
    """The facts of one claim, by both implementations, which must agree."""
    plan = plan_with(facts)
    if columns is None:
        columns = {f"fact_{key}": COLUMNS[plan.facts[key].type] for key in values}
    row = {"claim": 1, **{f"fact_{key}": stated for key, stated in values.items()}}
    rows = computed(with_claim_facts(table([row], {"claim": "int64", **columns}), plan))
    again = with_claim_facts_in_python(row, plan)
    assert len(rows) == 1
    assert {key: rows[0][f"fact_{key}"] for key in facts} == {
        key: again[f"fact_{key}"] for key in facts
    }
    return {key: rows[0][f"fact_{key}"] for key in facts}


@pytest.mark.parametrize(
    ("type_", "if_blank", "counts_as", "stated"),
    [
        pytest.param("count", 0, 0, 3, id="count"),
        pytest.param("amount", "0.00", 0, 2999, id="amount"),
        pytest.param("amount", "$1,029.99", 102999, 1, id="amount with a comma"),
        pytest.param("text", "none", "none", "some", id="text"),
        pytest.param("day", date(2022, 12, 22), date(2022, 12, 22), date(2020, 2, 29), id="day"),
        pytest.param("yes_or_no", False, False, True, id="yes or no"),
        pytest.param("yes_or_no", True, True, False, id="no or yes"),
    ],
)
def test_a_blank_is_unknown_unless_the_plan_says_what_it_counts_as(
    type_, if_blank, counts_as, stated
):
    plain, lenient = _claim(type_), _claim(type_, if_blank=if_blank)
    facts = {"plain": plain, "lenient": lenient}
    assert _row(facts, plain=None, lenient=None) == {"plain": None, "lenient": counts_as}
    assert _row(facts, plain=stated, lenient=stated) == {"plain": stated, "lenient": stated}
    assert _row(facts) == {"plain": None, "lenient": counts_as}


def test_text_without_a_character_is_blank():
    facts = {"plain": _claim("text"), "lenient": _claim("text", if_blank="none")}
    assert _row(facts, plain="", lenient="") == {"plain": None, "lenient": "none"}


def test_counts_from_a_smaller_column_can_be_added_up_beyond_it():
    facts = {"a": _claim("count"), "b": _claim("count")}
    facts["both"] = fact("total", type="count", of=["a", "b"])
    row = _row(facts, {"fact_a": "int8", "fact_b": "int8"}, a=127, b=127)
    assert row == {"a": 127, "b": 127, "both": 254}


LOSSES = {
    "one": _claim("amount"),
    "other": _claim("amount", if_blank="0.00"),
    "both": fact("total", type="amount", of=["one", "other"]),
    "twice": fact("total", type="amount", of=["both", "one"]),
}


@pytest.mark.parametrize(
    ("one", "other", "both", "twice"),
    [
        pytest.param(100, 23, 123, 223, id="both stated"),
        pytest.param(100, None, 100, 200, id="a blank that counts as nothing"),
        pytest.param(None, 23, None, None, id="a blank that is unknown"),
        pytest.param(2**63 - 2, 1, 2**63 - 1, None, id="more than can be held"),
    ],
)
def test_a_total_is_known_when_every_part_is(one, other, both, twice):
    row = _row(LOSSES, one=one, other=other)
    assert (row["both"], row["twice"]) == (both, twice)


@pytest.mark.parametrize(
    ("refused", "incomplete", "total"),
    [
        pytest.param(0, False, 12, id="all produced"),
        pytest.param(1, False, None, id="a row refused"),
        pytest.param(0, True, None, id="produced in part"),
        pytest.param(None, None, None, id="no such account"),
    ],
)
def test_a_total_of_what_could_grow_is_unknown(refused, incomplete, total):
    plan = plan_with(
        {
            "sent": fact("count", of="messages"),
            "stated": _claim("count"),
            "total": fact("total", type="count", of=["sent", "stated"]),
        }
    )
    row = {
        "fact_sent": None if refused is None else 10,
        "fact_sent_refused": refused,
        "fact_sent_incomplete": incomplete,
        "fact_stated": 2,
    }
    columns = dict.fromkeys(row, "int64") | {"fact_sent_incomplete": "boolean"}
    assert computed(with_claim_facts(table([row], columns), plan))[0]["fact_total"] == total
    assert with_claim_facts_in_python(row, plan)["fact_total"] == total


BETWEEN = {
    "opened": _claim("day"),
    "closed": _claim("day", if_blank=date(2024, 9, 17)),
    "months": fact("calendar_months_between", **{"from": "opened", "to": "closed"}),
}
BETWEEN["months"]["within"] = "class_period"
BETWEEN["points"] = {**BETWEEN["months"], "points_per_month": 6}


@pytest.mark.parametrize(
    ("opened", "closed", "months"),
    [
        pytest.param("2023-01-31", "2023-01-31", 1, id="one day"),
        pytest.param("2023-01-31", "2023-02-01", 2, id="a day in each of two"),
        pytest.param("2023-01-01", "2023-01-31", 1, id="a whole month"),
        pytest.param("2022-12-31", "2023-01-01", 2, id="over the new year"),
        pytest.param("2020-01-01", "2021-01-20", 0, id="over the day before the period"),
        pytest.param("2020-01-01", "2021-01-21", 1, id="to the first day, which is included"),
        pytest.param("2024-09-17", "2030-01-01", 1, id="from the last day"),
        pytest.param("2024-09-18", "2030-01-01", 0, id="from the end"),
        pytest.param("2020-01-01", None, 45, id="a blank that counts as still open"),
        pytest.param("2023-02-01", "2023-01-31", None, id="backwards"),
        pytest.param(None, "2023-01-31", None, id="from nobody knows when"),
    ],
)
def test_calendar_months_from_one_day_to_another_include_both(opened, closed, months):
    days = {
        name: None if day is None else date.fromisoformat(day)
        for name, day in (("opened", opened), ("closed", closed))
    }
    row = _row(BETWEEN, **days)
    assert row["months"] == months
    assert row["points"] == (None if months is None else 6 * months)


def test_facts_of_records_that_a_table_lacks_are_unknown_and_those_it_has_are_complete():
    plan = plan_with(
        {
            "sent": fact("count", of="messages"),
            "paid": fact("sum", of="subscriptions"),
            "state": fact("account_value", column="state"),
            "proven": fact(
                "matter_finding", established=True, citation={"text": "x", "verified": True}
            ),
        }
    )
    given = with_claim_facts(table([{"fact_sent": 3}], {"fact_sent": "int64"}), plan)
    assert computed(given) == [
        {
            "fact_sent": 3,
            "fact_sent_refused": 0,
            "fact_sent_incomplete": False,
            "fact_paid": None,
            "fact_paid_refused": 0,
            "fact_paid_incomplete": False,
            "fact_state": None,
            "fact_proven": True,
        }
    ]


def test_a_table_that_is_complete_stays_as_it_is():
    plan = plan_with({"open": fact("days_of_overlap", of="accounts")}, period=PERIOD)
    given = table([{"claim": 7, "fact_open": 5}], {"claim": "int64", "fact_open": "int64"})
    assert computed(with_claim_facts(given, plan)) == [{"claim": 7, "fact_open": 5}]


def test_totals_of_totals_do_not_double_the_expression_at_each_step():
    facts = {"t0": _claim("count"), "t1": _claim("count")}
    for n in range(2, 14):
        facts[f"t{n}"] = fact("total", type="count", of=[f"t{n - 1}", f"t{n - 2}"])
    given = ibis.table({"fact_t0": "int64", "fact_t1": "int64"}, name="given")
    sql = str(ibis.to_sql(with_claim_facts(given, plan_with(facts)), dialect="duckdb"))
    assert len(sql) < 100_000
