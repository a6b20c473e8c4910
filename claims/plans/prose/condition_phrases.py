"""Conditions in words."""

from collections.abc import Sequence
from datetime import date

from claims.plans.conditions import (
    AllOf,
    AnyOf,
    Condition,
    FactTest,
    InSubclass,
    Not,
    bound_value,
)
from claims.plans.prose.document import Item
from claims.plans.prose.phrase import ATOM, LIST, SERIES, Phrase
from claims.plans.prose.sentence_builder import SentenceBuilder

_MOST_IN_A_ROW = 3
_COMBINATIONS = {
    # word of the plan, negated: conjunction, heading of the list
    ("all", False): ("and", "all_of"),
    ("any", False): ("or", "any_of"),
    ("all", True): (None, "not_all_of"),
    ("any", True): (None, "none_of"),
}


def condition_phrase(
    condition: Condition, scribe: SentenceBuilder, is_negated: bool = False
) -> Phrase:
    """What must be so; with `is_negated`, what must not be."""
    match condition:
        case FactTest():
            return Phrase(_test_text(condition, scribe, is_negated))
        case InSubclass():
            key = "not_in_subclass" if is_negated else "in_subclass"
            return Phrase(scribe.say(key, subclass=scribe.subclass(condition.subclass)))
        case Not():
            return condition_phrase(condition.part, scribe, not is_negated)
        case AllOf():
            return _combination("all", condition.parts, scribe, is_negated)
        case AnyOf():
            return _combination("any", condition.parts, scribe, is_negated)


def condition_line(key: str, condition: Condition, scribe: SentenceBuilder) -> Item:
    """A line that says for which claims something holds: `key` is a phrase with a {condition}."""
    said = condition_phrase(condition, scribe)
    return scribe.line(Phrase(scribe.say(key, condition=said.text), parts=said.parts))


def _combination(
    word: str, parts: Sequence[Condition], scribe: SentenceBuilder, is_negated: bool
) -> Phrase:
    if len(parts) == 1:
        return condition_phrase(parts[0], scribe, is_negated)
    conjunction, heading = _COMBINATIONS[word, is_negated]
    said = [condition_phrase(part, scribe) for part in parts]
    if conjunction and len(said) <= _MOST_IN_A_ROW and all(part.depth == ATOM for part in said):
        return Phrase(scribe.language.listed([part.text for part in said], conjunction), SERIES)
    return Phrase(scribe.say(heading), LIST, tuple(scribe.line(part) for part in said))


def _test_text(test: FactTest, scribe: SentenceBuilder, is_negated: bool) -> str:
    word = test.words[0]
    key = f"test_not_{word}" if is_negated else f"test_{word}"
    return scribe.say(key, fact=scribe.fact(test.fact), value=_value_text(test, scribe))


def _value_text(test: FactTest, scribe: SentenceBuilder) -> str:
    language = scribe.language
    if test.one_of is not None:
        return language.listed([language.quoted(value) for value in test.one_of], "or")
    if isinstance(test.equals, bool):
        return language.quoted(scribe.say("yes" if test.equals else "no"))
    if test.equals is not None:
        return language.quoted(test.equals)
    day: date | None = test.before or test.on_or_after
    if day is not None:
        return language.day(day)
    bound = test.at_least if test.at_least is not None else test.at_most
    assert bound is not None  # noqa: S101  # nosec B101  (a test has exactly one of them)
    return scribe.value(scribe.plan.facts[test.fact], bound_value(bound))
