"""Which of several complete claims goes before the others: one order, and its three forms.

The calculator asks for it in Ibis, a decision on two claims in Python, and the search for
duplicates and a tally in SQL. `claims.verification` writes the order out for itself on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from claims.plans.survivor_rule import Survivor

if TYPE_CHECKING:  # Plans are read where no engine is started.
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Order:
    """Columns of a claim, the one that decides first first, and which value of each goes before."""

    columns: tuple[str, ...]
    is_greatest_first: bool
    """The greatest of each column goes before the others; else the least does."""


ORDERS: Mapping[Survivor, Order] = {
    "earliest": Order(("filed_at", "sort_ref", "claim_id"), is_greatest_first=False),
    # Whoever files after a person has found a claim eligible does not replace that claim.
    "latest": Order(("found_eligible", "filed_at", "sort_ref", "claim_id"), is_greatest_first=True),
}
"""The order that a plan asks for by `survivor`. Texts are compared by their code points."""

BLANKS: Mapping[str, object] = {"found_eligible": False, "sort_ref": ""}
"""What a blank of a column counts as. The other columns have none."""


@dataclass(frozen=True)
class Filed:
    """What the order asks of one claim."""

    filed_at: datetime
    sort_ref: str
    """The reference that breaks a tie between claims of one moment."""
    claim_id: int
    found_eligible: bool
    """A person found the claim eligible."""


def goes_before(claim: Filed, other: Filed, survivor: Survivor) -> bool:
    """Whether a complete claim counts before another complete one."""
    order = ORDERS[survivor]
    one, two = (tuple(getattr(each, name) for name in order.columns) for each in (claim, other))
    return one > two if order.is_greatest_first else one < two


def first_claim(columns: Mapping[str, ir.Value], survivor: Survivor) -> ir.IntegerScalar:
    """The claim_id of the claim that goes before all others of the table or of each of its groups.

    `columns` are those of one table, by the names that the order has for them. An aggregate and not
    a rank, so that it comes from one pass with whatever else is asked of the group.
    """
    import ibis

    order = ORDERS[survivor]
    filed = ibis.struct(
        {
            name: columns[name].fill_null(BLANKS[name]) if name in BLANKS else columns[name]
            for name in order.columns
        }
    )
    claim = columns["claim_id"]
    return claim.argmax(filed) if order.is_greatest_first else claim.argmin(filed)


def order_sql(survivor: Survivor, names: Mapping[str, str] | None = None) -> str:
    """What to write after ORDER BY in DuckDB for the claim that goes before all others to be first.

    `names` has the name of a column where the table calls it otherwise. No column has a blank.
    """
    order = ORDERS[survivor]
    named = [(names or {}).get(name, name) for name in order.columns]
    return ", ".join(f"{name} DESC" if order.is_greatest_first else name for name in named)
