"""The two phrase tables, and that every phrase is needed and none is missing."""

import string
from typing import get_args

import pytest
from pydantic import TypeAdapter

from claims.plans import library_path, library_slugs, load
from claims.plans.amounts import FORM_KEYS
from claims.plans.fact_kinds import Fact
from claims.plans.fund import Purpose
from claims.plans.prose import LANGUAGES, plan_prose
from claims.plans.prose.language import PHRASES, Language
from tests.claims.plans.words import every_form

ENGLISH, SPANISH = PHRASES["en"], PHRASES["es"]
_SHORTEST_TELLING = 12


def _blanks(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def _literal(phrase: str) -> list[str]:
    """The pieces between the blanks that are long enough to belong to one language."""
    pieces = [text.strip() for text, _, _, _ in string.Formatter().parse(phrase)]
    return [piece for piece in pieces if len(piece) >= _SHORTEST_TELLING]


def test_both_languages_have_the_same_phrases_in_the_same_order():
    assert list(ENGLISH) == list(SPANISH)


@pytest.mark.parametrize("key", ENGLISH)
def test_a_phrase_has_the_same_blanks_in_both_languages(key):
    assert _blanks(ENGLISH[key]) == _blanks(SPANISH[key])


def test_every_phrase_is_needed_by_some_plan(monkeypatch):
    said: set[str] = set()
    say = Language.say

    def noted(language: Language, key: str, **values: object) -> str:
        said.add(key)
        return say(language, key, **values)

    monkeypatch.setattr(Language, "say", noted)
    for plan in every_form.every_plan():
        for language in LANGUAGES:
            plan_prose(plan, language)
    assert set(ENGLISH) - said == set()


def test_the_plans_that_need_every_phrase_have_every_form_kind_and_purpose():
    plan = every_form.with_fund()
    amounts = [
        a.model_dump(by_alias=True) for _, a in plan.every_amount() if not isinstance(a, str)
    ]
    assert {word for word in FORM_KEYS if any(word in amount for amount in amounts)} == set(
        FORM_KEYS
    )
    assert plan.fund is not None
    assert {deduction.purpose for deduction in plan.fund.deductions} == set(get_args(Purpose))
    assert {fact.kind for fact in plan.facts.values()} == _kinds()


def _kinds() -> set[str]:
    schema = TypeAdapter(Fact).json_schema()["$defs"]
    return {d["properties"]["kind"]["const"] for d in schema.values() if "kind" in d["properties"]}


@pytest.mark.parametrize("slug", library_slugs())
def test_no_english_phrase_is_left_in_the_spanish_of_a_library_plan(slug):
    text = "\n".join(plan_prose(load(library_path(slug)), "es").lines())
    left = [p for phrase in ENGLISH.values() for p in _literal(phrase) if p in text]
    assert left == []


@pytest.mark.parametrize("slug", library_slugs())
def test_no_spanish_phrase_is_in_the_english_of_a_library_plan(slug):
    text = "\n".join(plan_prose(load(library_path(slug)), "en").lines())
    left = [p for phrase in SPANISH.values() for p in _literal(phrase) if p in text]
    assert left == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("plan", every_form.every_plan(), ids=lambda plan: plan.sha256[:8])
def test_no_blank_is_left_unfilled(plan, language):
    text = "\n".join(plan_prose(plan, language).lines())
    assert "{" not in text
    assert "}" not in text
    assert "None" not in text
