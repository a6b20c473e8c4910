"""The columns of the records: one list, of which plans, facts and imports each take their part."""

import pytest

from claims.calculator.facts import production_tables as facts
from claims.plans.record_columns import (
    ACCOUNT_COLUMNS,
    AMOUNT_COLUMNS,
    COLUMNS,
    FILTER_COLUMNS,
    KEY_COLUMNS,
    MOMENT_COLUMNS,
    OPEN_COLUMNS,
    RANGE_COLUMNS,
    RecordKind,
)
from claims.records.kinds import KINDS

pytestmark = pytest.mark.one_engine

EVERY = [(kind, column) for kind, columns in COLUMNS.items() for column in columns]


def test_a_plan_may_ask_for_these_columns_of_an_account() -> None:
    assert ACCOUNT_COLUMNS == {
        "city": "text",
        "state": "text",
        "postal_code": "text",
        "country": "text",
        "created_on": "day",
        "closed_on": "day",
        "ai_training_setting": "text",
        "ai_training_setting_changed_on": "day",
    }


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        pytest.param("accounts", {}, id="accounts: none"),
        pytest.param(
            "subscriptions",
            {
                "product": "text",
                "amount_paid": "amount",
                "currency": "text",
                "is_trial": "yes_or_no",
            },
            id="subscriptions",
        ),
        pytest.param("messages", {"channel": "text", "direction": "text"}, id="messages"),
    ],
)
def test_a_plan_may_filter_rows_by_these_columns(kind: RecordKind, columns: dict[str, str]) -> None:
    assert FILTER_COLUMNS[kind] == columns


def test_no_column_that_may_be_blank_filters_rows() -> None:
    blank = {(kind, column.name) for kind, column in EVERY if column.may_be_blank}

    assert not [
        (kind, name)
        for kind in FILTER_COLUMNS
        for name in FILTER_COLUMNS[kind]
        if (kind, name) in blank
    ]


def test_what_is_said_of_columns_by_kind_names_columns_that_there_are() -> None:
    assert KEY_COLUMNS == {
        "accounts": "account_id",
        "subscriptions": "subscription_id",
        "messages": "message_id",
    }
    assert (OPEN_COLUMNS, MOMENT_COLUMNS) == (
        {"subscriptions": ("product",)},
        {"messages": "sent_at"},
    )
    assert AMOUNT_COLUMNS == {"amount_paid": "amount_cents"}
    for kind, ends in RANGE_COLUMNS.items():
        assert set(ends) <= {column.name for column in COLUMNS[kind] if column.type == "day"}


@pytest.mark.parametrize("kind", COLUMNS)
def test_what_is_imported_has_the_columns_and_types_that_facts_are_drawn_from(
    kind: RecordKind,
) -> None:
    schema = {
        "accounts": facts.ACCOUNTS,
        "subscriptions": facts.SUBSCRIPTIONS,
        "messages": facts.MESSAGES,
    }[kind]
    in_sql = {
        "string": "VARCHAR",
        "date": "DATE",
        "timestamp(6)": "TIMESTAMP",
        "int64": "BIGINT",
        "boolean": "BOOLEAN",
    }

    imported = [(column.stored_name, column.rule.sql_type) for column in KINDS[kind].columns]

    drawn_from = [(name, in_sql[str(type_)]) for name, type_ in schema.items()]
    assert drawn_from == [*imported, ("extra", "VARCHAR")]
    assert [column.name for column in COLUMNS[kind]] == list(KINDS[kind].column_names)
