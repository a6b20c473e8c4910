from datetime import date, datetime

import pytest

from tests.claims.calculator.cases import (
    account,
    claim,
    determined,
    message,
    of_one,
    records,
    refused,
    subscription,
)
from tests.claims.calculator.facts.productions import (
    drawing_sql,
    drawn,
    drawn_by,
    fact,
    plan_with,
)
from tests.claims.calculator.facts.productions import records as produced_records
from tests.claims.calculator.facts.productions import subscription as of_a


def test_the_days_of_subscriptions_are_added_up_with_the_rows_behind_them():
    produced = records(
        subscriptions=[
            subscription("S2", started_on=date(2020, 12, 1), ended_on=date(2021, 1, 24)),
            subscription(
                "S1", product="sales_navigator", started_on=date(2024, 9, 16), ended_on=None
            ),
            subscription("S0", is_trial=True),
            subscription("S3", started_on=date(2024, 9, 18), ended_on=date(2024, 10, 1)),
        ]
    )
    row = of_one(produced)
    assert row["fact_paid_premium_days"] == 3 + 2
    assert row["fact_paid_premium_days_rows"] == 2
    assert row["fact_paid_premium_days_first"] == date(2021, 1, 21)
    assert row["fact_paid_premium_days_last"] == date(2024, 9, 17)
    assert row["fact_paid_premium_days_ids"] == ["S1", "S2"]
    assert row["fact_paid_premium_days_values"] == ["premium_career", "sales_navigator"]


def test_a_day_that_two_subscriptions_cover_is_counted_for_each():
    produced = records(subscriptions=[subscription("S1"), subscription("S2")])
    assert of_one(produced)["fact_paid_premium_days"] == 62


def test_the_messages_inside_are_counted_with_the_first_and_the_last():
    produced = records(
        messages=[
            message("M3", sent_at=datetime(2024, 9, 18)),
            message("M2", sent_at=datetime(2024, 9, 17, 23, 59, 59, 999999)),
            message("M1", sent_at=datetime(2021, 1, 21)),
        ]
    )
    row = of_one(produced)
    assert row["fact_inmails"] == 2
    assert row["fact_inmails_first"] == datetime(2021, 1, 21)
    assert row["fact_inmails_last"] == datetime(2024, 9, 17, 23, 59, 59, 999999)
    assert row["fact_inmails_ids"] == ["M1", "M2"]


def test_only_the_twenty_lowest_rows_are_named_and_all_are_counted():
    produced = records(messages=[message(f"M{number:03d}") for number in range(49, -1, -1)])
    row = of_one(produced)
    assert row["fact_inmails"] == row["fact_inmails_rows"] == 50
    assert row["fact_inmails_ids"] == [f"M{number:03d}" for number in range(20)]


def test_an_account_without_rows_has_none_of_them_rather_than_nothing_known():
    row = of_one(records(subscriptions=[], messages=[]))
    assert row["fact_paid_premium_days"] == row["fact_inmails"] == 0
    assert row["fact_inmails_rows"] == 0
    assert row["fact_inmails_ids"] == row["fact_paid_premium_days_values"] == []
    assert row["fact_inmails_first"] is row["fact_inmails_last"] is None


def test_refused_rows_of_every_kind_are_counted_for_each_fact():
    refusals = [refused("messages", line=2), refused("messages", line=3), refused("subscriptions")]
    row = of_one(records(refused=refusals))
    assert row["fact_inmails_refused"] == 3
    assert row["fact_paid_premium_days_refused"] == 3
    assert row["fact_inmails_incomplete"] is False


def test_every_claim_of_an_account_has_its_facts_and_no_row_is_doubled():
    produced = records(
        accounts=[account(), account("B", state="NY"), account("C")],
        messages=[message("M1"), message("M2", "B"), message("M3", "B"), message("M4", "C")],
    )
    rows = determined([claim(1), claim(2, account_id="B"), claim(3, account_id="B")], produced)
    assert [row["fact_inmails"] for row in rows] == [1, 2, 2]
    assert [row["state"] for row in rows] == ["CA", "NY", "NY"]


LISTED = [f"p{number:02d}" for number in range(17)]


@pytest.mark.parametrize(
    "where",
    [
        pytest.param([], id="any value"),
        pytest.param([{"column": "product", "in": LISTED[:3]}], id="few values listed"),
        pytest.param([{"column": "product", "in": LISTED[:16]}], id="as many as are asked for"),
        pytest.param([{"column": "product", "in": LISTED}], id="more than that"),
        pytest.param([{"column": "is_trial", "is": False}], id="no list of values"),
    ],
)
@pytest.mark.parametrize("found", [[], ["p01"], ["p02", "p00", "p02"]], ids=str)
def test_each_value_is_there_once_and_in_order_however_the_plan_lists_them(where, found):
    asked = fact("count", of="subscriptions", values_of="product", where=where)
    rows = [of_a("2023-01-01", "2023-02-01", product=product) for product in found]
    row = drawn(plan_with({"asked": asked}), produced_records(subscriptions=rows))
    assert row["fact_asked_values"] == sorted(set(found))


def test_without_evidence_what_decides_is_the_same():
    counted = fact("count", of="subscriptions", values_of="product")
    plan = plan_with({"asked": counted, "closed": fact("account_value", column="closed_on")})
    produced = produced_records(
        subscriptions=[of_a("2023-01-01", None)], refused=[{"account_id": "A"}]
    )
    full, bare = (
        drawn_by(drawing_sql(plan, evidence=evidence), produced, ["A", "Z"])
        for evidence in (True, False)
    )
    shown = {f"fact_asked_{suffix}" for suffix in ("rows", "first", "last", "ids")}
    assert set(full[0]) - set(bare[0]) == shown
    assert bare == [{name: row[name] for name in row if name not in shown} for row in full]
