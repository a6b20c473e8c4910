"""Every kind of fact that a plan may ask for, and how facts rest on each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, get_args

from pydantic import Field

from claims.law.data_files.schema import WrongAt
from claims.plans.circles import Circle, in_order
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
from claims.plans.fact_words import StatedFact, a_value
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
from claims.plans.records import FactType, RecordKind
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
    "check_derived",
    "derived_in_order",
    "drawn_from_rows",
    "is_derived",
    "is_given_by_the_plan",
    "named_values",
]

_Claims = Annotated[
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
    | _Claims
    | Total
    | CalendarMonthsBetween,
    Field(discriminator="kind"),
]

KINDS: Mapping[str, type[StatedFact]] = {
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
claims.calculator.facts.drawing and claims.calculator.facts.rows where it is of records, else in
claims.calculator.facts.stated; its sentence in claims.plans.words.facts, with phrases in English
and Spanish; and the second implementation, claims.verification.facts.
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
    [ClaimValue if each == get_args(_Claims)[0] else each for each in _IN_UNION],
    __name__,
)

_MOST_TERMS = 1000
_DEEPEST = 20


def drawn_from_rows(fact: Fact) -> bool:
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


def is_derived(fact: Fact) -> bool:
    """Does the fact follow from other facts?"""
    return fact.kind in DERIVED_KINDS


def is_given_by_the_plan(fact: Fact) -> bool:
    """Is nothing asked of the records or of the claim for it?"""
    return is_derived(fact) or isinstance(fact, MatterFinding)


def derived_in_order(facts: Mapping[str, Fact]) -> list[str]:
    """The keys of derived facts, each after those that it rests on; check_derived has passed."""
    return [key for key in _in_order(facts) if is_derived(facts[key])]


def check_derived(facts: Mapping[str, Fact]) -> None:
    """Raise WrongAt where a derived fact names one that is missing, unfit or rests on itself."""
    for key, fact in facts.items():
        for path, other, wanted in _references(fact):
            here = ("facts", key, *path)
            if other not in facts:
                raise WrongAt(here, f"there is no fact {other}. Write one of {', '.join(facts)}.")
            if facts[other].type != wanted:
                found = a_value(facts[other].type)
                raise WrongAt(here, f"{other} is {found}; here {a_value(wanted)} is needed.")
    _refuse_circles(facts)
    _refuse_sprawl(facts)


def _refuse_circles(facts: Mapping[str, Fact]) -> None:
    try:
        _in_order(facts)
    except Circle as error:
        raise WrongAt(("facts", error.key), str(error)) from error


def _refuse_sprawl(facts: Mapping[str, Fact]) -> None:
    """Raise WrongAt for totals that nobody could follow and no engine should write out."""
    sizes, depths = dict.fromkeys(facts, 1), dict.fromkeys(facts, 0)
    for key in derived_in_order(facts):
        others = _operands(facts[key])
        sizes[key] = sum(sizes[other] for other in others)
        depths[key] = 1 + max(depths[other] for other in others)
        if sizes[key] > _MOST_TERMS or depths[key] > _DEEPEST:
            raise WrongAt(
                ("facts", key),
                f"with the totals that it adds up, this is more than {_MOST_TERMS} facts or more "
                f"than {_DEEPEST} deep. Shorten it.",
            )


def _in_order(facts: Mapping[str, Fact]) -> list[str]:
    return in_order({key: _operands(fact) for key, fact in facts.items()}, "facts")


def _operands(fact: Fact) -> tuple[str, ...]:
    return tuple(other for _, other, _ in _references(fact))


def _references(fact: Fact) -> list[tuple[tuple[str | int, ...], str, FactType]]:
    """Where a fact names another that it is derived from, its key, and the type it must have."""
    if isinstance(fact, Total):
        return [(("of", position), other, fact.type) for position, other in enumerate(fact.of)]
    if isinstance(fact, CalendarMonthsBetween):
        return [(("from",), fact.start, "day"), (("to",), fact.end, "day")]
    return []
