"""Heads of damages: what one person is owed before any fund limits it."""

from typing import Literal

from pydantic import Field

from claims.law.data_files.file_fields import Citation, Key, StrictModel, YesOrNo
from claims.money import Cents, parse_cents
from claims.plans.amounts import Amount, Fixed, HeadAmount, Statutory, every_amount
from claims.plans.conditions import Condition
from claims.plans.result_texts import Bilingual

Combination = Literal["alternatives", "stack", "greatest"]
"""How the heads of a plan come together in one award.

`alternatives`: readings of the law that exclude each other, shown side by side and never added.
`stack`: added up. `greatest`: whichever gives the claim most.
"""


class Head(StrictModel):
    """One reason for which a claim is owed money, and how much.

    With a condition, the head gives nothing where the condition is unmet, and an unknown amount
    where it is unknown. `at_most` and `at_least` limit what the head gives where it gives anything;
    where they cross, `at_most` decides.
    """

    key: Key
    label: Bilingual
    explanation: Bilingual
    citation: Citation
    amount: Amount
    at_least: Amount | None = Field(default=None)
    at_most: Amount | None = Field(default=None)
    condition: Condition | None = None
    step: YesOrNo = False
    """A step on the way to other heads, which speak of it with `head`; no part of the award."""

    @property
    def rests_on(self) -> set[str]:
        """The heads that its amounts speak of."""
        amounts = (self.amount, self.at_least, self.at_most)
        return {
            part.head
            for whole in amounts
            if whole is not None
            for _, part in every_amount(whole)
            if isinstance(part, HeadAmount)
        }

    @property
    def fixed_cents(self) -> Cents | None:
        """What the head gives everybody to whom it gives anything; None where facts decide."""
        if self.at_least is not None or self.at_most is not None:
            return None
        if isinstance(self.amount, Fixed):
            return parse_cents(self.amount.fixed)
        if isinstance(self.amount, Statutory) and self.amount.per is None:
            return parse_cents(self.amount.statutory.each)
        return None
