"""The kinds of record and their columns: the one list that plans, facts and imports read."""

from dataclasses import dataclass
from typing import Literal, cast

FactType = Literal["count", "amount", "text", "day", "yes_or_no"]
"""What a fact is: a whole number, cents, text, a day, true or false. NULL is unknown in each."""

ColumnType = Literal["identifier", "text", "day", "moment", "amount", "yes_or_no"]
"""What a cell is. An amount is kept in cents, a moment in UTC without zone."""

AccountColumnType = Literal["text", "day"]
FilterColumnType = Literal["text", "yes_or_no", "amount"]
RecordKind = Literal["accounts", "subscriptions", "messages"]


@dataclass(frozen=True, slots=True)
class RecordColumn:
    """One column of a kind of record, in the defendant's file and as it is kept."""

    name: str
    type: ColumnType
    may_be_blank: bool = False
    choices: tuple[str, ...] = ()
    """The closed list of its words, in small letters; none: any text."""
    kept_as: str = ""
    """Its name as it is kept, where that differs."""
    in_plans: bool = False
    """May a plan ask for the column of an account, or filter other rows by it?"""
    is_open: bool = False
    """Are its words the defendant's own? See OPEN_COLUMNS."""

    @property
    def stored_name(self) -> str:
        """The name under which the value is kept."""
        return self.kept_as or self.name


_Column = RecordColumn

COLUMNS: dict[RecordKind, tuple[RecordColumn, ...]] = {
    "accounts": (
        _Column("account_id", "identifier"),
        _Column("profile_url", "text", may_be_blank=True),
        _Column("email", "text", may_be_blank=True),
        _Column("other_emails", "text", may_be_blank=True),
        _Column("first_name", "text", may_be_blank=True),
        _Column("last_name", "text", may_be_blank=True),
        _Column("street", "text", may_be_blank=True),
        _Column("city", "text", may_be_blank=True, in_plans=True),
        _Column("state", "text", may_be_blank=True, in_plans=True),
        _Column("postal_code", "text", may_be_blank=True, in_plans=True),
        _Column("country", "text", may_be_blank=True, in_plans=True),
        _Column("created_on", "day", in_plans=True),
        _Column("closed_on", "day", may_be_blank=True, in_plans=True),
        _Column(
            "ai_training_setting", "text", may_be_blank=True, choices=("on", "off"), in_plans=True
        ),
        _Column("ai_training_setting_changed_on", "day", may_be_blank=True, in_plans=True),
    ),
    # A plan may filter only by columns that an accepted row always fills: a filter on one that may
    # be blank would count a row in or out although nobody knows which.
    "subscriptions": (
        _Column("subscription_id", "identifier"),
        _Column("account_id", "identifier"),
        _Column("product", "text", in_plans=True, is_open=True),
        _Column("started_on", "day"),
        _Column("ended_on", "day", may_be_blank=True),
        _Column("amount_paid", "amount", kept_as="amount_cents", in_plans=True),
        _Column("currency", "text", in_plans=True),
        _Column("is_trial", "yes_or_no", in_plans=True),
    ),
    "messages": (
        _Column("message_id", "identifier"),
        _Column("account_id", "identifier"),
        _Column("channel", "text", choices=("inmail", "message"), in_plans=True),
        _Column("direction", "text", choices=("sent", "received"), in_plans=True),
        _Column("sent_at", "moment"),
    ),
}
"""All columns of the records by kind, in the order of the file; the first is the key of a row."""

ACCOUNT_COLUMNS: dict[str, AccountColumnType] = {
    column.name: cast(AccountColumnType, column.type)
    for column in COLUMNS["accounts"]
    if column.in_plans
}
"""The columns of an account that a plan may ask for."""

FILTER_COLUMNS: dict[RecordKind, dict[str, FilterColumnType]] = {
    kind: {
        column.name: cast(FilterColumnType, column.type)
        for column in columns
        if column.in_plans and kind != "accounts"
    }
    for kind, columns in COLUMNS.items()
}
"""The columns by which a plan may choose among an account's rows of a kind."""

OPEN_COLUMNS: dict[RecordKind, tuple[str, ...]] = {
    kind: names
    for kind, columns in COLUMNS.items()
    if (names := tuple(column.name for column in columns if column.is_open))
}
"""The columns whose words the defendant chooses. A word in one that the plan does not name may be
another spelling of one that it does, so a row with it is unknown until a person says what it is;
the words of every other column are a closed list."""

KIND_COLUMN, REFUND_OF_COLUMN = "kind", "refund_of"
"""Optional columns of the subscriptions: a row whose kind is `refund` says what was paid back, and
may name the subscription that it was paid for."""
REFUND = "refund"
REFUND_REASON_SUFFIX = " The row is a refund."
"""How the reason ends for which the row of a refund was refused: what it takes from is unknown."""

KEY_COLUMNS: dict[RecordKind, str] = {kind: columns[0].name for kind, columns in COLUMNS.items()}
"""The column whose value names one row."""

RANGE_COLUMNS: dict[RecordKind, tuple[str, str]] = {
    "accounts": ("created_on", "closed_on"),
    "subscriptions": ("started_on", "ended_on"),
}
"""The columns that say from which day, and until before which day, a row runs; a blank end runs on.

The day in `closed_on` is the first day on which the account was closed, so it is outside.
"""

MOMENT_COLUMNS: dict[RecordKind, str] = {
    kind: column.name
    for kind, columns in COLUMNS.items()
    for column in columns
    if column.type == "moment"
}
"""The column that says when a row happened, for kinds of record that happen at a moment."""

AMOUNT_COLUMNS: dict[str, str] = {
    column.name: column.stored_name
    for columns in COLUMNS.values()
    for column in columns
    if column.type == "amount"
}
"""The columns that can be added up, as the defendant's file names them and as they are kept."""
