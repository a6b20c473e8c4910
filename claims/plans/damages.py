"""The theories of damages: what one person is owed before any fund limits it."""

from typing import Literal

from claims.money import Cents, parse_cents
from claims.plans.conditions import Condition
from claims.plans.wording import Bilingual
from claims.statutes.schema import AmountText, Citation, Day, Key, Strict


class Theory(Strict):
    """One reading of the law and the sum it gives each eligible person.

    `amount` repeats what the regime gives on `in_force_on`, so that the plan can be read and
    checked alone; loading a plan refuses an amount that differs from the regime's.
    """

    key: Key
    label: Bilingual
    explanation: Bilingual
    citation: Citation
    regime: Key
    unit: Literal["person"]
    in_force_on: Day
    amount: AmountText
    condition: Condition | None = None
    """What must hold, beyond the criteria, before this theory gives anything."""

    @property
    def amount_cents(self) -> Cents:
        """What one eligible person is owed."""
        return parse_cents(self.amount)
