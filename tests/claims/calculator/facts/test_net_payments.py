"""Refunds and words that no plan names: what they take from a fact, and when they leave it open."""

from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.calculator.facts.column_readings import ColumnReadings
from claims.plans.record_columns import REFUND_REASON_SUFFIX
from claims.verification.own_facts import account_facts
from tests.claims.calculator.facts.productions import (
    drawing_sql,
    drawn,
    drawn_by,
    fact,
    plan_with,
    records,
    refusal,
    subscription,
)
from tests.examples import examples

PAID = {"column": "amount_paid", "above": "0.00"}
NOT_TRIAL = {"column": "is_trial", "is": False}
PREMIUM = {"column": "product", "in": ["premium_career", "premium_business"]}
FACTS = {
    "days": fact("days_of_overlap", of="subscriptions", where=[NOT_TRIAL, PAID]),
    "spent": fact("sum", of="subscriptions"),
    "count": fact("count", of="subscriptions", values_of="product"),
    "first": fact("first", of="subscriptions"),
}
PLAN = plan_with(FACTS)


def paid(key="S1", cents=2999, start="2023-01-01", end="2023-02-01", **changes):
    return subscription(start, end, subscription_id=key, amount_cents=cents, **changes)


def back(key="S1", cents=-2999, of=None, start="2023-01-01", end="2023-02-01", **changes):
    """A row that says that this was paid back."""
    named = "" if of is None else f', "refund_of": "{of}"'
    extra = f'{{"kind": "Refund"{named}}}'
    changes = {"extra": extra, **changes}
    return subscription(start, end, subscription_id=key, amount_cents=cents, **changes)


# days, spent and count of account A, and how many rows are in doubt.
TIED = [
    pytest.param([paid()], (31, 2999, 1, 0), id="nothing paid back"),
    pytest.param([paid(), back()], (0, 0, 1, 0), id="all of it, by the same identifier"),
    pytest.param([paid(), back(cents=-2998)], (31, 1, 1, 0), id="all but a cent"),
    pytest.param([paid(), back(cents=-1000), back(cents=-1999)], (0, 0, 1, 0), id="in two parts"),
    pytest.param([paid(), back("R1", of="S1")], (0, 0, 1, 0), id="by name"),
    pytest.param(
        [paid(), back("R1", of="S1", start="2023-03-03", end="2023-03-03", product="x")],
        (0, 0, 1, 0),
        id="by name, whatever else it says",
    ),
    pytest.param([paid(), back("S1", of="S1")], (0, 0, 1, 0), id="by name and identifier"),
    pytest.param([paid(), back("R1")], (0, 0, 1, 0), id="by product and days"),
    pytest.param(
        [paid(), paid("T", 0, is_trial=True), back("R1")],
        (0, 0, 2, 0),
        id="the only one that was paid for",
    ),
    pytest.param([paid(end=None), back("R1", end=None)], (0, 0, 1, 0), id="of one that still runs"),
    pytest.param([paid(), back(cents=0)], (31, 2999, 1, 0), id="nothing paid back, and said so"),
    pytest.param([paid(cents=0)], (0, 0, 1, 0), id="nothing paid"),
    pytest.param([paid(cents=1)], (31, 1, 1, 0), id="a cent paid"),
    pytest.param(
        [paid(), back(cents=-2999, extra=None)], (0, 0, 1, 0), id="below zero, without a word"
    ),
]
UNTIED = [
    pytest.param([paid(), paid("S2"), back("R1")], 2, 1, id="two could be meant"),
    pytest.param([paid(), back("R1", start="2023-01-02")], 1, 1, id="other days"),
    pytest.param([paid(), back("R1", product="premium_business")], 1, 1, id="another product"),
    pytest.param([paid(), back("R1", of="S9")], 1, 1, id="nobody has the name"),
    pytest.param([paid(), paid("S2"), back("S1", of="S2")], 2, 1, id="name and identifier differ"),
    pytest.param([paid(), back("R1", -1), back("R1", -2)], 1, 2, id="one identifier for two"),
    pytest.param([paid(), back("S1", account_id="B")], 1, 0, id="of another account"),
    pytest.param([paid(), back(cents=-3000)], 1, 1, id="more than was paid"),
    pytest.param([paid(), back(cents=2999)], 1, 1, id="above zero"),
    pytest.param([back()], 0, 1, id="nothing was paid"),
]


@pytest.mark.parametrize(("rows", "expected"), TIED)
def test_what_was_paid_back_is_taken_off_what_was_paid(rows, expected):
    row = drawn(PLAN, records(subscriptions=rows))
    days, spent, count, doubts = expected
    found = (row["fact_days"], row["fact_spent"], row["fact_count"], row["fact_spent_refused"])
    assert found == (days, spent, count, doubts)
    assert row["fact_first"] == date(2023, 1, 1)
    assert account_facts("A", records(subscriptions=rows), PLAN)["fact_spent"] == spent


@pytest.mark.parametrize(("rows", "count", "doubts"), UNTIED)
def test_what_cannot_be_told_leaves_amounts_unknown_and_never_wrong(rows, count, doubts):
    produced = records(subscriptions=rows)
    row = drawn(PLAN, produced)
    assert (row["fact_count"], row["fact_spent_refused"]) == (count, doubts)
    if doubts:
        assert (row["fact_days"], row["fact_spent"], row["fact_first"]) == (None, None, None)
    expected = account_facts("A", produced, PLAN)
    assert {key: row[key] for key in expected} == expected


def test_a_refund_is_no_row_of_its_own():
    rows = [paid(), back("R1", -1, of="S1", start="2022-01-01", end="2022-02-01", product="other")]
    row = drawn(PLAN, records(subscriptions=rows))
    assert (row["fact_count_rows"], row["fact_count_ids"]) == (1, ["S1"])
    assert row["fact_count_values"] == ["premium_career"]
    assert row["fact_count_first"] == date(2023, 1, 1)


@pytest.mark.parametrize(
    ("reason", "spent"),
    [
        pytest.param("It is not a date.", 2999, id="of any row: what is known is a least value"),
        pytest.param(
            f"It is not a date.{REFUND_REASON_SUFFIX}", None, id="of a refund: it may be less"
        ),
    ],
)
def test_a_refused_refund_leaves_amounts_unknown(reason, spent):
    produced = records(subscriptions=[paid()], refused=[{**refusal(), "reason": reason}])
    row = drawn(PLAN, produced)
    assert (row["fact_spent"], row["fact_spent_refused"], row["fact_count"]) == (spent, 1, 1)
    assert account_facts("A", produced, PLAN)["fact_spent"] == spent


# -- words that the plan does not name ----------------------------------------------------------

NAMED = plan_with(
    {
        "days": fact("days_of_overlap", of="subscriptions", where=[PREMIUM, NOT_TRIAL, PAID]),
        "learning": fact(
            "count", of="subscriptions", where=[{**PREMIUM, "not_counted": ["learning"]}]
        ),
        "spent": fact("sum", of="subscriptions"),
        "inmails": fact("count", of="messages"),
        "last": fact("last", of="subscriptions", where=[PREMIUM]),
    }
)
READ = {
    ("subscriptions", "product"): ColumnReadings(
        same=(("Career", "premium_career"),), others=("gift",)
    )
}
SAID = {("subscriptions", "product"): {"Career": "premium_career", "gift": None}}


def _named(rows, readings=None):
    produced = records(subscriptions=rows)
    sql = drawing_sql(NAMED, readings=READ if readings is None else readings)
    row = drawn_by(sql, produced, ["A"])[0]
    said = SAID if readings is None else {}
    expected = account_facts("A", {**produced, "readings": said}, NAMED)
    assert {key: row[key] for key in expected} == expected
    return row


@pytest.mark.parametrize(
    ("row", "days", "refused"),
    [
        pytest.param(paid(), 31, 0, id="named"),
        pytest.param(paid(product="premium_business"), 31, 0, id="the other one"),
        pytest.param(paid(product="Premium_Career"), 0, 1, id="in another case"),
        pytest.param(paid(product="premium career"), 0, 1, id="with a blank"),
        pytest.param(paid(product="learning"), 0, 0, id="known and not counted"),
        pytest.param(paid(product="Career"), 31, 0, id="said to be the same"),
        pytest.param(paid(product="gift"), 0, 0, id="said to be another thing"),
        pytest.param(paid(product="Gift", is_trial=True), 0, 0, id="a trial, whatever it is"),
        pytest.param(paid(product="Gift", cents=0), 0, 0, id="not paid for, whatever it is"),
        pytest.param(
            paid(product="Gift", start="2019-01-01", end="2021-01-21"), 0, 0, id="before the period"
        ),
        pytest.param(
            paid(product="Gift", start="2019-01-01", end="2021-01-22"), 0, 1, id="a day inside"
        ),
        pytest.param(paid(product="Gift", account_id="B"), 0, 0, id="another account"),
    ],
)
def test_a_word_that_nobody_named_counts_as_refused_until_a_person_reads_it(row, days, refused):
    found = _named([row])
    assert (found["fact_days"], found["fact_days_refused"]) == (days, refused)
    assert (found["fact_spent_refused"], found["fact_inmails_refused"]) == (0, 0)


def test_nobody_knows_a_last_day_while_a_word_is_not_read():
    assert _named([paid()])["fact_last"] == date(2023, 1, 31)
    assert _named([paid(), paid("S2", product="Gift")])["fact_last"] is None


def test_a_word_that_is_read_is_shown_as_what_it_is_and_ties_refunds():
    rows = [paid(product="Career"), back("R1", product="premium_career")]
    assert _named(rows)["fact_days"] == 0
    assert _named(rows, {})["fact_spent"] is None


def test_a_production_whose_words_are_all_known_needs_no_look_at_them():
    known = {("subscriptions", "product"): ColumnReadings(all_known=True)}
    assert len(drawing_sql(NAMED, readings=known)) < len(drawing_sql(NAMED))
    row = drawn_by(drawing_sql(NAMED, readings=known), records(subscriptions=[paid()]), ["A"])[0]
    assert row["fact_days"] == 31


# -- both implementations, whatever the rows ----------------------------------------------------

RANDOM = plan_with(
    {
        **{key: NAMED.as_json()["facts"][key] for key in ("days", "learning")},
        "spent": fact(
            "sum", of="subscriptions", where=[{"column": "amount_paid", "at_least": "5"}]
        ),
        "months": fact("months_of_overlap", of="subscriptions", each_day_once=True),
        "last": FACTS["first"] | {"kind": "last", "where": [PREMIUM]},
    }
)
IDS = st.sampled_from(["S1", "S2", "S3"])
STARTS = st.sampled_from(["2021-01-20", "2023-01-01", "2023-01-01", "2023-02-01"])
ENDS = st.sampled_from(["2023-02-01", "2023-02-01", "2023-03-01", None])
PRODUCTS = st.sampled_from(
    ["premium_career", "premium_career", "premium_business", "learning", "Career", "gift", "Gift"]
)
EXTRAS = [
    None,
    '{"kind": "payment"}',
    '{"KIND":"refund","note":"x"}',
    '{"a": "\\"kind\\": \\"refund\\"", "kind": "charge"}',
    '{"kind": "REFUND", "refund_of": "S1"}',
    '{"kind": "refund", "Refund_Of": "S2"}',
    '{"kind": "refund", "refund_of": "nobody"}',
    '{"kind": "refund", "refund_of": "S\\"1"}',
]
ROW = st.fixed_dictionaries(
    {
        "account_id": st.sampled_from(["A", "A", "A", "B"]),
        "started_on": STARTS.map(date.fromisoformat),
        "ended_on": ENDS.map(lambda day: day and date.fromisoformat(day)),
        "product": PRODUCTS,
        "currency": st.just("USD"),
        "is_trial": st.sampled_from([False, False, True]),
    }
)


@st.composite
def _subscriptions(draw):
    """Payments with a key each, and refunds with any."""
    rows = [
        {
            **draw(ROW),
            "subscription_id": key,
            "amount_cents": draw(st.sampled_from([0, 499, 500, 2999, 2**62])),
            "extra": draw(st.sampled_from(EXTRAS[:2] + EXTRAS[3:4])),
        }
        for key in draw(st.lists(IDS, max_size=3, unique=True))
    ]
    refunds = st.fixed_dictionaries(
        {
            "subscription_id": IDS | st.sampled_from(["R1", "R2"]),
            "amount_cents": st.sampled_from([-1, -499, -2999, -(2**62), 0, 5]),
            "extra": st.sampled_from(EXTRAS[2:3] + EXTRAS[4:]),
        }
    )
    for refund in draw(st.lists(refunds, max_size=3)):
        like = draw(st.sampled_from(rows)) if rows and draw(st.booleans()) else draw(ROW)
        rows.append({**like, **refund})
    return rows


@cache
def _random_sql(with_readings):
    return drawing_sql(RANDOM, readings=READ if with_readings else {})


@settings(max_examples=examples(150), deadline=None)
@given(
    _subscriptions(),
    st.lists(st.sampled_from(["", REFUND_REASON_SUFFIX]), max_size=1),
    st.booleans(),
)
def test_both_implementations_settle_refunds_and_read_words_alike(rows, lost, with_readings):
    refused = [{**refusal(), "reason": f"No date.{end}"} for end in lost]
    produced = records(subscriptions=rows, refused=refused)
    produced["accounts"].append({"account_id": "B", "created_on": date(2015, 1, 1)})
    said = {"readings": SAID} if with_readings else {}
    for row in drawn_by(_random_sql(with_readings), produced, ["A", "B"]):
        expected = account_facts(row["account_id"], {**produced, **said}, RANDOM)
        assert {key: row[key] for key in expected} == expected
