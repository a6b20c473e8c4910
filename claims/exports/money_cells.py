"""The columns of an amount: whole cents, and the same as text."""

from collections.abc import Mapping, Sequence

from claims.calculator.allocation import MONEY_COLUMNS
from claims.exports.export_tables import ExportColumn, number_columns, text_columns
from claims.files.spreadsheets import Cell


def money_columns(name: str, currency: str) -> list[ExportColumn]:
    """`<name>_cents`, whole cents, and `<name>_usd`, the same as text."""
    return [*number_columns(f"{name}_cents"), *text_columns(f"{name}_{currency.lower()}")]


def amount_columns(theories: Sequence[str], currency: str) -> list[ExportColumn]:
    """Two columns a theory: `award_<theory>_cents` and `award_<theory>_usd`."""
    return [each for theory in theories for each in money_columns(f"award_{theory}", currency)]


def amount_cells(theories: Sequence[str], cents: Mapping[str, int]) -> list[Cell]:
    """The cells for those columns; a theory that is not there comes to nothing."""
    cells: list[Cell] = []
    for theory in theories:
        amount = cents.get(theory, 0)
        cells += [amount, plain_amount(amount)]
    return cells


def fund_columns(has_fund: bool, currency: str) -> list[ExportColumn]:
    """Two columns each, as `payment_cents` and `payment_usd`; none without a fund."""
    if not has_fund:
        return []
    return [each for name in MONEY_COLUMNS for each in money_columns(name, currency)]


def fund_cells(has_fund: bool, cents: Mapping[str, int]) -> list[Cell]:
    """The cells for those columns, from a mapping with `payment_cents` and the like."""
    if not has_fund:
        return []
    return amount_cells([f"{name}_cents" for name in MONEY_COLUMNS], cents)


def plain_amount(cents: int) -> str:
    """Cents as a decimal number without symbol or grouping: 102999 is "1029.99"."""
    whole, fraction = divmod(cents, 100)
    return f"{whole}.{fraction:02d}"
