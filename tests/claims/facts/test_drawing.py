from datetime import date, datetime

from tests.claims.calculation.cases import (
    account,
    claim,
    determined,
    message,
    of_one,
    records,
    refused,
    subscription,
)


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
