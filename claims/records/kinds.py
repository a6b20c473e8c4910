"""The three kinds of record in a production, column by column."""

from collections.abc import Mapping
from dataclasses import dataclass

from claims.records.rules import (
    AMOUNT,
    BOOLEAN,
    COUNTRY,
    CURRENCY,
    DAY,
    KEY,
    MOMENT,
    TEXT,
    Rule,
    one_of,
)
from claims.records.tables import Form

_FORMS: Mapping[Rule, Form] = {
    TEXT: Form.TEXT,
    KEY: Form.IDENTIFIER,
    DAY: Form.DAY,
    MOMENT: Form.MOMENT,
}


def form_of(rule: Rule) -> Form:
    """What cells under the rule are, as far as reading them goes."""
    return _FORMS.get(rule, Form.VALUE)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file and of the Parquet that is kept."""

    name: str
    rule: Rule
    may_be_blank: bool = False
    kept_as: str = ""
    """Its name in the Parquet, where that differs."""
    fault_across: str = "NULL"
    """SQL, over the values of the row, of a fault that the cell has only beside other cells."""

    @property
    def kept_name(self) -> str:
        """The name of the value in the Parquet."""
        return self.kept_as or self.name


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A file of a production: its columns in order, the first of which is the key."""

    name: str
    columns: tuple[Column, ...]
    evidence: tuple[str, ...] = ()
    """Columns beyond these that are looked up in what is kept as evidence."""

    @property
    def key(self) -> str:
        """The column whose value names one row."""
        return self.columns[0].name

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns that the file must have."""
        return tuple(column.name for column in self.columns)

    @property
    def exact_columns(self) -> frozenset[str]:
        """Columns whose values a floating-point number would spoil."""
        return frozenset(column.name for column in self.columns if column.rule in (AMOUNT, KEY))

    @property
    def forms(self) -> Mapping[str, Form]:
        """What the cells of each column are."""
        return {column.name: form_of(column.rule) for column in self.columns}


ACCOUNT_ID = "account_id"

ACCOUNTS = RecordKind(
    "accounts",
    (
        Column(ACCOUNT_ID, KEY),
        Column("profile_url", TEXT, may_be_blank=True),
        Column("email", TEXT, may_be_blank=True),
        Column("other_emails", TEXT, may_be_blank=True),
        Column("first_name", TEXT, may_be_blank=True),
        Column("last_name", TEXT, may_be_blank=True),
        Column("street", TEXT, may_be_blank=True),
        Column("city", TEXT, may_be_blank=True),
        Column("state", TEXT, may_be_blank=True),
        Column("postal_code", TEXT, may_be_blank=True),
        Column("country", COUNTRY, may_be_blank=True),
        Column("created_on", DAY),
        Column("closed_on", DAY, may_be_blank=True),
        Column("ai_training_setting", one_of(("on", "off")), may_be_blank=True),
        Column("ai_training_setting_changed_on", DAY, may_be_blank=True),
    ),
    evidence=("phone", "birth_date", "date_of_birth", "birth_year"),
)

SUBSCRIPTIONS = RecordKind(
    "subscriptions",
    (
        Column("subscription_id", KEY),
        Column(ACCOUNT_ID, KEY),
        Column("product", TEXT),
        Column("started_on", DAY),
        Column(
            "ended_on",
            DAY,
            may_be_blank=True,
            fault_across="CASE WHEN ended_on < started_on THEN 'ended_on ' || ended_on || "
            "' is before started_on ' || started_on || '. Correct the row.' END",
        ),
        Column("amount_paid", AMOUNT, kept_as="amount_cents"),
        Column("currency", CURRENCY),
        Column("is_trial", BOOLEAN),
    ),
)

MESSAGES = RecordKind(
    "messages",
    (
        Column("message_id", KEY),
        Column(ACCOUNT_ID, KEY),
        Column("channel", one_of(("inmail", "message"))),
        Column("direction", one_of(("sent", "received"))),
        Column("sent_at", MOMENT),
    ),
)

KINDS: Mapping[str, RecordKind] = {kind.name: kind for kind in (ACCOUNTS, SUBSCRIPTIONS, MESSAGES)}
"""In the order in which they are judged: accounts first, as the others name them."""
