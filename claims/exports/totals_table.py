"""The totals: what counsel's page shows, as rows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from claims.exports.export_tables import (
    ExportColumn,
    ExportTable,
    number_columns,
    text_columns,
)
from claims.exports.money_cells import (
    amount_cells,
    amount_columns,
    fund_cells,
    fund_columns,
    money_columns,
    plain_amount,
)
from claims.files.spreadsheets import Cell
from claims.models import Tally

_COLUMNS = (
    *text_columns("part", "key", "outcome", "verdict"),
    *number_columns("claims", "eligible"),
)
_SHARE_VALUE = "share_value_cents"
_NOT_DEDUCTIONS = ("gross", "interest", "top_up", "net")
Row = Mapping[str, Cell]

TOTALS_PARTS = (
    "outcome",
    "reason",
    "state",
    "product",
    "theory",
    "fund",
    "deduction",
    "pool",
    "root",
)
"""What a row of the totals is about."""


def totals_table(tally: Tally, theories: Sequence[str]) -> ExportTable:
    """The table. `part` says what `key` is: an outcome, a reason code, a state, a product set, a
    theory or the root hash; with a fund also an amount of the fund, a deduction or a pool.

    A blank `eligible` means that the part does not count it. A blank state is an account whose
    state is not known. Amounts are blank for reasons: a claim may have several, so none has a sum.
    With a fund a row of claims has what they are paid, what is kept for them and what is withheld,
    and a row of the fund has `amount`: what comes in, what a deduction takes off, what a pool has.
    `share_value_cents` is the exact value of one share, in cents, as a fraction: text, "15/29".
    """
    currency, has_fund = tally.matter.currency, bool(tally.fund)
    columns: list[ExportColumn] = [
        *_COLUMNS,
        *amount_columns(theories, currency),
        *fund_columns(has_fund, currency),
        *((*money_columns("amount", currency), *text_columns(_SHARE_VALUE)) if has_fund else ()),
    ]
    rows = ([row.get(column.name, "") for column in columns] for row in _rows(tally, theories))
    return ExportTable(name="totals", columns=columns, rows=rows)


def _rows(tally: Tally, theories: Sequence[str]) -> Iterator[Row]:
    summary, currency = tally.summary, tally.matter.currency
    columns = _column_names(amount_columns(theories, currency))
    money = [*columns, *_column_names(fund_columns(bool(tally.fund), currency))]

    def counted(part: str, key: str, row: Mapping[str, Any], *names: str) -> Row:
        cells = [*amount_cells(theories, row["cents"]), *fund_cells(bool(tally.fund), row)]
        return {
            "part": part,
            "key": key,
            **{name: row[name] for name in names},
            **dict(zip(money, cells, strict=True)),
        }

    for row in summary.get("by_outcome", []):
        yield counted("outcome", row["outcome"], row, "outcome", "verdict", "claims")
    for row in summary.get("by_reason", []):
        yield {
            "part": "reason",
            "key": row["reason"],
            "outcome": row["outcome"],
            "claims": row["claims"],
        }
    for row in summary.get("by_state", []):
        yield counted("state", row["state"], row, "claims", "eligible")
    for row in summary.get("by_product", []):
        yield counted("product", products_text(row["products"]), row, "claims", "eligible")
    eligible = tally.counts["payable"]["eligible"]
    for theory in theories:
        cells = amount_cells(theories, {theory: tally.totals_cents[theory]})
        head = {"part": "theory", "key": theory, "claims": eligible, "eligible": eligible}
        yield head | dict(zip(columns, cells, strict=True))
    if tally.fund:
        yield from _fund_rows(tally)
    yield {"part": "root", "key": tally.root_sha256}


def _fund_rows(tally: Tally) -> Iterator[Row]:
    """No amount is negative: a deduction is what is taken off."""
    fund = tally.fund

    def amount(part: str, key: str, cents: int) -> dict[str, Cell]:
        names = _column_names(money_columns("amount", tally.matter.currency))
        return {"part": part, "key": key, names[0]: cents, names[1]: plain_amount(cents)}

    for step in fund["waterfall"]:
        is_deduction = step["key"] not in _NOT_DEDUCTIONS
        yield amount("deduction" if is_deduction else "fund", step["key"], abs(step["cents"]))
    for key in ("payments", "kept", "withheld", "residual"):
        yield amount("fund", key, fund[f"{key}_cents"])
    for pool in fund["pools"]:
        more = {"claims": pool["claims"], _SHARE_VALUE: pool["share_value"] or ""}
        yield amount("pool", pool["key"], pool["money_cents"]) | more
        yield amount("pool", f"{pool['key']}.used", pool["used_cents"])
        yield amount("pool", f"{pool['key']}.unspent", pool["unspent_cents"])


def _column_names(columns: Sequence[ExportColumn]) -> list[str]:
    return [column.name for column in columns]


def products_text(products: str | Sequence[str]) -> str:
    """A set of products as text, however the tally holds it."""
    return products if isinstance(products, str) else ";".join(products)
