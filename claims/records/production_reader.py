"""The records of a production as tables of the engine."""

from typing import Any

from claims.calculator.allocation.engine_tables import read_parquet_files
from claims.calculator.facts import RecordTables
from claims.models import Production
from claims.records.lookup import all_record_files
from claims.records.row_checks import REFUSED_COLUMNS, REFUSED_KIND


def open_tables(production: Production, connection: Any) -> RecordTables:
    """The records as tables of an Ibis connection (DuckDB, Spark), read when they are asked for.

    Raises ProductionAltered where a file is missing.
    """
    files = all_record_files(production)
    tables = {name: read_parquet_files(connection, paths) for name, paths in files.items()}
    return RecordTables(
        accounts=tables["accounts"],
        subscriptions=tables["subscriptions"],
        messages=tables["messages"],
        refused=tables[REFUSED_KIND].select(*REFUSED_COLUMNS),
        incomplete=frozenset(production.incomplete_kinds),
    )
