"""Amounts of a plan for one claim, in exact fractions of a cent; None where unknown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from claims.verification.logic import truth_of
from claims.verification.plan_numbers import cents, count_or_cents, ratio

Row = Mapping[str, Any]


@dataclass(frozen=True)
class ClaimValues:
    """What is known of one claim: its facts, what heads gave so far, the plan's subclasses."""

    facts: Row
    heads: Mapping[str, int | None]
    subclasses: Mapping[str, Any]

    def number(self, key: str) -> int | None:
        """A counted or amount fact; None also while more rows of it could turn up."""
        name = f"fact_{key}"
        if self.facts.get(f"{name}_refused") or self.facts.get(f"{name}_incomplete"):
            return None
        value = self.facts.get(name)
        return None if value is None else int(value)

    def holds(self, condition: Row) -> bool | None:
        """Whether a condition of the plan holds."""
        return truth_of(condition, self.facts, self.subclasses)


def amount_of(amount: Row, known: ClaimValues) -> Fraction | None:
    """The exact amount in cents, or None: what rests on something unknown is unknown."""
    # `times` and `percent` also have `of`, and `when` is looked for before what it holds.
    for word, form in _FORMS.items():
        if word in amount:
            return form(amount, known)
    raise KeyError(f"no form of amount: {sorted(amount)}")


def _fixed_amount(amount: Row, known: ClaimValues) -> Fraction | None:
    return Fraction(cents(amount["fixed"]))


def _statutory_amount(amount: Row, known: ClaimValues) -> Fraction | None:
    each = cents(amount["statutory"]["each"])
    return (
        Fraction(each) if "per" not in amount else _times_fact(Fraction(each), amount["per"], known)
    )


def _amount_per_unit(amount: Row, known: ClaimValues) -> Fraction | None:
    return _times_fact(Fraction(amount["each"].removeprefix("$")) * 100, amount["per"], known)


def _times_fact(each: Fraction, key: str, known: ClaimValues) -> Fraction | None:
    number = known.number(key)
    return None if number is None else each * number


def _percent_amount(amount: Row, known: ClaimValues) -> Fraction | None:
    whole_amount = amount_of(amount["of"], known)
    return None if whole_amount is None else whole_amount * ratio(amount["percent"]) / 100


def _multiplied_amount(amount: Row, known: ClaimValues) -> Fraction | None:
    once = amount_of(amount["of"], known)
    held = known.holds(amount["if"]) if "if" in amount else True
    if once is None or held is None:
        return None
    return once * ratio(amount["times"]) if held else once


def _form_of_parts(together: Callable[[list[Fraction]], Fraction], word: str) -> Any:
    def form(amount: Row, known: ClaimValues) -> Fraction | None:
        parts = [amount_of(part, known) for part in amount[word]]
        found = [part for part in parts if part is not None]
        return together(found) if len(found) == len(parts) else None

    return form


def _tier_amount(amount: Row, known: ClaimValues) -> Fraction | None:
    value = known.number(amount["tiers"])
    if value is None:
        return None
    reached = [tier for tier in amount["table"] if count_or_cents(tier["from"]) <= value]
    return amount_of(reached[-1]["pays"], known)


def _branch_amount(amount: Row, known: ClaimValues) -> Fraction | None:
    for branch in amount["when"]:
        held = known.holds(branch["if"])
        if held is None:
            return None
        if held:
            return amount_of(branch["then"], known)
    return amount_of(amount["otherwise"], known)


def _head_amount(amount: Row, known: ClaimValues) -> Fraction | None:
    given = known.heads[amount["head"]]
    return None if given is None else Fraction(given)


def _fact_amount(amount: Row, known: ClaimValues) -> Fraction | None:
    number = known.number(amount["fact"])
    return None if number is None else Fraction(number)


_Form = Callable[[Row, ClaimValues], Fraction | None]
_FORMS: dict[str, _Form] = {
    "fixed": _fixed_amount,
    "statutory": _statutory_amount,
    "each": _amount_per_unit,
    "percent": _percent_amount,
    "times": _multiplied_amount,
    "greatest_of": _form_of_parts(max, "greatest_of"),
    "least_of": _form_of_parts(min, "least_of"),
    "sum_of": _form_of_parts(lambda parts: sum(parts, Fraction(0)), "sum_of"),
    "tiers": _tier_amount,
    "when": _branch_amount,
    "head": _head_amount,
    "fact": _fact_amount,
}
