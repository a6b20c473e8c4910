"""A sealed tally as the tables that counsel reads. Every figure is the tally's; nothing is counted
anew, and money is whole cents until it becomes text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.casework.docket.open_matters import plan_of
from claims.models import Outcome, Tally
from claims.money import format_cents
from claims.plans import Plan
from claims.plans.heads import Head
from portal.staff.criterion_results import RESULT_LABELS
from portal.staff.tallies.fund_figures import FundFigures, fund_figures
from portal.staff.tallies.percentages import percent


@dataclass(frozen=True)
class Aggregate:
    """What all eligible persons come to under one reading of the law."""

    theory: Head
    total: str
    per_person: str | Promise
    persons: int
    is_nothing: bool


@dataclass(frozen=True)
class TotalsLine:
    """One row of a table: its heads, its counts, its amounts by theory, and its bar; with a fund,
    what is paid and what is kept in reserve."""

    heads: tuple[str, ...]
    claims: int
    eligible: int
    amounts: tuple[str, ...]
    bar: str
    css: str = ""
    paid: str = ""
    kept: str = ""


@dataclass(frozen=True)
class ReasonLine:
    """How many claims had one result on one criterion, by their outcome."""

    criterion: str
    code: str
    result: str
    icon: str
    words: Promise
    claims: tuple[int, ...]
    total: int


@dataclass(frozen=True)
class TallyFigures:
    """Everything that the page of one tally shows."""

    tally: Tally
    fund: FundFigures | None
    theories: tuple[Head, ...]
    aggregates: list[Aggregate]
    eligible_share: str
    outcomes: list[TotalsLine]
    reasons: list[ReasonLine]
    states: list[TotalsLine]
    products: list[TotalsLine]


def tally_figures(tally: Tally) -> TallyFigures:
    """The figures of a sealed tally, by the plan it was made with."""
    plan = plan_of(tally.plan_version)
    summary = tally.summary
    eligible = tally.counts["payable"]["eligible"]
    return TallyFigures(
        tally=tally,
        fund=fund_figures(tally),
        theories=plan.heads_of_award,
        aggregates=[_aggregate(theory, tally, eligible) for theory in plan.heads_of_award],
        eligible_share=percent(eligible, tally.counts["claims"]),
        outcomes=_totals_lines(summary["by_outcome"], ("outcome", "verdict"), "claims", plan),
        reasons=_reason_lines(summary["by_reason"], plan),
        states=_totals_lines(summary["by_state"], ("state",), "eligible", plan),
        products=_totals_lines(summary["by_product"], ("products",), "eligible", plan),
    )


def _aggregate(theory: Head, tally: Tally, eligible: int) -> Aggregate:
    cents = tally.totals_cents[theory.key]
    return Aggregate(
        theory=theory,
        total=format_cents(cents, tally.matter.currency),
        per_person=_per_person_text(theory, cents, tally),
        persons=eligible,
        is_nothing=cents == 0,
    )


def _per_person_text(theory: Head, cents: int, tally: Tally) -> str | Promise:
    """What each eligible person comes to, where that is the same for all."""
    if theory.fixed_cents is None and cents:
        return _("Depends on the claim")
    return format_cents(theory.fixed_cents or 0 if cents else 0, tally.matter.currency)


def _totals_lines(
    rows: Sequence[Mapping[str, Any]], heads: tuple[str, ...], measure: str, plan: Plan
) -> list[TotalsLine]:
    most = max((row.get(measure, 0) for row in rows), default=0)
    return [
        TotalsLine(
            heads=tuple(row[head] for head in heads),
            claims=row["claims"],
            eligible=row.get("eligible", 0),
            amounts=tuple(
                format_cents(row["cents"].get(theory.key, 0), plan.currency)
                for theory in plan.heads_of_award
            ),
            bar=percent(row.get(measure, 0), most),
            css=_css_class(row),
            paid=format_cents(row.get("payment_cents", 0), plan.currency),
            kept=format_cents(row.get("kept_cents", 0), plan.currency),
        )
        for row in rows
    ]


def _css_class(row: Mapping[str, Any]) -> str:
    if row.get("outcome") == Outcome.PAYABLE:
        return str(row["verdict"])
    return "unmatched" if "outcome" in row else ""


def _reason_lines(rows: Iterable[Mapping[str, Any]], plan: Plan) -> list[ReasonLine]:
    """One line a criterion and result, with a count for each outcome."""
    counted: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        key = (row["reason"], row["result"])
        counted.setdefault(key, {})[row["outcome"]] = row["claims"]
    language = translation.get_language() or "en"
    labels = {criterion.key: criterion.label.in_language(language) for criterion in plan.criteria}
    criteria, results = list(labels), list(RESULT_LABELS)

    def in_order(item: tuple[tuple[str, str], dict[str, int]]) -> tuple[int, int]:
        (code, result), _ = item
        criterion = code.partition(".")[0]
        place = criteria.index(criterion) if criterion in labels else len(criteria)
        return place, results.index(result)

    return [
        ReasonLine(
            criterion=labels.get(code.partition(".")[0], code),
            code=code,
            result=result,
            icon=RESULT_LABELS[result][0],
            words=RESULT_LABELS[result][1],
            claims=tuple(by_outcome.get(outcome, 0) for outcome in Outcome.values),
            total=sum(by_outcome.values()),
        )
        for (code, result), by_outcome in sorted(counted.items(), key=in_order)
    ]
