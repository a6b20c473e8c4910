from datetime import date, datetime

import pytest

from tests.claims.calculator.cases import (
    account,
    message,
    of_one,
    records,
    refused,
    subscription,
)


@pytest.mark.parametrize(
    ("country", "result"),
    [
        pytest.param("US", "met", id="in the United States"),
        pytest.param("CA", "unmet", id="in Canada"),
        pytest.param(None, "unknown", id="blank"),
    ],
)
def test_the_account_is_in_the_united_states(country, result):
    produced = records(accounts=[account(country=country)])
    assert of_one(produced)["criterion_region"] == result


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        pytest.param({}, "met", id="a month inside"),
        pytest.param({"ended_on": None}, "met", id="still running"),
        pytest.param(
            {"started_on": date(2020, 1, 1), "ended_on": date(2021, 1, 21)},
            "unmet",
            id="ends on the first day, which it does not reach",
        ),
        pytest.param(
            {"started_on": date(2020, 1, 1), "ended_on": date(2021, 1, 22)},
            "met",
            id="ends the day after the first",
        ),
        pytest.param(
            {"started_on": date(2024, 9, 17), "ended_on": None}, "met", id="starts on the last day"
        ),
        pytest.param(
            {"started_on": date(2024, 9, 18), "ended_on": None},
            "unmet",
            id="starts the day after the last",
        ),
        pytest.param(
            {"started_on": date(2023, 1, 1), "ended_on": date(2023, 1, 1)},
            "unmet",
            id="starts and ends on one day",
        ),
        pytest.param({"is_trial": True}, "unmet", id="a trial"),
        pytest.param({"is_trial": True, "amount_cents": 2999}, "unmet", id="a trial paid for"),
        pytest.param({"product": "premium_business"}, "met", id="Premium Business"),
        pytest.param({"product": "sales_navigator"}, "met", id="Sales Navigator"),
        pytest.param({"product": "recruiter_lite"}, "met", id="Recruiter Lite"),
        pytest.param({"product": "learning_only"}, "unmet", id="a product that is not Premium"),
        pytest.param({"product": "Premium_Career"}, "unknown", id="a product that nobody named"),
        pytest.param({"amount_cents": 0}, "unmet", id="nothing paid"),
        pytest.param({"amount_cents": 1}, "met", id="a cent paid"),
        pytest.param({"account_id": "B"}, "unmet", id="another account's"),
    ],
)
def test_a_paid_premium_subscription_has_a_day_in_the_period(changes, result):
    produced = records(accounts=[account(), account("B")], subscriptions=[subscription(**changes)])
    assert of_one(produced)["criterion_subscription"] == result


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        pytest.param(
            {"sent_at": datetime(2021, 1, 20, 23, 59, 59, 999999)}, "unmet", id="just before"
        ),
        pytest.param({"sent_at": datetime(2021, 1, 21)}, "met", id="the first moment"),
        pytest.param(
            {"sent_at": datetime(2024, 9, 17, 23, 59, 59, 999999)}, "met", id="the last moment"
        ),
        pytest.param({"sent_at": datetime(2024, 9, 18)}, "unmet", id="the moment after"),
        pytest.param({"direction": "sent"}, "met", id="sent"),
        pytest.param({"direction": "received"}, "met", id="received"),
        pytest.param({"channel": "message"}, "unmet", id="an ordinary message"),
        pytest.param({"account_id": "B"}, "unmet", id="another account's"),
    ],
)
def test_an_inmail_was_sent_or_received_in_the_period(changes, result):
    produced = records(accounts=[account(), account("B")], messages=[message(**changes)])
    assert of_one(produced)["criterion_messages"] == result


@pytest.mark.parametrize(
    ("setting", "changed_on", "result"),
    [
        pytest.param("on", None, "met", id="on"),
        pytest.param("on", date(2024, 9, 17), "met", id="on, changed before"),
        pytest.param("off", date(2024, 9, 17), "unmet", id="off since the last day"),
        pytest.param("off", date(2024, 9, 18), "met", id="off since the period ended"),
        pytest.param("off", None, "unknown", id="off, and nobody knows since when"),
        pytest.param(None, None, "unknown", id="blank"),
        pytest.param(None, date(2024, 9, 17), "unknown", id="blank, changed before"),
        pytest.param(None, date(2024, 9, 18), "unknown", id="blank, changed after"),
    ],
)
def test_the_training_setting_was_on_in_the_period(setting, changed_on, result):
    produced = records(
        accounts=[account(ai_training_setting=setting, ai_training_setting_changed_on=changed_on)]
    )
    assert of_one(produced)["criterion_setting"] == result


@pytest.mark.parametrize(
    ("refusals", "incomplete", "subscription_result", "messages_result"),
    [
        pytest.param([], [], "unmet", "unmet", id="everything was produced"),
        pytest.param([refused("subscriptions")], [], "unknown", "unknown", id="a subscription row"),
        pytest.param([refused("messages")], [], "unknown", "unknown", id="a message row"),
        pytest.param([refused("accounts")], [], "unknown", "unknown", id="an account row"),
        pytest.param(
            [refused("subscriptions", "B"), refused("messages", None)],
            [],
            "unmet",
            "unmet",
            id="rows of another account and of none",
        ),
        pytest.param([], ["subscriptions"], "unknown", "unmet", id="subscriptions in part"),
        pytest.param([], ["messages"], "unmet", "unknown", id="messages in part"),
    ],
)
def test_finding_nothing_is_unknown_where_something_is_missing(
    refusals, incomplete, subscription_result, messages_result
):
    produced = records(subscriptions=[], messages=[], refused=refusals, incomplete=incomplete)
    row = of_one(produced)
    assert row["criterion_subscription"] == subscription_result
    assert row["criterion_messages"] == messages_result


def test_a_criterion_that_the_records_meet_stays_met_when_other_rows_are_missing():
    refusals = [refused("subscriptions"), refused("messages")]
    produced = records(refused=refusals, incomplete=["subscriptions", "messages"])
    row = of_one(produced)
    assert row["criterion_subscription"] == "met"
    assert row["criterion_messages"] == "met"
    assert row["verdict"] == "eligible"


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        pytest.param({}, "eligible", id="all met"),
        pytest.param({"country": None}, "undetermined", id="one unknown"),
        pytest.param({"country": "CA"}, "ineligible", id="one unmet"),
        pytest.param(
            {"country": "CA", "ai_training_setting": None}, "ineligible", id="unmet and unknown"
        ),
        pytest.param(
            {"country": None, "ai_training_setting": None}, "undetermined", id="two unknown"
        ),
    ],
)
def test_unmet_decides_before_unknown_and_unknown_before_met(changes, verdict):
    row = of_one(records(accounts=[account(**changes)]))
    assert row["verdict"] == row["computed_verdict"] == verdict


def test_every_criterion_is_judged_even_after_one_is_unmet():
    produced = records(accounts=[account(country="CA", ai_training_setting=None)], subscriptions=[])
    row = of_one(produced)
    assert {key: value for key, value in row.items() if key.startswith("criterion_")} == {
        "criterion_region": "unmet",
        "criterion_subscription": "unmet",
        "criterion_messages": "met",
        "criterion_setting": "unknown",
    }


@pytest.mark.parametrize(
    "account_id",
    [pytest.param(None, id="no account"), pytest.param("Z", id="one the production lacks")],
)
def test_nothing_is_known_of_a_claim_without_records(account_id):
    row = of_one(account_id=account_id)
    results = {value for key, value in row.items() if key.startswith("criterion_")}
    assert results == {"unknown"}
    assert row["verdict"] == "undetermined"
    assert all(value is None for key, value in row.items() if key.startswith("fact_"))
