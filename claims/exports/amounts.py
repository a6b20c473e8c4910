"""The columns of an amount: whole cents, and the same as text."""

from collections.abc import Mapping, Sequence

from claims.allocation import MONEY
from claims.exports.tables import Cell


def amount_columns(theories: Sequence[str], currency: str) -> list[str]:
    """Two columns a theory: `award_<theory>_cents` and `award_<theory>_usd`."""
    return [f"award_{theory}_{unit}" for theory in theories for unit in ("cents", currency.lower())]


def amount_cells(theories: Sequence[str], cents: Mapping[str, int]) -> list[Cell]:
    """The cells for those columns; a theory that is not there comes to nothing."""
    cells: list[Cell] = []
    for theory in theories:
        amount = cents.get(theory, 0)
        cells += [amount, plain_amount(amount)]
    return cells


def fund_columns(has_fund: bool, currency: str) -> list[str]:
    """Two columns each, as `payment_cents` and `payment_usd`; none without a fund."""
    if not has_fund:
        return []
    return [f"{name}_{unit}" for name in MONEY for unit in ("cents", currency.lower())]


def fund_cells(has_fund: bool, cents: Mapping[str, int]) -> list[Cell]:
    """The cells for those columns, from a mapping with `payment_cents` and the like."""
    if not has_fund:
        return []
    return amount_cells([f"{name}_cents" for name in MONEY], cents)


def plain_amount(cents: int) -> str:
    """Cents as a decimal number without symbol or grouping: 102999 is "1029.99"."""
    whole, fraction = divmod(cents, 100)
    return f"{whole}.{fraction:02d}"
