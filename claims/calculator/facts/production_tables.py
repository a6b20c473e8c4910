"""The records that facts are drawn from, as tables of any engine that Ibis speaks to."""

from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from claims.calculator.facts.column_readings import Readings
from claims.plans.record_columns import COLUMNS, ColumnType, RecordKind


@dataclass(frozen=True)
class RecordTables:
    """One production: its accepted rows by kind, its refused rows, and what it is not complete for.

    Columns as in the records store; days without time, moments in UTC without zone, amounts in
    cents. A kind that was not produced is an empty table. `incomplete` names the kinds of record of
    which the defendant produced only a part, so that finding no row proves nothing. `readings` say
    what a word is that the plan does not name. Without `has_refunds` no subscription's row is one,
    so that none needs be looked for.
    """

    accounts: ir.Table
    subscriptions: ir.Table
    messages: ir.Table
    refused: ir.Table
    incomplete: frozenset[str] = field(default_factory=frozenset)
    readings: Readings = field(default_factory=dict)
    has_refunds: bool = True

    def of_kind(self, kind: RecordKind) -> ir.Table:
        """The accepted rows of one kind of record."""
        return {
            "accounts": self.accounts,
            "subscriptions": self.subscriptions,
            "messages": self.messages,
        }[kind]


_TYPES: dict[ColumnType, str] = {
    "identifier": "string",
    "text": "string",
    "day": "date",
    "moment": "timestamp(6)",
    "amount": "int64",
    "yes_or_no": "boolean",
}


def _schema(kind: RecordKind) -> ibis.Schema:
    """The columns as they are kept, and `extra`, the columns that nobody asked for, as JSON."""
    kept = {column.stored_name: _TYPES[column.type] for column in COLUMNS[kind]}
    return ibis.schema({**kept, "extra": "string"})


ACCOUNTS = _schema("accounts")
SUBSCRIPTIONS = _schema("subscriptions")
MESSAGES = _schema("messages")

REFUSED = ibis.schema(
    {
        "kind": "string",
        "line": "int64",
        "column": "string",
        "reason": "string",
        "account_id": "string",
        "row_sha256": "string",
    }
)
