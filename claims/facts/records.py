"""The records that facts are drawn from, as tables of any engine that Ibis speaks to."""

from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from claims.facts.values import Readings
from claims.plans.records import RecordKind


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


ACCOUNTS = ibis.schema(
    {
        "account_id": "string",
        "profile_url": "string",
        "email": "string",
        "other_emails": "string",
        "first_name": "string",
        "last_name": "string",
        "street": "string",
        "city": "string",
        "state": "string",
        "postal_code": "string",
        "country": "string",
        "created_on": "date",
        "closed_on": "date",
        "ai_training_setting": "string",
        "ai_training_setting_changed_on": "date",
        "extra": "string",
    }
)

SUBSCRIPTIONS = ibis.schema(
    {
        "subscription_id": "string",
        "account_id": "string",
        "product": "string",
        "started_on": "date",
        "ended_on": "date",
        "amount_cents": "int64",
        "currency": "string",
        "is_trial": "boolean",
        "extra": "string",
    }
)

MESSAGES = ibis.schema(
    {
        "message_id": "string",
        "account_id": "string",
        "channel": "string",
        "direction": "string",
        "sent_at": "timestamp(6)",
        "extra": "string",
    }
)

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
