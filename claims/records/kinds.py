"""The three kinds of record in a production, and what each of their cells must be.

Their columns are those of `claims.plans.record_columns`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from claims.plans import record_columns as plan_records
from claims.plans.record_columns import (
    KIND_COLUMN,
    REFUND_OF_COLUMN,
    ColumnType,
    RecordColumn,
)
from claims.records.cell_rules import (
    BOOLEAN,
    COUNTRY,
    CURRENCY,
    DAY,
    KEY,
    MOMENT,
    PAID,
    TEXT,
    CellRule,
    one_of_rule,
)
from claims.records.row_batches import EXTRA, Form

_FORMS: Mapping[CellRule, Form] = {
    TEXT: Form.TEXT,
    KEY: Form.IDENTIFIER,
    DAY: Form.DAY,
    MOMENT: Form.MOMENT,
}


def form_of(rule: CellRule) -> Form:
    """What cells under the rule are, as far as reading them goes."""
    return _FORMS.get(rule, Form.VALUE)


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column of the file and of the Parquet that is kept."""

    name: str
    rule: CellRule
    may_be_blank: bool = False
    kept_as: str = ""
    """Its name in the Parquet, where that differs."""
    row_fault: str = "NULL"
    """SQL, over the values of the row, of a fault that the cell has only beside other cells."""

    @property
    def stored_name(self) -> str:
        """The name of the value in the Parquet."""
        return self.kept_as or self.name


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A file of a production: its columns in order, the first of which is the key."""

    name: str
    columns: tuple[FileColumn, ...]
    evidence: tuple[str, ...] = ()
    """Columns beyond these that are looked up in what is kept as evidence."""
    has_refunds: bool = False
    """Can a row say what was paid back? Then its key alone may not name it (`known_by`)."""

    @property
    def key(self) -> str:
        """The column whose value names one row."""
        return self.columns[0].name

    def known_by(self, rows: str = "") -> str:
        """SQL of what names one row of `rows` (an alias): its key, or of a refund that carries the
        key of what it refunds all that it says."""
        of = f"{rows}." if rows else ""
        if not self.has_refunds:
            return f"{of}{self.key}"
        whole = ", ".join(
            f"CAST({of}{name} AS VARCHAR)"
            for name in (*(column.stored_name for column in self.columns), EXTRA)
        )
        return f"subscription_key({of}{self.key}, {of}amount_cents, {of}{EXTRA}, [{whole}])"

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns that the file must have."""
        return tuple(column.name for column in self.columns)

    @property
    def exact_columns(self) -> frozenset[str]:
        """Columns whose values a floating-point number would spoil."""
        return frozenset(column.name for column in self.columns if column.rule in (PAID, KEY))

    @property
    def forms(self) -> Mapping[str, Form]:
        """What the cells of each column are."""
        return {column.name: form_of(column.rule) for column in self.columns}


ACCOUNT_ID = plan_records.KEY_COLUMNS["accounts"]

_RULES: Mapping[ColumnType, CellRule] = {
    "identifier": KEY,
    "text": TEXT,
    "day": DAY,
    "moment": MOMENT,
    "amount": PAID,
    "yes_or_no": BOOLEAN,
}
_RULES_BY_COLUMN: Mapping[str, CellRule] = {"country": COUNTRY, "currency": CURRENCY}
"""Where the rule is narrower than what cells of its type must be."""

_ROW_FAULTS: Mapping[str, str] = {
    "ended_on": "CASE WHEN ended_on < started_on THEN 'ended_on ' || ended_on || "
    "' is before started_on ' || started_on || '. Correct the row.' END",
}


def _rule_of(column: RecordColumn) -> CellRule:
    if column.choices:
        return one_of_rule(column.choices)
    return _RULES_BY_COLUMN.get(column.name, _RULES[column.type])


def _columns(kind: plan_records.RecordKind) -> tuple[FileColumn, ...]:
    return tuple(
        FileColumn(
            column.name,
            _rule_of(column),
            column.may_be_blank,
            column.kept_as,
            _ROW_FAULTS.get(column.name, "NULL"),
        )
        for column in plan_records.COLUMNS[kind]
    )


ACCOUNTS = RecordKind(
    "accounts",
    _columns("accounts"),
    evidence=("phone", "birth_date", "date_of_birth", "birth_year"),
)

SUBSCRIPTIONS = RecordKind(
    "subscriptions",
    _columns("subscriptions"),
    evidence=(KIND_COLUMN, REFUND_OF_COLUMN),
    has_refunds=True,
)

MESSAGES = RecordKind("messages", _columns("messages"))

KINDS: Mapping[str, RecordKind] = {kind.name: kind for kind in (ACCOUNTS, SUBSCRIPTIONS, MESSAGES)}
"""In the order in which they are judged: accounts first, as the others name them."""
