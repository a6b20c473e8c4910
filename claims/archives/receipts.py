"""Receipts_v2.csv: when, for what, how much. How it was paid is not read."""

from collections.abc import Iterable, Mapping

from claims.archives import limits
from claims.archives.dates import read_day
from claims.archives.summary import ReceiptSaid
from claims.archives.tables import Columns
from claims.archives.texts import short_text
from claims.money import NotAnAmount, parse_cents

COLUMNS: Columns = {
    "paid": ("transaction made at", "transaction date", "date"),
    "description": ("description",),
    "total": ("total amount", "total"),
    "currency?": ("currency code", "currency"),
}
_PREMIUM = ("premium", "sales navigator", "recruiter lite")
"""Words in the description of a Premium receipt: LinkedIn sold Premium under these names."""


def read(rows: Iterable[Mapping[str, str]]) -> tuple[tuple[ReceiptSaid, ...], int]:
    """The receipts in the file's order, and how many more there are than are kept."""
    kept: list[ReceiptSaid] = []
    more = 0
    for row in rows:
        if len(kept) == limits.MOST_RECEIPTS:
            more += 1
            continue
        description = short_text(row["description"])
        currency = row.get("currency", "").upper()
        kept.append(
            ReceiptSaid(
                paid_on=read_day(row["paid"]),
                description=description,
                total_cents=_cents(row["total"]),
                currency=currency if len(currency) == 3 and currency.isalpha() else "",
                is_premium=any(word in description.casefold() for word in _PREMIUM),
            )
        )
    return tuple(kept), more


def _cents(text: str) -> int | None:
    """The amount, below zero for money given back; None if it cannot be read for sure."""
    try:
        cents = parse_cents(text.removeprefix("-"))
    except NotAnAmount:
        return None
    return -cents if text.startswith("-") else cents
