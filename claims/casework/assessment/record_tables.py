"""The records a determination is made on, also before there are any."""

from collections.abc import Collection
from dataclasses import replace

import duckdb
import ibis
from ibis.backends import BaseBackend

from claims.calculator import RecordTables
from claims.calculator.sql_cache import INPUT_TABLES
from claims.models import Production
from claims.plans import Plan
from claims.records.kinds import KINDS
from claims.records.lookup import record_files
from claims.records.production_reader import open_tables
from claims.records.value_meanings import (
    ReadingsByColumn,
    production_readings,
    production_words,
)

_CLAIMS = "claims"


def record_tables(
    production: Production | None, connection: BaseBackend, plan: Plan, said: ReadingsByColumn
) -> RecordTables:
    """The tables of a production, their words read by the plan and by what people said; empty ones,
    complete for nothing, before the first import."""
    if production is not None:
        return replace(
            open_tables(production, connection),
            readings=production_readings(production, plan, said),
            has_refunds=production_words(production).has_refunds,
        )
    empty = {
        name: ibis.memtable(schema.to_pyarrow().empty_table(), schema=schema)
        for name, schema in INPUT_TABLES.items()
        if name != _CLAIMS
    }
    return RecordTables(**empty, incomplete=frozenset(KINDS))


def register_records(
    production: Production | None,
    connection: duckdb.DuckDBPyConnection,
    accounts: Collection[str] | None = None,
) -> frozenset[str]:
    """Make the same tables known by name to a DuckDB that runs prepared SQL; returns the kinds of
    record that are not complete. With `accounts`, only the files that rows of these can be in, as
    a big production has hundreds."""
    for name, schema in INPUT_TABLES.items():
        if name == _CLAIMS:
            continue
        if production is None:
            connection.register(name, schema.to_pyarrow().empty_table())
        else:
            paths = [str(path) for path in record_files(production, name, accounts)]
            connection.read_parquet(paths).create_view(name)
    return frozenset(production.incomplete_kinds if production else KINDS)
