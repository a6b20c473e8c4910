"""The database refuses to rewrite history, whoever asks."""

# Raw SQL over names of our own tables is what is tested here.
# ruff: noqa: S608

from collections.abc import Iterable

import pytest
from django.db import DatabaseError, connection, models, transaction

from claims.audit import triggers
from claims.audit.triggers import APPEND_ONLY
from claims.models import (
    Assessment,
    Determination,
    Event,
    Exclusion,
    Matter,
    PlanVersion,
    SealedChain,
    ValueReading,
)
from tests.factories import NOW, checked_claim, member, open_matter, produce, run_tally
from tests.remembered import begin_with

on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="is SQLite's own way")
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="is PostgreSQL's own way"
)


def rows_of_each_kind() -> None:
    matter = open_matter()
    produce(matter, member("A1"))
    checked_claim(matter, email="a1@example.org")
    Exclusion.objects.create(
        matter=matter, account_id="A2", received_on=NOW.date(), recorded_at=NOW
    )
    ValueReading.objects.create(
        matter=matter, number=1, kind="subscriptions", column="product", value="x", decided_at=NOW
    )
    run_tally(matter)


@pytest.fixture
def history(db: None, data_dir: object) -> None:
    """At least one row in every append-only table."""
    begin_with(rows_of_each_kind)
    # Django's foreign keys are deferred, and PostgreSQL truncates nothing while one waits.
    connection.check_constraints()


def table_of(model: type[models.Model]) -> str:
    return model._meta.db_table


def columns_of(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


def quoted(columns: Iterable[str]) -> str:
    """As SQL takes names that may be words of its own."""
    return ", ".join(f'"{column}"' for column in columns)


def first_row(model: type[models.Model]) -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {quoted(columns_of(model))} FROM {table_of(model)}")
        row = cursor.fetchone()
    assert row is not None
    return dict(zip(columns_of(model), row, strict=True))


def refused(sql: str, values: list[object] | None = None) -> str:
    """The refusal; fails when the statement goes through."""
    with (
        pytest.raises(DatabaseError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values or [])
    return str(refusal.value)


def inserting(how: str, model: type[models.Model], row: dict[str, object], end: str = "") -> str:
    places = ", ".join(["%s"] * len(row))
    return refused(
        f"{how} INTO {table_of(model)} ({quoted(row)}) VALUES ({places}) {end}",
        list(row.values()),
    )


def test_the_list_of_append_only_tables_is_the_one_that_the_design_names():
    assert set(APPEND_ONLY) == {
        *(Event, SealedChain, PlanVersion, Assessment, Determination, Exclusion),
        ValueReading,
    }


@pytest.mark.usefixtures("history")
def test_no_row_is_updated():
    for model in APPEND_ONLY:
        column = columns_of(model)[-1]

        assert "append-only" in refused(f"UPDATE {table_of(model)} SET {column} = {column}")


@pytest.mark.usefixtures("history")
def test_no_row_is_deleted():
    for model in APPEND_ONLY:
        assert "append-only" in refused(f"DELETE FROM {table_of(model)}")


@pytest.mark.usefixtures("history")
@on_postgresql
@pytest.mark.parametrize("how", ["", " CASCADE"])
def test_no_table_is_truncated(how: str):
    for model in APPEND_ONLY:
        refusal = refused(f"TRUNCATE {table_of(model)}{how}")

        # Without CASCADE PostgreSQL may refuse because of a foreign key before any trigger runs.
        assert "append-only" in refusal or "foreign key" in refusal


@pytest.mark.a_few(1)
@pytest.mark.usefixtures("history")
@on_sqlite
@pytest.mark.parametrize("how", ["INSERT OR REPLACE", "REPLACE"])
def test_no_row_is_replaced_by_its_primary_key(how: str):
    for model in APPEND_ONLY:
        assert "append-only" in inserting(how, model, first_row(model))


@pytest.mark.a_few(1)
@pytest.mark.usefixtures("history")
@on_sqlite
@pytest.mark.parametrize("name", ["rowid", "_rowid_", "oid"])
def test_no_row_is_replaced_by_its_row_number(name: str):
    for model in APPEND_ONLY:
        row = first_row(model)
        number = row.pop("id")

        assert "append-only" in inserting("INSERT OR REPLACE", model, {name: number, **row})


@pytest.mark.usefixtures("history")
@on_sqlite
def test_no_row_is_replaced_by_its_unique_key():
    for model in APPEND_ONLY:
        row = first_row(model)
        del row["id"]

        assert "append-only" in inserting("INSERT OR REPLACE", model, row)


@pytest.mark.usefixtures("history")
@on_sqlite
def test_no_event_of_a_matter_is_replaced_by_its_place_in_the_chain():
    event = Event.objects.filter(claim=None).first()
    assert event is not None
    row = first_row(Event) | {"claim_id": None, "sequence": event.sequence}
    row |= {"matter_id": event.matter_id}
    del row["id"]

    assert "append-only" in inserting("INSERT OR REPLACE", Event, row)


@pytest.mark.usefixtures("history")
def test_no_row_is_changed_by_an_insert_that_meets_it():
    for model in APPEND_ONLY:
        column = columns_of(model)[-1]
        on_conflict = f"ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column}"

        assert "append-only" in inserting("INSERT", model, first_row(model), on_conflict)


@pytest.mark.usefixtures("history")
@on_sqlite
def test_no_row_is_changed_by_an_update_or_replace():
    for model in APPEND_ONLY:
        assert "append-only" in refused(f"UPDATE OR REPLACE {table_of(model)} SET id = id + 1")


@pytest.mark.usefixtures("history")
def test_rows_are_still_added_after_a_refusal(matter: Matter):
    refused(f"DELETE FROM {table_of(Event)}")
    before = Event.objects.count()

    checked_claim(matter, email="a1@example.org")

    assert Event.objects.count() > before


@pytest.mark.usefixtures("db")
def test_the_guards_can_be_installed_again_and_stay_the_same():
    triggers.install_triggers(connection)
    triggers.install_triggers(connection)

    assert triggers.missing_triggers(connection) == []


@pytest.mark.usefixtures("db")
def test_a_guard_that_is_gone_is_named():
    table = table_of(Event)
    name = f"{table}_no_update"
    with connection.cursor() as cursor:
        cursor.execute(
            f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}")
        )

    assert triggers.missing_triggers(connection) == [name]


@pytest.mark.usefixtures("db")
@on_postgresql
def test_a_guard_that_is_switched_off_is_named():
    table = table_of(Event)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_delete")

    assert triggers.missing_triggers(connection) == [f"{table}_no_delete"]


@pytest.mark.usefixtures("db")
def test_a_guard_that_was_hollowed_out_is_named():
    table = table_of(Event)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {table}_no_update")
            cursor.execute(
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT 1; END"
            )
        else:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION claims_refuse_change() RETURNS trigger "
                "LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
            )

    assert f"{table}_no_update" in triggers.missing_triggers(connection)
