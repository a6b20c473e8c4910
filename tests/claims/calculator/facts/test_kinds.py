"""Each kind of fact, both sides of each boundary, one thing changed a row."""

from datetime import date

import pytest

from tests.claims.calculator.facts.productions import (
    account,
    drawn,
    fact,
    message,
    plan_with,
    records,
    refusal,
    subscription,
    value,
)

DAYS = fact("days_of_overlap", of="subscriptions")
DAYS_ONCE = fact("days_of_overlap", of="subscriptions", each_day_once=True)
MONTHS = fact("months_of_overlap", of="subscriptions")
MONTHS_MERGED = fact("months_of_overlap", of="subscriptions", each_day_once=True)
CALENDAR = fact("calendar_months", of="subscriptions")


@pytest.mark.parametrize(
    ("ranges", "row_by_row", "once"),
    [
        pytest.param([], 0, 0, id="no row"),
        pytest.param([("2023-01-01", "2023-01-01")], 0, 0, id="no day"),
        pytest.param([("2020-01-01", "2021-01-21")], 0, 0, id="over on the first day"),
        pytest.param([("2020-01-01", "2021-01-22")], 1, 1, id="over the day after"),
        pytest.param([("2024-09-17", None)], 1, 1, id="since the last day"),
        pytest.param([("2024-09-18", None)], 0, 0, id="since the end"),
        pytest.param([("2023-01-01", "2023-02-01")] * 2, 62, 31, id="the same twice"),
        pytest.param(
            [("2023-01-01", "2023-02-01"), ("2023-01-31", "2023-02-03")], 34, 33, id="a day shared"
        ),
        pytest.param(
            [("2023-01-01", "2023-02-01"), ("2023-02-01", "2023-02-03")], 33, 33, id="one meets"
        ),
        pytest.param(
            [("2023-01-01", "2023-01-11"), ("2023-01-03", "2023-01-05"), ("2023-01-10", None)],
            10 + 2 + 617,
            626,
            id="one inside another, then a third",
        ),
        pytest.param(
            [("2023-01-01", "2023-01-03"), ("2023-01-05", "2023-01-06")], 3, 3, id="a gap"
        ),
    ],
)
def test_days_are_added_up_row_by_row_or_each_day_once(ranges, row_by_row, once):
    rows = [subscription(*ends) for ends in ranges]
    assert value(DAYS, subscriptions=rows) == row_by_row
    assert value(DAYS_ONCE, subscriptions=rows) == once


@pytest.mark.parametrize(
    ("start", "end", "dropped", "counted"),
    [
        pytest.param("2023-01-10", "2023-02-09", 0, 1, id="a day short of a month"),
        pytest.param("2023-01-10", "2023-02-10", 1, 1, id="a month"),
        pytest.param("2023-01-10", "2023-02-11", 1, 2, id="a month and a day"),
        pytest.param("2023-01-31", "2023-02-27", 0, 1, id="a day before February ends"),
        pytest.param("2023-01-31", "2023-02-28", 1, 1, id="to the last of February"),
        pytest.param("2023-01-31", "2023-03-01", 1, 2, id="a day into March"),
        pytest.param("2023-01-31", "2023-03-31", 2, 2, id="to the last of March"),
        pytest.param("2024-01-31", "2024-02-28", 0, 1, id="a leap year, a day before"),
        pytest.param("2024-01-31", "2024-02-29", 1, 1, id="a leap day ends the month"),
        pytest.param("2024-02-29", "2024-03-28", 0, 1, id="from a leap day, a day short"),
        pytest.param("2024-02-29", "2024-03-29", 1, 1, id="from a leap day"),
        pytest.param("2023-02-28", "2023-03-28", 1, 1, id="the last of February is its 28th"),
        pytest.param("2022-12-15", "2023-12-15", 12, 12, id="a year"),
        pytest.param("2020-01-01", "2021-02-21", 1, 1, id="counted from the first day inside"),
        pytest.param("2024-08-18", None, 1, 1, id="to the end of the period"),
        pytest.param("2024-08-19", None, 0, 1, id="a day short of it"),
        pytest.param("2023-05-05", "2023-05-05", 0, 0, id="no day"),
    ],
)
def test_a_month_runs_to_the_same_day_of_the_next(start, end, dropped, counted):
    rows = [subscription(start, end)]
    assert value(MONTHS, subscriptions=rows) == dropped
    assert value({**MONTHS, "part_months": "counted"}, subscriptions=rows) == counted


@pytest.mark.parametrize(
    ("ranges", "row_by_row", "merged"),
    [
        pytest.param([("2023-01-10", "2023-02-10")] * 2, 2, 1, id="the same twice"),
        pytest.param(
            [("2023-01-10", "2023-02-05"), ("2023-02-05", "2023-02-10")], 0, 1, id="parts that meet"
        ),
        pytest.param(
            [("2023-01-10", "2023-02-05"), ("2023-02-06", "2023-02-10")], 0, 0, id="a day between"
        ),
        pytest.param(
            [("2023-01-10", "2023-04-10"), ("2023-02-01", "2023-02-03"), ("2023-05-01", None)],
            3 + 0 + 16,
            3 + 16,
            id="one inside another, then a gap",
        ),
        pytest.param(
            [("2023-01-31", "2023-02-28"), ("2023-02-28", "2023-03-28")],
            2,
            1,
            id="merging can lose a month",
        ),
    ],
)
def test_months_are_added_up_row_by_row_or_of_merged_ranges(ranges, row_by_row, merged):
    rows = [subscription(*ends) for ends in ranges]
    assert value(MONTHS, subscriptions=rows) == row_by_row
    assert value(MONTHS_MERGED, subscriptions=rows) == merged


@pytest.mark.parametrize(
    ("ranges", "months"),
    [
        pytest.param([("2023-01-31", "2023-02-01")], 1, id="the last day of a month"),
        pytest.param([("2023-01-31", "2023-02-02")], 2, id="a day in each of two"),
        pytest.param([("2023-01-01", "2023-02-01")], 1, id="ends as the next begins"),
        pytest.param([("2022-12-31", "2023-01-02")], 2, id="over the new year"),
        pytest.param([("2023-01-01", "2023-01-05")] * 3, 1, id="one month, three rows"),
        pytest.param(
            [("2023-01-01", "2023-01-05"), ("2023-01-20", "2023-02-05")], 2, id="a month shared"
        ),
        pytest.param(
            [("2023-01-01", "2023-06-05"), ("2023-02-01", "2023-03-05"), ("2023-06-20", None)],
            6 + 15,
            id="one inside another",
        ),
        pytest.param(
            [("2023-01-01", "2023-01-05"), ("2023-05-01", "2023-05-05")], 2, id="months apart"
        ),
        pytest.param([("2020-01-01", "2021-01-22")], 1, id="the first day of the period"),
        pytest.param([("2020-01-01", None)], 45, id="the whole period"),
        pytest.param([("2024-09-18", None)], 0, id="since the end"),
    ],
)
def test_a_calendar_month_counts_once_however_many_rows_touch_it(ranges, months):
    rows = [subscription(*ends) for ends in ranges]
    assert value(CALENDAR, subscriptions=rows) == months
    assert value({**CALENDAR, "points_per_month": 3}, subscriptions=rows) == months * 3


def test_months_with_a_message_are_counted_each_once():
    asked = fact("calendar_months", of="messages", points_per_month=2)
    sent = ["2021-01-20T23:59:59", "2021-01-21", "2021-01-31T23:59:59", "2021-02-01", "2024-09-18"]
    assert value(asked, messages=[message(at) for at in sent]) == 4
    assert value(asked) == 0


FACEBOOK = {"start": date(2007, 5, 24), "end": date(2022, 12, 23)}


@pytest.mark.parametrize(
    ("created", "closed", "points"),
    [
        pytest.param("2004-02-04", None, 188, id="open all the time"),
        pytest.param("2007-05-31", "2022-12-02", 188, id="a day in the first and in the last"),
        pytest.param("2007-06-01", None, 187, id="from the second month"),
        pytest.param("2004-02-04", "2022-12-01", 187, id="closed as the last month begins"),
        pytest.param("2004-02-04", "2007-05-24", 0, id="closed on the first day"),
        pytest.param("2004-02-04", "2007-05-25", 1, id="closed the day after"),
        pytest.param("2022-12-22", None, 1, id="opened on the last day"),
        pytest.param("2022-12-23", None, 0, id="opened after it"),
        pytest.param("2010-01-01", "2009-01-01", 0, id="closed before it was opened"),
    ],
)
def test_an_account_has_a_point_for_each_calendar_month_in_which_it_was_open(
    created, closed, points
):
    asked = fact("calendar_months", of="accounts", within=FACEBOOK)
    opened = account(
        created_on=date.fromisoformat(created),
        closed_on=None if closed is None else date.fromisoformat(closed),
    )
    assert value(asked, accounts=[opened]) == points
    assert (value({**asked, "kind": "days_of_overlap"}, accounts=[opened]) > 0) is (points > 0)


def test_refused_rows_and_a_partial_production_do_not_touch_what_the_account_itself_shows():
    asked = fact("months_of_overlap", of="accounts")
    produced = {"refused": [refusal()], "incomplete": ["subscriptions", "messages", "accounts"]}
    assert value(asked, **produced) == 43
    row = drawn(plan_with({"asked": asked}), records(**produced))
    assert set(row) == {"account_id", "state", "fact_asked"}


def test_rows_are_counted_with_their_whole_amounts_if_they_have_a_day_inside():
    rows = [
        subscription("2020-01-01", "2021-01-21", amount_cents=1),
        subscription("2020-01-01", "2021-01-22", amount_cents=20),
        subscription("2023-01-01", "2023-01-01", amount_cents=300),
        subscription("2024-09-17", None, amount_cents=4000),
    ]
    assert value(fact("sum", of="subscriptions"), subscriptions=rows) == 4020
    assert value(fact("count", of="subscriptions"), subscriptions=rows) == 2
    assert value(fact("sum", of="subscriptions")) == 0


def test_a_sum_that_no_bigint_holds_is_unknown():
    most = subscription("2023-01-01", None, amount_cents=2**63 - 1)
    asked = fact("sum", of="subscriptions")
    assert value(asked, subscriptions=[most]) == 2**63 - 1
    assert value(asked, subscriptions=[most, {**most, "amount_cents": 1}]) is None


def test_filters_choose_rows_by_product_currency_and_trial_channel_and_direction():
    rows = [
        subscription("2023-01-01", "2023-01-02"),
        subscription("2023-01-01", "2023-01-02", product="recruiter_lite"),
        subscription("2023-01-01", "2023-01-02", product="learning"),
        subscription("2023-01-01", "2023-01-02", is_trial=True),
        subscription("2023-01-01", "2023-01-02", currency="CAD"),
    ]
    paid = [
        {"column": "product", "in": ["premium_career", "recruiter_lite"]},
        {"column": "is_trial", "is": False},
        {"column": "currency", "is": "USD"},
    ]
    assert value(fact("sum", of="subscriptions", where=paid), subscriptions=rows) == 5998
    sent = [message("2023-01-01"), message("2023-01-02", direction="sent")]
    where = [{"column": "direction", "is": "sent"}]
    assert value(fact("first", of="messages", where=where), messages=sent) == date(2023, 1, 2)


def test_the_first_and_the_last_day_are_those_inside_the_period():
    rows = [subscription("2020-01-01", "2022-01-01"), subscription("2023-01-01", None)]
    sent = [message("2021-01-20T23:59:59"), message("2022-02-02T23:59:59"), message("2022-02-03")]
    first, last = fact("first", of="subscriptions"), fact("last", of="subscriptions")
    assert value(first, subscriptions=rows) == date(2021, 1, 21)
    assert value(last, subscriptions=rows) == date(2024, 9, 17)
    assert value({**first, "of": "messages"}, messages=sent) == date(2022, 2, 2)
    assert value({**last, "of": "messages"}, messages=sent) == date(2022, 2, 3)
    assert value(first) is None


@pytest.mark.parametrize(
    "asked",
    [fact("first", of="messages"), fact("last", of="messages"), MONTHS_MERGED],
    ids=["first", "last", "merged months"],
)
def test_what_another_row_could_make_wrong_is_unknown_until_all_are_in(asked):
    kind = asked["of"]
    rows = {
        "messages": [message("2022-01-01")],
        "subscriptions": [subscription("2022-01-01", "2023-01-01")],
    }
    assert value(asked, **rows) is not None
    assert value(asked, **rows, refused=[refusal()]) is None
    assert value(asked, **rows, refused=[refusal("B"), refusal(None)]) is not None
    assert value(asked, **rows, incomplete=[kind]) is None
    assert value(asked, **rows, incomplete=["accounts"]) is not None


def test_what_another_row_could_only_raise_stands_with_what_is_missing_beside_it():
    rows = [subscription("2023-01-01", "2023-02-01")]
    produced = records(subscriptions=rows, refused=[refusal()], incomplete=["subscriptions"])
    row = drawn(plan_with({"asked": CALENDAR}), produced)
    assert row["fact_asked"] == 1
    assert row["fact_asked_refused"] == 1
    assert row["fact_asked_incomplete"] is True


def test_a_period_of_its_own_needs_no_class_period():
    asked = fact("days_of_overlap", of="subscriptions", within=FACEBOOK)
    plan = plan_with({"asked": asked}, period=None)
    row = drawn(plan, records(subscriptions=[subscription("2022-12-01", None)]))
    assert row["fact_asked"] == 22


def test_of_an_account_that_was_not_produced_nothing_is_known():
    plan = plan_with({"days": DAYS, "open": fact("days_of_overlap", of="accounts")})
    row = drawn(plan, records(accounts=[account("B")]))
    assert [row["fact_days"], row["fact_days_refused"], row["fact_open"]] == [None, None, None]
