"""The determinations: one row a claim, in the order of the claims. No personal data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from claims.calculator.allocation import MONEY_COLUMNS
from claims.exports.export_tables import ExportTable, text_columns
from claims.exports.money_cells import amount_cells, amount_columns, fund_cells, fund_columns
from claims.files.spreadsheets import Cell
from claims.models import Determination, Tally
from claims.texts import one_line

_CHUNK = 2000
_COLUMNS = (
    *("reference", "external_ref", "filed_at", "outcome", "verdict", "reasons"),
    *("payable_reference", "account_id", "state", "products"),
)


@dataclass
class RowSums:
    """What the rows written so far add up to."""

    claims: int = 0
    cents: dict[str, int] = field(default_factory=dict)
    fund_cents: dict[str, int] = field(default_factory=dict)

    def add(self, cents: dict[str, int], fund_cents: dict[str, int]) -> None:
        """Count one claim, what it comes to, and what it has of a fund."""
        self.claims += 1
        for sums, found in ((self.cents, cents), (self.fund_cents, fund_cents)):
            for name, amount in found.items():
                sums[name] = sums.get(name, 0) + amount


def determinations_table(tally: Tally, theories: Sequence[str], sums: RowSums) -> ExportTable:
    """The table; `sums` is filled while its rows are read. With a fund each claim has what it is
    paid, what is kept for it and what is withheld."""
    currency = tally.matter.currency
    return ExportTable(
        name="determinations",
        columns=[
            *text_columns(*_COLUMNS),
            *amount_columns(theories, currency),
            *fund_columns(bool(tally.fund), currency),
        ],
        rows=_rows(tally, theories, sums),
    )


def _rows(tally: Tally, theories: Sequence[str], sums: RowSums) -> Iterator[Sequence[Cell]]:
    found = (
        Determination.objects.filter(tally=tally)
        .select_related("claim", "payable_claim")
        .order_by("claim_id")
    )
    for determination in found.iterator(chunk_size=_CHUNK):
        cents = determination.awards_cents
        of_fund = {
            f"{name}_cents": getattr(determination, f"{name}_cents") for name in MONEY_COLUMNS
        }
        sums.add(cents, of_fund)
        payable = determination.payable_claim
        yield [
            determination.claim.reference,
            one_line(determination.claim.external_ref),
            utc_text(determination.claim.filed_at),
            determination.outcome,
            determination.verdict,
            ";".join(determination.reasons),
            payable.reference if payable else "",
            determination.account_id,
            determination.state,
            determination.products,
            *amount_cells(theories, cents),
            *fund_cells(bool(tally.fund), of_fund),
        ]


def utc_text(at: datetime) -> str:
    """A moment in UTC, as `2026-03-02T08:38:11Z`; microseconds only where there are some."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
