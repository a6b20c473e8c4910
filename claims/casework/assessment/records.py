"""The records a determination is made on, also before there are any."""

from collections.abc import Collection
from dataclasses import replace

import duckdb
import ibis
from ibis.backends import BaseBackend

from claims.calculator import RecordTables
from claims.calculator.prepared import TABLES
from claims.models import Production
from claims.plans import Plan
from claims.records.kinds import KINDS
from claims.records.lookup import files_of
from claims.records.opening import open_tables
from claims.records.values import Said, readings_on, words_of

_CLAIMS = "claims"


def records_on(
    production: Production | None, connection: BaseBackend, plan: Plan, said: Said
) -> RecordTables:
    """The tables of a production, their words read by the plan and by what people said; empty ones,
    complete for nothing, before the first import."""
    if production is not None:
        return replace(
            open_tables(production, connection),
            readings=readings_on(production, plan, said),
            has_refunds=words_of(production).has_refunds,
        )
    empty = {
        name: ibis.memtable(schema.to_pyarrow().empty_table(), schema=schema)
        for name, schema in TABLES.items()
        if name != _CLAIMS
    }
    return RecordTables(**empty, incomplete=frozenset(KINDS))


def put_records(
    production: Production | None,
    connection: duckdb.DuckDBPyConnection,
    accounts: Collection[str] | None = None,
) -> frozenset[str]:
    """Make the same tables known by name to a DuckDB that runs prepared SQL; returns the kinds of
    record that are not complete. With `accounts`, only the files that rows of these can be in, as
    a big production has hundreds."""
    for name, schema in TABLES.items():
        if name == _CLAIMS:
            continue
        if production is None:
            connection.register(name, schema.to_pyarrow().empty_table())
        else:
            paths = [str(path) for path in files_of(production, name, accounts)]
            connection.read_parquet(paths).create_view(name)
    return frozenset(production.incomplete_kinds if production else KINDS)
