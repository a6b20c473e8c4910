"""Every kind of fact that a plan may ask for, and how facts rest on each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, get_args

from pydantic import Field

from claims.law.data_files.file_fields import InvalidAt
from claims.plans.claim_facts import (
    CalendarMonthsBetween,
    ClaimAmount,
    ClaimCount,
    ClaimDay,
    ClaimText,
    ClaimValue,
    ClaimYesOrNo,
    MatterFinding,
    Total,
)
from claims.plans.dependencies import CircularDependency, dependency_order
from claims.plans.fact_texts import LabelledFact, value_with_article
from claims.plans.record_columns import FactType, RecordKind
from claims.plans.record_facts import (
    AccountValue,
    CalendarMonths,
    Count,
    DaysOfOverlap,
    First,
    Last,
    MonthsOfOverlap,
    RecordRows,
    RowFilter,
    Sum,
)
from claims.plans.registry import check_all_have

__all__ = [
    "DERIVED_KINDS",
    "KINDS",
    "ROW_KINDS",
    "STATED_KINDS",
    "AccountValue",
    "CalendarMonths",
    "CalendarMonthsBetween",
    "ClaimValue",
    "Count",
    "DaysOfOverlap",
    "Fact",
    "First",
    "Last",
    "MatterFinding",
    "MonthsOfOverlap",
    "RecordRows",
    "RowFilter",
    "Sum",
    "Total",
    "check_composites",
    "composite_order",
    "is_composite",
    "is_from_rows",
    "named_values",
    "needs_no_input",
]

_ClaimFact = Annotated[
    ClaimCount | ClaimAmount | ClaimText | ClaimDay | ClaimYesOrNo, Field(discriminator="type")
]
Fact = Annotated[
    AccountValue
    | DaysOfOverlap
    | MonthsOfOverlap
    | CalendarMonths
    | Count
    | Sum
    | First
    | Last
    | MatterFinding
    | _ClaimFact
    | Total
    | CalendarMonthsBetween,
    Field(discriminator="kind"),
]

KINDS: Mapping[str, type[LabelledFact]] = {
    "account_value": AccountValue,
    "days_of_overlap": DaysOfOverlap,
    "months_of_overlap": MonthsOfOverlap,
    "calendar_months": CalendarMonths,
    "count": Count,
    "sum": Sum,
    "first": First,
    "last": Last,
    "matter_finding": MatterFinding,
    "claim_value": ClaimValue,
    "total": Total,
    "calendar_months_between": CalendarMonthsBetween,
}
"""Every kind of fact, by the word that a plan has for it.

This registers a kind. Its other parts: the union `Fact` above; how it is drawn, in
claims.calculator.facts.account_facts and claims.calculator.facts.fact_rows where it is of records,
else in claims.calculator.facts.stated_facts; its sentence in claims.plans.prose.facts_section, with
phrases in English and Spanish; and the second implementation, claims.verification.own_facts.
"""
ROW_KINDS = {word: kind for word, kind in KINDS.items() if issubclass(kind, RecordRows)}
"""Those that are counted from rows of records."""
DERIVED_KINDS = {
    word: kind for word, kind in KINDS.items() if kind in (Total, CalendarMonthsBetween)
}
"""Those that follow from other facts."""
STATED_KINDS = {"claim_value": ClaimValue}
"""Those that the claim states."""

_IN_UNION = [get_args(each)[0] if get_args(each) else each for each in get_args(get_args(Fact)[0])]
check_all_have(
    "place in the union Fact",
    "kind of fact",
    KINDS,
    [ClaimValue if each == get_args(_ClaimFact)[0] else each for each in _IN_UNION],
    __name__,
)

_MOST_TERMS = 1000
_MAX_DEPTH = 20


def is_from_rows(fact: Fact) -> bool:
    """Does the fact rest on rows of which more could turn up?

    Then `refused` and `incomplete` stand beside its value (claims.plans.evidence).
    """
    return isinstance(fact, RecordRows) and fact.of != "accounts"


def named_values(facts: Mapping[str, Fact], kind: RecordKind, column: str) -> dict[str, bool]:
    """The values of a column whose words the defendant chose that the plan names, in its order.

    Each with whether any fact counts it; False is known and not counted. Empty where no filter
    speaks of the column: then it decides nothing.
    """
    named: dict[str, bool] = {}
    for fact in facts.values():
        if not isinstance(fact, RecordRows) or fact.of != kind or column not in fact.open_columns:
            continue
        for row_filter in fact.where:
            if row_filter.column == column:
                named |= dict.fromkeys(row_filter.counted, True)
                named = dict.fromkeys(row_filter.not_counted or (), False) | named
    return named


def is_composite(fact: Fact) -> bool:
    """Does the fact follow from other facts?"""
    return fact.kind in DERIVED_KINDS


def needs_no_input(fact: Fact) -> bool:
    """Is nothing asked of the records or of the claim for it?"""
    return is_composite(fact) or isinstance(fact, MatterFinding)


def composite_order(facts: Mapping[str, Fact]) -> list[str]:
    """The keys of derived facts, each after those that it rests on; check_derived has passed."""
    return [key for key in _fact_order(facts) if is_composite(facts[key])]


def check_composites(facts: Mapping[str, Fact]) -> None:
    """Raise WrongAt where a derived fact names one that is missing, unfit or rests on itself."""
    for key, fact in facts.items():
        for path, other, wanted in _references(fact):
            here = ("facts", key, *path)
            if other not in facts:
                raise InvalidAt(here, f"there is no fact {other}. Write one of {', '.join(facts)}.")
            if facts[other].type != wanted:
                found = value_with_article(facts[other].type)
                raise InvalidAt(
                    here, f"{other} is {found}; here {value_with_article(wanted)} is needed."
                )
    _check_no_circle(facts)
    _check_total_size(facts)


def _check_no_circle(facts: Mapping[str, Fact]) -> None:
    try:
        _fact_order(facts)
    except CircularDependency as error:
        raise InvalidAt(("facts", error.key), str(error)) from error


def _check_total_size(facts: Mapping[str, Fact]) -> None:
    """Raise WrongAt for totals that nobody could follow and no engine should write out."""
    sizes, depths = dict.fromkeys(facts, 1), dict.fromkeys(facts, 0)
    for key in composite_order(facts):
        others = _operands(facts[key])
        sizes[key] = sum(sizes[other] for other in others)
        depths[key] = 1 + max(depths[other] for other in others)
        if sizes[key] > _MOST_TERMS or depths[key] > _MAX_DEPTH:
            raise InvalidAt(
                ("facts", key),
                f"with the totals that it adds up, this is more than {_MOST_TERMS} facts or more "
                f"than {_MAX_DEPTH} deep. Shorten it.",
            )


def _fact_order(facts: Mapping[str, Fact]) -> list[str]:
    return dependency_order({key: _operands(fact) for key, fact in facts.items()}, "facts")


def _operands(fact: Fact) -> tuple[str, ...]:
    return tuple(other for _, other, _ in _references(fact))


def _references(fact: Fact) -> list[tuple[tuple[str | int, ...], str, FactType]]:
    """Where a fact names another that it is derived from, its key, and the type it must have."""
    if isinstance(fact, Total):
        return [(("of", position), other, fact.type) for position, other in enumerate(fact.of)]
    if isinstance(fact, CalendarMonthsBetween):
        return [(("from",), fact.start, "day"), (("to",), fact.end, "day")]
    return []
