"""Every rule about a row: what refuses it, in the words that the person who mends it needs."""

from pathlib import Path

import pycountry
import pytest

from claims.records.kinds import KINDS
from claims.records.row_checks import Refusal, RowCounts
from tests.claims.records.production_files import (
    account,
    judge,
    message,
    row_of,
    subscription,
    write_kind,
)

pytestmark = pytest.mark.one_engine

BLANK = "{} is blank. Fill it in."
NO_DATE = '"{}" is not a date on the calendar. Write it as YYYY-MM-DD.'
NO_IDENTIFIER = '"{}" is an error of a spreadsheet and names nothing. Give the identifier.'
NO_DAY = '"{}" is a moment, not a day. Write it as YYYY-MM-DD.'
NO_MOMENT = '"{}" is not a moment on the calendar. Write it like 2024-01-31T09:30:00Z.'
NO_ZONE = '"{}" has no time zone. End it with Z or an offset such as +02:00.'
NO_COUNTRY = '"{}" is not an ISO 3166 country code. Write two capital letters, such as US.'
NO_AMOUNT = '"{}" is not an amount. Write it like 29.99 or $1,029.99.'
NO_BOOLEAN = '"{}" is not one of true, false, yes, no. Write one of them.'


def judged(tmp_path: Path, kind: str, **cells: str) -> tuple[RowCounts, list[Refusal]]:
    """The verdict on one row, beside a good account A1."""
    files = {kind: write_kind(tmp_path, kind, [row_of(kind, **cells)])}
    if kind != "accounts":
        files["accounts"] = write_kind(tmp_path, "accounts", [account()])
    return judge(tmp_path, files)[kind]


def refused(kind: str, column: str, cell: str, reason: str, case: str) -> object:
    return pytest.param(kind, {column: cell}, column, reason, id=f"{kind} {column}: {case}")


REQUIRED = [
    refused(kind.name, column.name, "", BLANK.format(column.name), "blank")
    for kind in KINDS.values()
    for column in kind.columns
    if not column.may_be_blank
]

FAULTS = [
    *REQUIRED,
    refused("accounts", "account_id", " \t ", BLANK.format("account_id"), "white space only"),
    refused(
        "accounts",
        "account_id",
        "A" * 201,
        f'"{"A" * 80}…" is longer than 200 characters. Give a shorter identifier.',
        "one character too long",
    ),
    refused("accounts", "country", "Narnia", NO_COUNTRY.format("Narnia"), "a name"),
    *(
        refused("accounts", "account_id", cell, NO_IDENTIFIER.format(cell), "a failed formula")
        for cell in ("#N/A", "#REF!", "#n/a", "########")
    ),
    refused("messages", "message_id", "#N/A", NO_IDENTIFIER.format("#N/A"), "a failed formula"),
    refused("accounts", "country", "USA", NO_COUNTRY.format("USA"), "three letters"),
    refused("accounts", "country", "UK", NO_COUNTRY.format("UK"), "not assigned"),
    refused("accounts", "created_on", "2023-02-30", NO_DATE.format("2023-02-30"), "30 February"),
    refused("accounts", "created_on", "2023-02-29", NO_DATE.format("2023-02-29"), "no leap year"),
    refused("accounts", "created_on", "1900-02-29", NO_DATE.format("1900-02-29"), "century"),
    refused("accounts", "created_on", "2023-13-01", NO_DATE.format("2023-13-01"), "month 13"),
    refused("accounts", "created_on", "2023-00-10", NO_DATE.format("2023-00-10"), "month 0"),
    refused("accounts", "created_on", "0000-01-01", NO_DATE.format("0000-01-01"), "year 0"),
    refused("accounts", "created_on", "2023-1-05", NO_DATE.format("2023-1-05"), "one digit"),
    refused("accounts", "created_on", "20230105", NO_DATE.format("20230105"), "no hyphens"),
    refused("accounts", "created_on", "01/05/2023", NO_DATE.format("01/05/2023"), "slashes"),
    refused("accounts", "created_on", "-2023-01-05", NO_DATE.format("-2023-01-05"), "signed"),
    refused("accounts", "created_on", "٢٠٢٣-٠١-٠٥", NO_DATE.format("٢٠٢٣-٠١-٠٥"), "other digits"),
    refused(
        "accounts",
        "created_on",
        "2023-01-05T00:00:01Z",
        NO_DAY.format("2023-01-05T00:00:01Z"),
        "a moment",
    ),
    refused(
        "accounts",
        "created_on",
        "2023-01-05 08:30:00",
        NO_DAY.format("2023-01-05 08:30:00"),
        "a moment without a zone",
    ),
    refused(
        "accounts",
        "created_on",
        "2023-01-05T00:00:00+02:00",
        NO_DAY.format("2023-01-05T00:00:00+02:00"),
        "midnight of another zone",
    ),
    refused("accounts", "closed_on", "never", NO_DATE.format("never"), "a word"),
    refused(
        "accounts",
        "ai_training_setting",
        "maybe",
        '"maybe" is not one of on, off. Write one of them.',
        "another word",
    ),
    refused(
        "accounts",
        "ai_training_setting_changed_on",
        "2024-09-31",
        NO_DATE.format("2024-09-31"),
        "31 September",
    ),
    refused(
        "subscriptions",
        "account_id",
        "A9",
        'There is no account "A9". Add it to the accounts file.',
        "unknown",
    ),
    refused(
        "subscriptions",
        "account_id",
        "a1",
        'There is no account "a1". Add it to the accounts file.',
        "another case",
    ),
    refused("subscriptions", "started_on", "2023-04-31", NO_DATE.format("2023-04-31"), "31 April"),
    refused(
        "subscriptions",
        "ended_on",
        "2022-12-31",
        "ended_on 2022-12-31 is before started_on 2023-01-01. Correct the row.",
        "a day before the start",
    ),
    refused(
        "subscriptions",
        "amount_paid",
        "-29.99",
        '"-29.99" is negative. An amount paid is zero or more.',
        "negative",
    ),
    refused(
        "subscriptions",
        "amount_paid",
        "29.991",
        '"29.991" is finer than a cent. Write at most two decimals.',
        "finer than a cent",
    ),
    refused("subscriptions", "amount_paid", "NaN", NO_AMOUNT.format("NaN"), "NaN"),
    refused("subscriptions", "amount_paid", "€29.99", NO_AMOUNT.format("€29.99"), "euros"),
    refused("subscriptions", "amount_paid", "29,99", NO_AMOUNT.format("29,99"), "decimal comma"),
    refused("subscriptions", "amount_paid", "3e1", NO_AMOUNT.format("3e1"), "an exponent"),
    refused(
        "subscriptions",
        "amount_paid",
        "92233720368547758.08",
        '"92233720368547758.08" is too large to be an amount paid. Correct it.',
        "a cent beyond a BIGINT",
    ),
    refused(
        "subscriptions",
        "currency",
        "EUR",
        '"EUR" is not the currency of the matter, USD. Give the amount in that currency.',
        "another",
    ),
    refused("subscriptions", "is_trial", "2", NO_BOOLEAN.format("2"), "a number"),
    refused("subscriptions", "is_trial", "on", NO_BOOLEAN.format("on"), "another word"),
    refused("subscriptions", "is_trial", "x", NO_BOOLEAN.format("x"), "a mark"),
    refused(
        "messages",
        "account_id",
        "A9",
        'There is no account "A9". Add it to the accounts file.',
        "unknown",
    ),
    refused(
        "messages",
        "channel",
        "fax",
        '"fax" is not one of inmail, message. Write one of them.',
        "another word",
    ),
    refused(
        "messages",
        "channel",
        "in mail",
        '"in mail" is not one of inmail, message. Write one of them.',
        "two words",
    ),
    refused(
        "messages",
        "direction",
        "sideways",
        '"sideways" is not one of sent, received. Write one of them.',
        "another word",
    ),
    refused("messages", "sent_at", "yesterday", NO_MOMENT.format("yesterday"), "a word"),
    refused(
        "messages",
        "sent_at",
        "2023-01-15T10:00:00",
        NO_ZONE.format("2023-01-15T10:00:00"),
        "no zone",
    ),
    refused(
        "messages",
        "sent_at",
        "2023-02-30T10:00:00Z",
        NO_MOMENT.format("2023-02-30T10:00:00Z"),
        "30 February",
    ),
    refused("messages", "sent_at", "2023-01-15", NO_MOMENT.format("2023-01-15"), "a date"),
]


@pytest.mark.parametrize(("kind", "cells", "column", "reason"), FAULTS)
def test_a_row_is_refused_alone_with_its_line_column_and_reason(
    tmp_path: Path, kind: str, cells: dict[str, str], column: str, reason: str
) -> None:
    verdicts, refusals = judged(tmp_path, kind, **cells)

    assert verdicts == RowCounts(rows=1, accepted=0, repeated=0, refused=1)
    assert refusals == [Refusal(2, column, reason)]


MAY_BE_BLANK = [
    pytest.param(kind.name, {column.name: ""}, id=f"{kind.name} {column.name}: blank")
    for kind in KINDS.values()
    for column in kind.columns
    if column.may_be_blank
]


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        *MAY_BE_BLANK,
        pytest.param("accounts", {"account_id": "A" * 200}, id="an identifier of 200 characters"),
        pytest.param("accounts", {"account_id": "#12"}, id="an identifier with a number sign"),
        pytest.param("accounts", {"account_id": "###"}, id="three number signs"),
        pytest.param("accounts", {"account_id": "000123"}, id="an identifier of digits"),
        pytest.param("accounts", {"created_on": "2024-02-29"}, id="29 February of a leap year"),
        pytest.param("accounts", {"created_on": "2000-02-29"}, id="29 February 2000"),
        pytest.param("accounts", {"created_on": " 2023-01-05 "}, id="a date between spaces"),
        pytest.param("accounts", {"created_on": "0001-01-01"}, id="the first day"),
        pytest.param("accounts", {"created_on": "9999-12-31"}, id="the last day"),
        pytest.param("accounts", {"closed_on": "2019-12-31"}, id="closed before created"),
        pytest.param("accounts", {"country": "PR"}, id="Puerto Rico"),
        pytest.param("accounts", {"ai_training_setting": "off"}, id="setting off"),
        pytest.param("accounts", {"email": "not an address"}, id="an address that is none"),
        pytest.param("subscriptions", {"ended_on": "2023-01-01"}, id="ends on the day it starts"),
        pytest.param("subscriptions", {"ended_on": "2023-01-02"}, id="ends a day later"),
        pytest.param("subscriptions", {"started_on": "2019-01-01"}, id="starts before the account"),
        pytest.param("subscriptions", {"ended_on": "2999-01-01"}, id="ends after the account"),
        pytest.param("subscriptions", {"amount_paid": "$1,029.99"}, id="dollar sign and comma"),
        pytest.param("subscriptions", {"amount_paid": "29.990"}, id="a third decimal that is zero"),
        pytest.param("subscriptions", {"amount_paid": "0"}, id="nothing paid"),
        pytest.param(
            "subscriptions", {"amount_paid": "92233720368547758.07"}, id="the largest amount"
        ),
        pytest.param("subscriptions", {"is_trial": "true"}, id="a trial"),
        pytest.param("subscriptions", {"product": "something new"}, id="an unknown product"),
        pytest.param("messages", {"channel": "message"}, id="an ordinary message"),
        pytest.param("messages", {"direction": "received"}, id="a received message"),
        pytest.param("messages", {"channel": "InMail"}, id="a channel in capitals"),
        pytest.param("messages", {"direction": "SENT"}, id="a direction in capitals"),
        pytest.param("accounts", {"country": "us"}, id="a country in small letters"),
        pytest.param("accounts", {"ai_training_setting": "Off"}, id="a setting in capitals"),
    ],
)
def test_a_row_is_accepted(tmp_path: Path, kind: str, cells: dict[str, str]) -> None:
    verdicts, refusals = judged(tmp_path, kind, **cells)

    assert (verdicts, refusals) == (RowCounts(rows=1, accepted=1, repeated=0, refused=0), [])


def test_a_word_in_any_case_is_kept_in_the_case_of_its_list(tmp_path: Path) -> None:
    rows = [
        account(country="US", ai_training_setting="on"),
        account(country="us", ai_training_setting="ON"),
    ]

    verdicts, _ = judge(tmp_path, {"accounts": write_kind(tmp_path, "accounts", rows)})["accounts"]

    assert verdicts == RowCounts(2, accepted=1, repeated=1, refused=0)


def test_every_country_of_the_standard_is_accepted(tmp_path: Path) -> None:
    codes = [country.alpha_2 for country in pycountry.countries]
    rows = [account(account_id=code, country=code) for code in codes]

    verdicts, _ = judge(tmp_path, {"accounts": write_kind(tmp_path, "accounts", rows)})["accounts"]

    assert verdicts.accepted == len(codes)


def test_a_row_with_several_faults_names_the_first_column(tmp_path: Path) -> None:
    _, refusals = judged(
        tmp_path,
        "subscriptions",
        account_id="A9",
        started_on="soon",
        ended_on="later",
        amount_paid="-1",
    )

    assert [refusal.column for refusal in refusals] == ["account_id"]


def test_the_order_of_columns_is_that_of_the_format_and_not_of_the_file(tmp_path: Path) -> None:
    row = subscription(started_on="soon", amount_paid="-1")
    backwards = dict(reversed(row.items()))
    files = {
        "accounts": write_kind(tmp_path, "accounts", [account()]),
        "subscriptions": write_kind(tmp_path, "subscriptions", [backwards]),
    }

    _, refusals = judge(tmp_path, files)["subscriptions"]

    assert [refusal.column for refusal in refusals] == ["started_on"]


def test_a_row_of_an_account_that_was_itself_refused_says_where(tmp_path: Path) -> None:
    files = {
        "accounts": write_kind(
            tmp_path, "accounts", [account(), account(account_id="A2", country="X")]
        ),
        "messages": write_kind(tmp_path, "messages", [message(account_id="A2")]),
    }

    _, refusals = judge(tmp_path, files)["messages"]

    assert refusals == [
        Refusal(
            2,
            "account_id",
            'The row of account "A2" was itself refused (line 3 of accounts.csv). '
            "Correct that row first.",
        )
    ]


def test_an_account_whose_other_row_was_refused_is_known(tmp_path: Path) -> None:
    files = {
        "accounts": write_kind(tmp_path, "accounts", [account(country="X"), account()]),
        "messages": write_kind(tmp_path, "messages", [message()]),
    }

    verdicts, _ = judge(tmp_path, files)["messages"]

    assert verdicts.accepted == 1


def test_subscriptions_without_any_accounts_are_refused(tmp_path: Path) -> None:
    files = {"subscriptions": write_kind(tmp_path, "subscriptions", [subscription()])}

    verdicts, _ = judge(tmp_path, files)["subscriptions"]

    assert verdicts == RowCounts(rows=1, accepted=0, repeated=0, refused=1)


@pytest.mark.parametrize(
    ("second", "verdict"),
    [
        pytest.param({}, "repeated", id="the same row"),
        pytest.param({"amount_paid": "$29.990 "}, "repeated", id="the amount spelled otherwise"),
        pytest.param({"product": " premium_career"}, "repeated", id="spaces around a cell"),
        pytest.param({"started_on": "2023-01-01 00:00:00"}, "repeated", id="a day at midnight"),
        pytest.param({"is_trial": "No"}, "repeated", id="no for false"),
        pytest.param({"currency": "usd"}, "repeated", id="the currency in small letters"),
        pytest.param({"product": "Premium_Career"}, "product", id="the product in capitals"),
        pytest.param({"amount_paid": "29.98"}, "amount_paid", id="a cent less"),
        pytest.param({"ended_on": ""}, "ended_on", id="an end that is blank"),
        pytest.param({"account_id": "A2"}, "account_id", id="another account"),
        pytest.param(
            {"product": "recruiter_lite", "is_trial": "true"}, "product, is_trial", id="two columns"
        ),
    ],
)
def test_a_key_that_was_accepted_is_repeated_with_the_same_values_and_refused_with_others(
    tmp_path: Path, second: dict[str, str], verdict: str
) -> None:
    files = {
        "accounts": write_kind(tmp_path, "accounts", [account(), account(account_id="A2")]),
        "subscriptions": write_kind(
            tmp_path, "subscriptions", [subscription(), subscription(**second)]
        ),
    }

    verdicts, refusals = judge(tmp_path, files)["subscriptions"]

    if verdict == "repeated":
        assert (verdicts, refusals) == (RowCounts(2, accepted=1, repeated=1, refused=0), [])
    else:
        assert verdicts == RowCounts(2, accepted=1, repeated=0, refused=1)
        assert refusals == [
            Refusal(
                3,
                "subscription_id",
                f'"S1" was already accepted on line 2 with another {verdict}. '
                "Give the row another subscription_id, or the same values.",
            )
        ]


def test_one_moment_in_two_zones_is_the_same_row(tmp_path: Path) -> None:
    rows = [message(sent_at="2024-01-01T02:00:00+02:00"), message(sent_at="2024-01-01 00:00:00Z")]
    files = {
        "accounts": write_kind(tmp_path, "accounts", [account()]),
        "messages": write_kind(tmp_path, "messages", rows),
    }

    verdicts, _ = judge(tmp_path, files)["messages"]

    assert verdicts == RowCounts(2, accepted=1, repeated=1, refused=0)


def test_an_unknown_column_that_differs_is_another_row_because_it_is_evidence(
    tmp_path: Path,
) -> None:
    rows = [{**account(), "batch": "7"}, {**account(), "batch": "8"}, {**account(), "batch": "7"}]

    verdicts, refusals = judge(tmp_path, {"accounts": write_kind(tmp_path, "accounts", rows)})[
        "accounts"
    ]

    assert verdicts == RowCounts(3, accepted=1, repeated=1, refused=1)
    assert "with another unknown column." in refusals[0].reason


def test_a_refused_row_does_not_occupy_its_key(tmp_path: Path) -> None:
    rows = [
        account(country="X", first_name="Anna"),
        account(),
        account(country="X"),
        account(first_name="Anna"),
    ]

    verdicts, refusals = judge(tmp_path, {"accounts": write_kind(tmp_path, "accounts", rows)})[
        "accounts"
    ]

    assert verdicts == RowCounts(4, accepted=1, repeated=0, refused=3)
    assert [(refusal.line, refusal.column) for refusal in refusals] == [
        (2, "country"),
        (4, "country"),
        (5, "account_id"),
    ]


def test_a_row_with_the_wrong_number_of_fields_is_refused_alone(tmp_path: Path) -> None:
    path = write_kind(tmp_path, "accounts", [account()])
    path.write_bytes(path.read_bytes() + b"A2,short\n")

    verdicts, refusals = judge(tmp_path, {"accounts": path})["accounts"]

    assert verdicts == RowCounts(2, accepted=1, repeated=0, refused=1)
    assert refusals == [
        Refusal(
            3,
            "",
            "The row has 2 fields, the header 15. "
            "Put a cell that contains a comma between quotation marks.",
        )
    ]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        pytest.param("x" * 80, f'"{"x" * 80}"', id="80 characters are repeated"),
        pytest.param("x" * 81, f'"{"x" * 80}…"', id="81 characters are cut"),
        pytest.param(
            "ana@example.org", "The cell (not repeated here, as it holds an @)", id="an address"
        ),
        pytest.param("two\nlines", '"two lines"', id="a line end is a space"),
        pytest.param("it's", '"it\'s"', id="an apostrophe"),
    ],
)
def test_a_reason_repeats_only_the_cell_and_no_address(
    tmp_path: Path, cell: str, shown: str
) -> None:
    _, (refusal,) = judged(tmp_path, "accounts", created_on=cell)

    assert refusal.reason == (f"{shown} is not a date on the calendar. Write it as YYYY-MM-DD.")


def test_amounts_are_judged_in_the_currency_of_the_matter(tmp_path: Path) -> None:
    files = {
        "accounts": write_kind(tmp_path, "accounts", [account()]),
        "subscriptions": write_kind(
            tmp_path,
            "subscriptions",
            [subscription(currency="CAD"), subscription(subscription_id="S2")],
        ),
    }

    verdicts, refusals = judge(tmp_path, files, currency="CAD")["subscriptions"]

    assert verdicts.accepted == 1
    assert [(refusal.line, refusal.column) for refusal in refusals] == [(3, "currency")]
