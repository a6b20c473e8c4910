"""The facts of a plan in words: where each comes from, its unit, and what unknown means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from claims.money import parse_cents
from claims.plans.fact_kinds import (
    KINDS,
    AccountValue,
    CalendarMonths,
    CalendarMonthsBetween,
    ClaimValue,
    Count,
    DaysOfOverlap,
    Fact,
    First,
    Last,
    MatterFinding,
    MonthsOfOverlap,
    Sum,
    Total,
    is_from_rows,
)
from claims.plans.prose.document import Block, Item, Listing, Paragraph, Section
from claims.plans.prose.language import FILES, PHRASES
from claims.plans.prose.sentence_builder import SentenceBuilder
from claims.plans.record_facts import OwnPeriod, RecordRows, RowFilter
from claims.plans.registry import check_all_have, check_phrases

_ONE_DAY = timedelta(days=1)


def facts_section(scribe: SentenceBuilder) -> Section | None:
    """Every fact that the plan asks for; None if it asks for none."""
    facts = scribe.plan.facts
    if not facts:
        return None
    blocks: list[Block] = [Paragraph(scribe.say("facts_intro"))]
    if any(is_from_rows(fact) for fact in facts.values()):
        blocks.append(Paragraph(scribe.say("facts_lower_bound")))
    blocks.append(Listing(tuple(_fact_item(fact, scribe) for fact in facts.values())))
    return Section("facts", scribe.say("facts_title"), tuple(blocks))


def day_range_text(start: date, end: date, scribe: SentenceBuilder) -> str:
    """A half-open period as its first and last day: "1 May 2020 to 31 May 2020"."""
    language = scribe.language
    return scribe.say("period", first=language.day(start), last=language.day(end - _ONE_DAY))


def _fact_item(fact: Fact, scribe: SentenceBuilder) -> Item:
    language = scribe.language
    parts = [Item(line) for line in (*_detail_sentences(fact, scribe), _unit_text(fact, scribe))]
    return Item(
        text=language.sentence(_SENTENCES[KINDS[fact.kind]].make(fact, scribe)),
        name=language.words(fact.label),
        parts=tuple(parts),
        source=scribe.source(getattr(fact, "citation", None) or _period_citation(fact)),
    )


def _unit_text(fact: Fact, scribe: SentenceBuilder) -> str:
    """What the fact is counted in or answered with, and when it is unknown."""
    language = scribe.language
    key = "fact_unit" if fact.type in ("count", "amount") else "fact_answer"
    unit = scribe.say(key, unit=language.words(fact.unit))
    is_known = isinstance(fact, MatterFinding) or getattr(fact, "if_blank", None) is not None
    if is_known and fact.stated_unknown is None:
        return f"{unit} {scribe.say('fact_never_unknown')}"
    unknown = language.sentence(language.words(fact.unknown))
    return f"{unit} {scribe.say('fact_unknown', unknown=unknown)}"


def _detail_sentences(fact: Fact, scribe: SentenceBuilder) -> list[str]:
    """Which rows count, and what else is kept of them."""
    if not isinstance(fact, RecordRows):
        return []
    lines = [line for row_filter in fact.where for line in _filter_sentences(row_filter, scribe)]
    if fact.values_of is not None:
        column = scribe.language.quoted(fact.values_of)
        lines.append(scribe.sentence("fact_values_of", column=column))
    return lines


def _filter_sentences(row_filter: RowFilter, scribe: SentenceBuilder) -> list[str]:
    """Which rows count, and which values are known and do not."""
    language = scribe.language
    column = language.quoted(row_filter.column)
    key = "fact_where"
    if row_filter.above is not None or row_filter.at_least is not None:
        key = "fact_where_above" if row_filter.above is not None else "fact_where_at_least"
        value = language.money(row_filter.bound)
    elif row_filter.one_of is not None:
        value = language.listed([language.quoted(name) for name in row_filter.one_of], "or")
    elif isinstance(row_filter.equals, bool):
        value = language.quoted(scribe.say("yes" if row_filter.equals else "no"))
    else:
        value = language.quoted(str(row_filter.equals))
    lines = [scribe.sentence(key, column=column, value=value)]
    if row_filter.not_counted:
        names = language.listed([language.quoted(name) for name in row_filter.not_counted], "and")
        lines.append(scribe.sentence("fact_not_counted", column=column, values=names))
    return lines


def _period_citation(fact: Fact) -> Any:
    within = getattr(fact, "within", None)
    return within.citation if isinstance(within, OwnPeriod) else None


def _period_text(fact: Any, scribe: SentenceBuilder) -> str:
    if isinstance(fact.within, OwnPeriod):
        days = day_range_text(fact.within.start, fact.within.end, scribe)
        return scribe.say("within_own_period", period=days)
    return scribe.say("within_class_period")


# -- one line for each kind -------------------------------------------------------------------


def _account_value(fact: Any, scribe: SentenceBuilder) -> str:
    return scribe.say("fact_account_value", column=scribe.language.quoted(fact.column))


def _overlap(fact: Any, scribe: SentenceBuilder) -> str:
    records = scribe.say(f"ranges_of_{fact.of}")
    told = scribe.say(f"fact_{fact.kind}", records=records, within=_period_text(fact, scribe))
    if fact.of != "accounts":  # of which a claim has one row
        told += scribe.say("each_day_once" if fact.each_day_once else "each_record_by_itself")
    if fact.kind == "months_of_overlap":
        told += scribe.say(f"part_months_{fact.part_months}")
    return told


def _calendar_months(fact: Any, scribe: SentenceBuilder) -> str:
    records = scribe.say(f"rows_of_{fact.of}")
    told = scribe.say("fact_calendar_months", records=records, within=_period_text(fact, scribe))
    return told + _points_text(fact, scribe)


def _points_text(fact: Any, scribe: SentenceBuilder) -> str:
    if fact.points_per_month == 1:
        return ""
    return scribe.say("points_per_month", points=scribe.language.number(fact.points_per_month))


def _rows_text(fact: Any, scribe: SentenceBuilder) -> str:
    """A count, a sum, a first or a last day."""
    records = scribe.say(f"rows_of_{fact.of}")
    key = f"fact_{fact.kind}"
    values = {"column": scribe.language.quoted(fact.column)} if fact.kind == "sum" else {}
    return scribe.say(key, records=records, within=_period_text(fact, scribe), **values)


def _matter_finding(fact: Any, scribe: SentenceBuilder) -> str:
    return scribe.say("fact_established" if fact.established else "fact_not_established")


def _claim_value(fact: Any, scribe: SentenceBuilder) -> str:
    told = scribe.say("fact_claim_value")
    if fact.if_blank is None:
        return told
    return told + scribe.say("fact_if_blank", value=_blank_text(fact, scribe))


def _blank_text(fact: Any, scribe: SentenceBuilder) -> str:
    language, value = scribe.language, fact.if_blank
    if isinstance(value, bool):
        return language.quoted(scribe.say("yes" if value else "no"))
    if isinstance(value, int):
        return language.number(value)
    if isinstance(value, date):
        return language.day(value)
    return language.money(parse_cents(value)) if fact.type == "amount" else language.quoted(value)


def _total(fact: Any, scribe: SentenceBuilder) -> str:
    names = scribe.language.listed([scribe.fact(key) for key in fact.of])
    return scribe.say("fact_total", facts=names)


def _months_between(fact: Any, scribe: SentenceBuilder) -> str:
    told = scribe.say(
        "fact_calendar_months_between",
        start=scribe.fact(fact.start),
        end=scribe.fact(fact.end),
        within=_period_text(fact, scribe),
    )
    return told + _points_text(fact, scribe)


@dataclass(frozen=True)
class _Sentence:
    make: Callable[[Any, SentenceBuilder], str]
    phrases: tuple[str, ...]
    """The keys of the phrases that it is made of."""


_OVERLAP = (
    "ranges_of_accounts",
    "ranges_of_subscriptions",
    "each_day_once",
    "each_record_by_itself",
)
_OF_ROWS = ("rows_of_subscriptions", "rows_of_messages")
_SENTENCES: Mapping[type, _Sentence] = {
    AccountValue: _Sentence(_account_value, ("fact_account_value",)),
    DaysOfOverlap: _Sentence(_overlap, ("fact_days_of_overlap", *_OVERLAP)),
    MonthsOfOverlap: _Sentence(
        _overlap,
        ("fact_months_of_overlap", "part_months_dropped", "part_months_counted", *_OVERLAP),
    ),
    CalendarMonths: _Sentence(
        _calendar_months, ("fact_calendar_months", "points_per_month", *_OF_ROWS)
    ),
    Count: _Sentence(_rows_text, ("fact_count", *_OF_ROWS)),
    Sum: _Sentence(_rows_text, ("fact_sum", *_OF_ROWS)),
    First: _Sentence(_rows_text, ("fact_first", *_OF_ROWS)),
    Last: _Sentence(_rows_text, ("fact_last", *_OF_ROWS)),
    MatterFinding: _Sentence(_matter_finding, ("fact_established", "fact_not_established")),
    ClaimValue: _Sentence(_claim_value, ("fact_claim_value", "fact_if_blank")),
    Total: _Sentence(_total, ("fact_total",)),
    CalendarMonthsBetween: _Sentence(
        _months_between, ("fact_calendar_months_between", "points_per_month")
    ),
}
check_all_have("sentence", "kind of fact", KINDS, _SENTENCES, __name__)
check_phrases(PHRASES, [key for each in _SENTENCES.values() for key in each.phrases], FILES)
