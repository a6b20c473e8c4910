"""Receipts_v2.csv: when, for what, how much. How it was paid is not read."""

import re
from collections.abc import Iterable, Mapping

from claims.money import NotAnAmount, parse_cents
from claims.records.archives import limits
from claims.records.archives.archive_tables import Columns
from claims.records.archives.dates import read_day
from claims.records.archives.short_texts import short_text
from claims.records.archives.summary import ArchiveReceipt
from claims.texts import one_line

COLUMNS: Columns = {
    "paid": ("transaction made at", "transaction date", "date"),
    "description": ("description",),
    "total": ("total amount", "total"),
    "currency?": ("currency code", "currency"),
}
# $29.99, US$ 29.99, USD 29.99, 29.99 €
_AMOUNT = re.compile(
    r"(?P<before>[A-Z]{0,3}[$€£¥₹]|[A-Z]{3})? ?(?P<number>[0-9][0-9,.]*) ?"
    r"(?P<after>[$€£¥₹]|[A-Z]{3})?",
    re.IGNORECASE | re.ASCII,
)
_SIGN_INSIDE = re.compile(r"(?:[A-Z]{0,3}[$€£¥₹]|[A-Z]{3}) ?-", re.IGNORECASE | re.ASCII)
_CURRENCIES_BY_SIGN: Mapping[str, frozenset[str]] = {
    "$": frozenset(
        {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU"}
    ),
    "US$": frozenset({"USD"}),
    "CA$": frozenset({"CAD"}),
    "C$": frozenset({"CAD"}),
    "A$": frozenset({"AUD"}),
    "AU$": frozenset({"AUD"}),
    "NZ$": frozenset({"NZD"}),
    "S$": frozenset({"SGD"}),
    "HK$": frozenset({"HKD"}),
    "MX$": frozenset({"MXN"}),
    "R$": frozenset({"BRL"}),
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "¥": frozenset({"JPY", "CNY"}),
    "₹": frozenset({"INR"}),
}
"""Currencies that a sign may mean."""
_PREMIUM = ("premium", "sales navigator", "recruiter lite")
"""Words in the description of a Premium receipt: LinkedIn sold Premium under these names."""


def read_receipts(rows: Iterable[Mapping[str, str]]) -> tuple[tuple[ArchiveReceipt, ...], int]:
    """The receipts in the file's order, and how many more there are than are kept."""
    kept: list[ArchiveReceipt] = []
    more = 0
    for row in rows:
        if len(kept) == limits.MOST_RECEIPTS:
            more += 1
            continue
        description = short_text(row["description"])
        currency, cents = _amount(row["total"], row.get("currency", ""))
        kept.append(
            ArchiveReceipt(
                paid_on=read_day(row["paid"]),
                description=description,
                total_cents=cents,
                currency=currency,
                is_premium=any(word in description.casefold() for word in _PREMIUM),
            )
        )
    return tuple(kept), more


def _amount(total: str, named: str) -> tuple[str, int | None]:
    """Currency and cents, below zero for money given back. No cents if the amount cannot be read
    for sure, or is in another currency than the one that the receipt names."""
    code = one_line(named).upper()
    currency = code if re.fullmatch("[A-Z]{3}", code) else ""
    text, is_negative = _without_sign(one_line(total))
    match = _AMOUNT.fullmatch(text)
    if match is None:
        return currency, None
    mark = (match["before"] or match["after"] or "").upper()
    meant = _CURRENCIES_BY_SIGN.get(mark, frozenset({mark} if mark else ()))
    if (match["before"] and match["after"]) or (currency and mark and currency not in meant):
        return currency, None
    try:
        cents = parse_cents(match["number"])
    except NotAnAmount:
        return currency, None
    if not currency and len(meant) == 1:
        (currency,) = meant
    return currency, -cents if is_negative else cents


def _without_sign(text: str) -> tuple[str, bool]:
    """The amount without its sign, and whether it is below zero: -29.99, 29.99-, (29.99)."""
    plain = text.replace("−", "-").strip()
    if plain.startswith("(") and plain.endswith(")"):
        return plain[1:-1].strip(), True
    without = plain.replace("-", "", 1)
    at_an_end = plain.startswith("-") or plain.endswith("-") or _SIGN_INSIDE.match(plain)
    return (without.strip(), True) if at_an_end else (plain, False)
