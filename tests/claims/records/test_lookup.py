"""What is held can be read: as tables, as the rows of one account, and checked byte for byte."""

from datetime import UTC, date, datetime
from pathlib import Path

import ibis
import pytest

from claims.calculator.facts.production_tables import (
    ACCOUNTS,
    MESSAGES,
    REFUSED,
    SUBSCRIPTIONS,
)
from claims.models import Matter, Production
from claims.records.lookup import (
    MessageCount,
    ProductionAltered,
    account_rows,
    check_hashes,
    current_production,
    production_folder,
)
from claims.records.production_import import import_production
from claims.records.production_reader import open_tables
from tests.claims.records.production_files import account, message, subscription, write_kind

AT = datetime(2026, 2, 1, 12, tzinfo=UTC)


@pytest.fixture
def production(matter: Matter, data_dir: Path, tmp_path: Path) -> Production:
    kinds = {
        "accounts": [account(), account(account_id="A2")],
        "subscriptions": [
            subscription(subscription_id="S2"),
            subscription(subscription_id="S1", started_on="2022-01-01", ended_on="2022-02-01"),
            subscription(subscription_id="S3", account_id="A2"),
            subscription(subscription_id="S4", product=""),
        ],
        "messages": [
            message(message_id="X1", sent_at="2023-01-02T00:00:00Z"),
            message(message_id="X2", sent_at="2023-01-01T00:00:00Z"),
            message(message_id="X3", direction="received"),
            message(message_id="X4", account_id="A2"),
        ],
    }
    files = {kind: write_kind(tmp_path, kind, rows) for kind, rows in kinds.items()}
    return import_production(matter, files, at=AT, incomplete=["messages"]).production


def test_there_is_no_current_production_before_the_first_import(matter: Matter) -> None:
    assert current_production(matter) is None


def test_the_current_production_is_the_newest(
    production: Production, matter: Matter, tmp_path: Path
) -> None:
    files = {"accounts": write_kind(tmp_path, "accounts", [account(account_id="A3")])}
    newer = import_production(matter, files, at=AT).production

    assert current_production(matter) == newer != production


def test_the_tables_have_the_columns_that_the_calculator_draws_facts_from(
    production: Production,
) -> None:
    tables = open_tables(production, ibis.duckdb.connect())

    assert tables.accounts.schema() == ACCOUNTS
    assert tables.subscriptions.schema() == SUBSCRIPTIONS
    assert tables.messages.schema() == MESSAGES
    assert tables.refused.schema() == REFUSED
    assert tables.incomplete == {"messages"}
    assert tables.messages.count().to_pyarrow().as_py() == 4


def test_the_rows_of_one_account_are_its_own(production: Production) -> None:
    rows = account_rows(production, "A1")

    assert rows.account is not None
    assert (rows.account["account_id"], rows.account["created_on"]) == ("A1", date(2020, 1, 1))
    assert [row["subscription_id"] for row in rows.subscriptions] == ["S1", "S2"]
    assert rows.messages == [
        MessageCount("inmail", "received", 1, datetime(2023, 1, 15, 10), datetime(2023, 1, 15, 10)),
        MessageCount("inmail", "sent", 2, datetime(2023, 1, 1), datetime(2023, 1, 2)),
    ]
    assert rows.refused == [
        {
            "kind": "subscriptions",
            "line": 5,
            "column": "product",
            "reason": "product is blank. Fill it in.",
        }
    ]


@pytest.mark.parametrize("account_id", ["A9", "", "' OR 1=1 --"])
def test_an_account_that_is_not_there_has_no_rows(production: Production, account_id: str) -> None:
    rows = account_rows(production, account_id)

    assert (rows.account, rows.subscriptions, rows.messages, rows.refused) == (None, [], [], [])


def test_a_production_as_it_was_imported_passes_its_check(production: Production) -> None:
    check_hashes(Production.objects.get(pk=production.pk))


@pytest.mark.parametrize("name", ["accounts", "subscriptions", "messages", "refused"])
def test_a_changed_byte_is_found_in_any_file(production: Production, name: str) -> None:
    path = production_folder(production) / f"{name}.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)

    with pytest.raises(ProductionAltered, match=rf"{name}\.parquet was altered after its import"):
        check_hashes(production)


def test_a_missing_file_is_found(production: Production) -> None:
    (production_folder(production) / "messages.parquet").unlink()

    with pytest.raises(ProductionAltered, match=r"messages\.parquet is missing"):
        check_hashes(production)


def test_a_changed_list_of_hashes_is_found(production: Production) -> None:
    production.hashes["messages.parquet"] = "0" * 64

    with pytest.raises(ProductionAltered, match="its list of hashes was altered"):
        check_hashes(production)
