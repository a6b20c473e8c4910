"""The fund: from what was paid in, by the court's deductions, to what the class may receive."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from claims.law.data_files.file_fields import (
    AmountText,
    Citation,
    InvalidAt,
    Key,
    StrictModel,
)
from claims.money import AmountRule, Cents, format_cents, parse_cents, rounded_ratio
from claims.plans.ratios import PercentText, RatioText, ratio
from claims.plans.result_texts import Bilingual

Purpose = Literal["taxes", "administration", "fees", "costs", "service_awards", "reserve", "other"]

_MOST_FUND_CENTS = 10**17


class Interest(StrictModel):
    """What the fund earned before it is paid out."""

    amount: AmountText
    citation: Citation


class Deduction(StrictModel):
    """One thing that the court takes from the fund before the class is paid.

    Exactly one of: an `amount`; a `percent` of the gross fund, or of the fund with interest, less
    the deductions named; a `lodestar` times a `multiplier`; a `count` of sums of `each`.
    """

    key: Key
    purpose: Purpose
    label: Bilingual
    citation: Citation
    amount: AmountText | None = None
    percent: PercentText | None = None
    of: Literal["gross", "gross_and_interest"] | None = None
    less: tuple[Key, ...] = ()
    lodestar: AmountText | None = None
    multiplier: RatioText | None = None
    count: Annotated[int, Field(strict=True, ge=0, le=10**9)] | None = None
    each: AmountText | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = {
            "amount": ("amount",),
            "percent": ("percent", "of"),
            "lodestar": ("lodestar", "multiplier"),
            "count": ("count", "each"),
        }
        started = [way for way, keys in ways.items() if any(self._has(key) for key in keys)]
        if len(started) != 1:
            raise ValueError(
                "give exactly one of: amount; percent with of; lodestar with multiplier; "
                "count with each."
            )
        for key in ways[started[0]]:
            if not self._has(key):
                raise ValueError(f"{started[0]} also needs {key}. Add it.")
        if self.less and self.percent is None:
            raise InvalidAt(("less",), "less belongs with percent. Remove it.")
        return self

    def _has(self, key: str) -> bool:
        return getattr(self, key) is not None


class TopUp(StrictModel):
    """What the defendant adds to the net fund if one share of a pool would be below a sum."""

    amount: AmountText
    if_share_below: AmountText
    pool: Key
    citation: Citation


class Fund(StrictModel):
    """A common fund: gross and interest, less the deductions in their order, is the net fund."""

    gross: AmountText
    citation: Citation
    interest: Interest | None = None
    deductions: tuple[Deduction, ...] = ()
    top_up: TopUp | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        before: list[str] = []
        for position, deduction in enumerate(self.deductions):
            here = ("deductions", position)
            if deduction.key in before:
                raise InvalidAt((*here, "key"), f"{deduction.key} is used twice. Rename one.")
            for place, key in enumerate(deduction.less):
                if key not in before:
                    raise InvalidAt(
                        (*here, "less", place),
                        f"{key} is no deduction above this one. Write one of "
                        f"{', '.join(before) or 'those above; there are none'}.",
                    )
            before.append(deduction.key)
        held = self.gross_cents + self.interest_cents
        most = held + (parse_cents(self.top_up.amount) if self.top_up else 0)
        if most > _MOST_FUND_CENTS:
            raise InvalidAt(
                ("gross",),
                f"with interest and top_up this is {format_cents(most)}, and at most "
                f"{format_cents(_MOST_FUND_CENTS)} can be divided exactly. Correct the amount.",
            )
        over = sum(self.exact_deductions().values(), Fraction(0)) - held
        if over > 0:
            raise InvalidAt(
                ("deductions",),
                f"they take {_dollar_text(over)} more than the fund and its interest hold. "
                "Correct the amounts.",
            )
        return self

    @property
    def gross_cents(self) -> Cents:
        """What was paid in."""
        return parse_cents(self.gross)

    @property
    def interest_cents(self) -> Cents:
        """What it earned."""
        return parse_cents(self.interest.amount) if self.interest else Cents(0)

    def rounded_deductions(self, rule: AmountRule) -> dict[str, int]:
        """Each deduction in whole cents by the rule, by key and in order.

        Rounding up cannot take more than there is: the last deduction gives way, by less than a
        cent for each one above it.
        """
        left, deducted = self.gross_cents + self.interest_cents, dict[str, int]()
        for deduction in self.deductions:
            exact = self.exact_deduction(deduction, deducted)
            deducted[deduction.key] = min(rounded_ratio(*exact.as_integer_ratio(), rule), left)
            left -= deducted[deduction.key]
        return deducted

    def exact_deductions(self) -> dict[str, Fraction]:
        """Each deduction in cents, before any is rounded, by key and in order."""
        exact: dict[str, Fraction] = {}
        for deduction in self.deductions:
            exact[deduction.key] = self.exact_deduction(deduction, exact)
        return exact

    def exact_deduction(
        self, deduction: Deduction, before: Mapping[str, Fraction | int]
    ) -> Fraction:
        """One deduction in cents, not rounded; `before` has those above it, by key."""
        if deduction.amount is not None:
            return Fraction(parse_cents(deduction.amount))
        if deduction.lodestar is not None and deduction.multiplier is not None:
            return parse_cents(deduction.lodestar) * ratio(deduction.multiplier)
        if deduction.count is not None and deduction.each is not None:
            return Fraction(deduction.count * parse_cents(deduction.each))
        whole = Fraction(self.gross_cents)
        if deduction.of == "gross_and_interest":
            whole += self.interest_cents
        base = max(whole - sum(before[key] for key in deduction.less), Fraction(0))
        return base * ratio(deduction.percent or "0") * Fraction(1, 100)


def _dollar_text(cents: Fraction) -> str:
    whole = -(-cents.numerator // cents.denominator)
    return f"${whole // 100:,}.{whole % 100:02d}"
