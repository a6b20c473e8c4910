"""The totals: what counsel's page shows, as rows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from claims.exports.amounts import amount_cells, amount_columns
from claims.exports.tables import Cell, Table
from claims.models import Tally

_COLUMNS = ("part", "key", "outcome", "verdict", "claims", "eligible")

PARTS = ("outcome", "reason", "state", "product", "theory")
"""What a row of the totals is about, in the order of the file."""


def totals(tally: Tally, theories: Sequence[str]) -> Table:
    """The table. `part` says what `key` is: an outcome, a reason code, a state, a product set or a
    theory.

    A blank `eligible` means that the part does not count it. A blank state is an account whose
    state is not known. Amounts are blank for reasons: a claim may have several, so none has a sum.
    """
    return Table(
        name="totals",
        columns=[*_COLUMNS, *amount_columns(theories, tally.matter.currency)],
        rows=_rows(tally, theories),
    )


def _rows(tally: Tally, theories: Sequence[str]) -> Iterator[Sequence[Cell]]:
    summary = tally.summary
    for row in summary.get("by_outcome", []):
        yield [
            *("outcome", row["outcome"], row["outcome"], row["verdict"], row["claims"], ""),
            *amount_cells(theories, row["cents"]),
        ]
    for row in summary.get("by_reason", []):
        blank: list[Cell] = [""] * (2 * len(theories))
        yield ["reason", row["reason"], row["outcome"], "", row["claims"], "", *blank]
    for row in summary.get("by_state", []):
        yield _with_eligible("state", row["state"], row, theories)
    for row in summary.get("by_product", []):
        yield _with_eligible("product", products_text(row["products"]), row, theories)
    eligible = tally.counts["payable"]["eligible"]
    for theory in theories:
        only = {theory: tally.totals_cents[theory]}
        yield ["theory", theory, "", "", eligible, eligible, *amount_cells(theories, only)]


def _with_eligible(
    part: str, key: str, row: Mapping[str, Any], theories: Sequence[str]
) -> Sequence[Cell]:
    amounts = amount_cells(theories, row["cents"])
    return [part, key, "", "", row["claims"], row["eligible"], *amounts]


def products_text(products: str | Sequence[str]) -> str:
    """A set of products as text, however the tally holds it."""
    return products if isinstance(products, str) else ";".join(products)
