"""The columns of the defendant's records that a plan may speak of, and their types."""

from typing import Literal

FactType = Literal["count", "amount", "text", "day", "yes_or_no"]
"""What a fact is: a whole number, cents, text, a day, true or false. NULL is unknown in each."""

AccountColumnType = Literal["text", "day"]
FilterColumnType = Literal["text", "yes_or_no", "amount"]
RecordKind = Literal["accounts", "subscriptions", "messages"]

ACCOUNT_COLUMNS: dict[str, AccountColumnType] = {
    "city": "text",
    "state": "text",
    "postal_code": "text",
    "country": "text",
    "created_on": "day",
    "closed_on": "day",
    "ai_training_setting": "text",
    "ai_training_setting_changed_on": "day",
}

# Only columns that an accepted row always fills: a filter on one that may be blank would count a
# row in or out although nobody knows which.
FILTER_COLUMNS: dict[RecordKind, dict[str, FilterColumnType]] = {
    "accounts": {},
    "subscriptions": {
        "product": "text",
        "currency": "text",
        "is_trial": "yes_or_no",
        "amount_paid": "amount",
    },
    "messages": {"channel": "text", "direction": "text"},
}

OPEN_COLUMNS: dict[RecordKind, tuple[str, ...]] = {"subscriptions": ("product",)}
"""The columns whose words the defendant chooses. A word in one that the plan does not name may be
another spelling of one that it does, so a row with it is unknown until a person says what it is;
the words of every other column are a closed list."""

KIND_COLUMN, REFUND_OF_COLUMN = "kind", "refund_of"
"""Optional columns of the subscriptions: a row whose kind is `refund` says what was paid back, and
may name the subscription that it was paid for."""
REFUND = "refund"
OF_A_REFUND = " The row is a refund."
"""How the reason ends for which the row of a refund was refused: what it takes from is unknown."""

ROW_KEYS: dict[RecordKind, str] = {
    "accounts": "account_id",
    "subscriptions": "subscription_id",
    "messages": "message_id",
}

RANGES: dict[RecordKind, tuple[str, str]] = {
    "accounts": ("created_on", "closed_on"),
    "subscriptions": ("started_on", "ended_on"),
}
"""The columns that say from which day, and until before which day, a row runs; a blank end runs on.

The day in `closed_on` is the first day on which the account was closed, so it is outside.
"""

MOMENTS: dict[RecordKind, str] = {"messages": "sent_at"}
"""The column that says when a row happened, for kinds of record that happen at a moment."""

AMOUNTS = {"amount_paid": "amount_cents"}
"""The columns that can be added up, as the defendant's file names them and as they are kept."""
