"""The database's own refusal to rewrite history, on both engines.

SQLite's INSERT OR REPLACE deletes the row it replaces without running delete triggers, so there an
insert whose key exists is refused before it happens. PostgreSQL's row triggers miss TRUNCATE, so
there a statement trigger refuses it. Installed after every migration: a migration that rebuilds an
SQLite table drops its triggers.
"""

from typing import cast

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from claims.models import Assessment, Award, Determination, Event, PlanVersion, SealedChain

APPEND_ONLY: tuple[type[models.Model], ...] = (
    Event,
    SealedChain,
    PlanVersion,
    Assessment,
    Determination,
    Award,
)

_REFUSAL = "is append-only: history is added to, never changed"


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place; harmless when they are there."""
    drop(connection)
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away. Only migrations and the tests' sanctioned reset do this."""
    with connection.cursor() as cursor:
        for table in _existing(connection):
            for name in _trigger_names(connection.vendor, table):
                if connection.vendor == "sqlite":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                else:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that ought to be there and are not, or are switched off."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
            )
        present = {row[0] for row in cursor.fetchall()}
    expected = [
        name
        for model in APPEND_ONLY
        for name in _trigger_names(connection.vendor, model._meta.db_table)
    ]
    return [name for name in expected if name not in present]


def _existing(connection: BaseDatabaseWrapper) -> list[str]:
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


def _trigger_names(vendor: str, table: str) -> list[str]:
    names = [f"{table}_no_update", f"{table}_no_delete"]
    if vendor == "sqlite":
        names += [f"{table}_no_replace_{place}" for place, _ in enumerate(_unique_keys(table))]
    else:
        names.append(f"{table}_no_truncate")
    return names


def _statements(vendor: str) -> list[str]:
    # Table and column names below come from the models, never from input.
    statements = []
    if vendor == "postgresql":
        statements.append(
            "CREATE OR REPLACE FUNCTION claims_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '% {_REFUSAL}', TG_TABLE_NAME; END $$"
        )
    for model in APPEND_ONLY:
        table = model._meta.db_table
        if vendor == "sqlite":
            for act in ("update", "delete"):
                statements.append(
                    f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} {_REFUSAL}'); END"
                )
            for place, (when, same) in enumerate(_unique_keys(table)):
                old_row = f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608  # nosec B608
                statements.append(
                    f"CREATE TRIGGER {table}_no_replace_{place} BEFORE INSERT ON {table} "
                    f"WHEN {when} AND EXISTS ({old_row}) "
                    f"BEGIN SELECT RAISE(ABORT, '{table} {_REFUSAL}'); END"
                )
        else:
            for act in ("update", "delete"):
                statements.append(
                    f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION claims_refuse_change()"
                )
            statements.append(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse_change()"
            )
    return statements
