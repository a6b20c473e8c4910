"""The records a determination is made on, also before there are any."""

import ibis
from ibis.backends import BaseBackend

from claims.calculation import RecordTables
from claims.facts import records as kinds
from claims.models import Production
from claims.records.kinds import KINDS
from claims.records.lookup import open_tables


def records_on(production: Production | None, connection: BaseBackend) -> RecordTables:
    """The tables of a production; empty ones, complete for nothing, before the first import."""
    if production is not None:
        return open_tables(production, connection)
    return RecordTables(
        accounts=ibis.memtable([], schema=kinds.ACCOUNTS),
        subscriptions=ibis.memtable([], schema=kinds.SUBSCRIPTIONS),
        messages=ibis.memtable([], schema=kinds.MESSAGES),
        refused=ibis.memtable([], schema=kinds.REFUSED),
        incomplete=frozenset(KINDS),
    )
