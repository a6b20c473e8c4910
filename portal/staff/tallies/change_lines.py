"""Changes between two tallies as the lines of a page, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.casework.docket.open_matters import plan_of
from claims.money import format_cents, format_change
from claims.plans import Plan
from claims.tally.differences import ChangeCause, ChangeKind
from claims.tally.tally_comparison import Row, TallyComparison
from portal.staff.criterion_results import RESULT_LABELS
from portal.staff.tallies.change_labels import (
    CAUSE_LABELS,
    INPUT_LABELS,
    KIND_LABELS,
    MONEY_LABELS,
)

_DETAILS_SHOWN = 6
_YES_OR_NO = {"true": gettext_lazy("yes"), "false": gettext_lazy("no")}


@dataclass(frozen=True)
class AmountChange:
    """One money before, after, and what it changed by."""

    label: str
    before: str
    after: str
    change: str


@dataclass(frozen=True)
class ChangeGroupLine:
    """Claims that changed in one way for one cause; `changes` by money, as the totals."""

    kind: Promise
    cause: Promise
    claims: int
    changes: list[str]


@dataclass(frozen=True)
class ChangeLine:
    """One claim that changed. `amounts` are those that did."""

    reference: str
    kind: Promise
    cause: Promise
    outcome_before: str
    outcome_after: str
    verdict_before: str
    verdict_after: str
    amounts: list[AmountChange]
    details: list[str]
    more: int


class ChangeText:
    """The words for the changes of one comparison: labels of both plans, the newer one first."""

    def __init__(self, comparison: TallyComparison) -> None:
        old, new = comparison.old, comparison.new
        self._plans = (plan_of(new.plan_version), plan_of(old.plan_version))
        self._currency = new.matter.currency
        self._language = translation.get_language() or "en"
        self._money = [total.money for total in comparison.totals]

    def totals(self, comparison: TallyComparison) -> list[AmountChange]:
        """Each money of the whole tally."""
        return [self._amount(one.money, one.before, one.after) for one in comparison.totals]

    def groups(self, comparison: TallyComparison) -> list[ChangeGroupLine]:
        """How many claims changed, by what and why."""
        return [
            ChangeGroupLine(
                kind=KIND_LABELS[group.kind],
                cause=CAUSE_LABELS[group.cause],
                claims=group.claims,
                changes=[format_change(group.cents[m], self._currency) for m in self._money],
            )
            for group in comparison.groups
        ]

    def line(self, row: Row) -> ChangeLine:
        """One claim."""
        amounts = [
            self._amount(name, int(row[f"{name}_before"]), int(row[f"{name}_after"]))
            for name in self._money
            if row[f"{name}_before"] != row[f"{name}_after"]
        ]
        details = self._details(row)
        return ChangeLine(
            reference=row["reference"],
            kind=KIND_LABELS[ChangeKind(row["kind"])],
            cause=CAUSE_LABELS[ChangeCause(row["cause"])],
            outcome_before=row["outcome_before"] or "",
            outcome_after=row["outcome_after"],
            verdict_before=row["verdict_before"] or "",
            verdict_after=row["verdict_after"],
            amounts=amounts,
            details=details[:_DETAILS_SHOWN],
            more=max(len(details) - _DETAILS_SHOWN, 0),
        )

    def _amount(self, money: str, before: int, after: int) -> AmountChange:
        return AmountChange(
            label=self._label(money),
            before=format_cents(before, self._currency),
            after=format_cents(after, self._currency),
            change=format_change(after - before, self._currency),
        )

    def _label(self, money: str) -> str:
        if money in MONEY_LABELS:
            return str(MONEY_LABELS[money])
        theory = money.removeprefix("award_")
        heads = {head.key: head for plan in reversed(self._plans) for head in plan.heads_of_award}
        return heads[theory].label.in_language(self._language)

    def _details(self, row: Row) -> list[str]:
        return [
            *(str(INPUT_LABELS[name]) for name in row["inputs"]),
            *(self._criterion(one) for one in row["criteria"]),
            *(self._fact(one) for one in row["facts"]),
        ]

    def _criterion(self, one: Mapping[str, str]) -> str:
        label = _criterion_label(self._plans, one["key"], self._language)
        return _from_to(
            label, str(RESULT_LABELS[one["before"]][1]), str(RESULT_LABELS[one["after"]][1])
        )

    def _fact(self, one: Mapping[str, Any]) -> str:
        fact = self._plans[0].facts[one["key"]]
        values = [self._value(fact.type, one[side]) for side in ("before", "after")]
        return _from_to(fact.label.in_language(self._language), *values)

    def _value(self, type_: str, value: str | None) -> str:
        if value is None:
            return _("unknown")
        if type_ == "amount":
            return format_cents(int(value), self._currency)
        return str(_YES_OR_NO[value]) if type_ == "yes_or_no" else value


def _criterion_label(plans: Sequence[Plan], key: str, language: str) -> str:
    labels = {one.key: one.label for plan in reversed(plans) for one in plan.criteria}
    return labels[key].in_language(language)


def _from_to(what: str, before: str, after: str) -> str:
    return _("%(what)s: from %(before)s to %(after)s") % {
        "what": what,
        "before": before,
        "after": after,
    }
