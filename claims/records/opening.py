"""The records of a production as tables of the engine."""

from typing import Any

from claims.calculator.allocation.tables import read_files
from claims.calculator.facts import RecordTables
from claims.models import Production
from claims.records.lookup import all_files_of
from claims.records.sifting import REFUSED, REFUSED_COLUMNS


def open_tables(production: Production, connection: Any) -> RecordTables:
    """The records as tables of an Ibis connection (DuckDB, Spark), read when they are asked for.

    Raises ProductionAltered where a file is missing.
    """
    files = all_files_of(production)
    tables = {name: read_files(connection, paths) for name, paths in files.items()}
    return RecordTables(
        accounts=tables["accounts"],
        subscriptions=tables["subscriptions"],
        messages=tables["messages"],
        refused=tables[REFUSED].select(*REFUSED_COLUMNS),
        incomplete=frozenset(production.incomplete_kinds),
    )
