"""The database's own refusal to rewrite history, on both engines.

SQLite's INSERT OR REPLACE deletes the row it replaces without running delete triggers, so there an
insert whose key exists is refused before it happens. PostgreSQL's row triggers miss TRUNCATE, so
there a statement trigger refuses it. Installed after every migration: a migration that rebuilds an
SQLite table drops its triggers.
"""

from typing import cast

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from claims.models import (
    Assessment,
    Determination,
    Event,
    Exclusion,
    PlanVersion,
    SealedChain,
    ValueReading,
)

APPEND_ONLY: tuple[type[models.Model], ...] = (
    Event,
    SealedChain,
    PlanVersion,
    Exclusion,
    Assessment,
    Determination,
    ValueReading,
)

_REFUSAL = "is append-only: history is added to, never changed"
_FUNCTION = "claims_refuse_change"
_BODY = f" BEGIN RAISE EXCEPTION '% {_REFUSAL}', TG_TABLE_NAME; END "


def install_triggers(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place, at no moment leaving none; harmless when they are there."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        drop_triggers(connection)
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$${_BODY}$$"
            )
        for statement in _trigger_statements(connection.vendor).values():
            cursor.execute(statement)


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away. Only migrations and the tests' sanctioned reset do this."""
    with connection.cursor() as cursor:
        for table in _existing_tables(connection):
            for name in _table_triggers(connection.vendor, table):
                if connection.vendor == "sqlite":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                else:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that ought to be there and are not, are switched off, or do nothing."""
    expected = _trigger_statements(connection.vendor)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            present = {name for name, sql in cursor.fetchall() if sql == expected.get(name)}
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
                "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgqual IS NULL "
                "AND proname = %s AND prosrc = %s",
                [_FUNCTION, _BODY],
            )
            present = {name for (name,) in cursor.fetchall()}
    return [name for name in expected if name not in present]


def _existing_tables(connection: BaseDatabaseWrapper) -> list[str]:
    tables = set(connection.introspection.table_names())
    return [m._meta.db_table for m in APPEND_ONLY if m._meta.db_table in tables]


def _unique_keys(table: str) -> list[tuple[str, str]]:
    """(when, same): to which new rows a unique key applies, and which old row has it already.

    Spelled with `=` and IS NULL, as the partial indexes are, or SQLite would read the whole table.
    """
    model = next(m for m in APPEND_ONLY if m._meta.db_table == table)
    primary = model._meta.pk.column
    keys = [(f"NEW.{primary} IS NOT NULL", f"{primary} = NEW.{primary}")]
    for constraint in model._meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint):
            continue
        columns = [_column(model, name) for name in constraint.fields]
        same = " AND ".join(f"{column} = NEW.{column}" for column in columns)
        if constraint.condition == models.Q(claim__isnull=True):
            keys.append(("NEW.claim_id IS NULL", f"claim_id IS NULL AND {same}"))
        else:
            # A key with a NULL in it is never equal to another, as in the UNIQUE constraint.
            keys.append((" AND ".join(f"NEW.{c} IS NOT NULL" for c in columns), same))
    return keys


def _column(model: type[models.Model], name: str) -> str:
    return str(cast("models.Field[object, object]", model._meta.get_field(name)).column)


def _trigger_statements(vendor: str) -> dict[str, str]:
    """Every trigger by its name, as the statement that makes it."""
    return {
        name: statement
        for model in APPEND_ONLY
        for name, statement in _table_triggers(vendor, model._meta.db_table).items()
    }


def _table_triggers(vendor: str, table: str) -> dict[str, str]:
    # Table and column names below come from the models, never from input.
    triggers: dict[str, str] = {}
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} {_REFUSAL}'); END"
    if vendor == "sqlite":
        for act in ("update", "delete"):
            name = f"{table}_no_{act}"
            triggers[name] = f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} {refuse}"
        for place, (when, same) in enumerate(_unique_keys(table)):
            name = f"{table}_no_replace_{place}"
            old_row = f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608  # nosec B608
            triggers[name] = (
                f"CREATE TRIGGER {name} BEFORE INSERT ON {table} "
                f"WHEN {when} AND EXISTS ({old_row}) {refuse}"
            )
        return triggers
    for act, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        name = f"{table}_no_{act}"
        triggers[name] = (
            f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION {_FUNCTION}()"
        )
    return triggers
