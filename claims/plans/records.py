"""The columns of the defendant's records that a plan may speak of, and their types."""

from typing import Literal

ColumnType = Literal["text", "day", "yes_or_no", "moment", "cents"]
RecordKind = Literal["subscriptions", "messages"]

ACCOUNT_COLUMNS: dict[str, ColumnType] = {
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
FILTER_COLUMNS: dict[RecordKind, dict[str, ColumnType]] = {
    "subscriptions": {"product": "text", "currency": "text", "is_trial": "yes_or_no"},
    "messages": {"channel": "text", "direction": "text"},
}

ROW_KEYS: dict[RecordKind, str] = {"subscriptions": "subscription_id", "messages": "message_id"}

MOMENTS: dict[RecordKind, str] = {"messages": "sent_at"}
"""The column that says when a row happened, for kinds of record that happen at a moment."""
