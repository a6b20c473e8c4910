"""Each plan of the library in both languages: nothing that decides a claim is left out."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from claims.calculator.allocation.waterfall import waterfall
from claims.money import format_cents, parse_cents
from claims.plans import MatterPlan, Plan, library_path, library_slugs, load
from claims.plans.prose import LANGUAGES, Paragraph, plan_prose
from claims.plans.prose.language import Language
from claims.plans.prose.net_fund import net_fund
from tests.claims.plans.words import every_form

PLANS = {slug: load(library_path(slug)) for slug in library_slugs()}
WITH_FUND = [slug for slug, plan in PLANS.items() if plan.fund is not None]
BOTH = pytest.mark.parametrize("language", LANGUAGES)
ALL = pytest.mark.parametrize("slug", PLANS)

_MONEY = {
    *("fixed", "amount", "gross", "lodestar", "each", "at_least", "at_most", "then_at_most"),
    *("minimum_payment", "if_share_below", "costs", "only_if_at_least", "pays", "then"),
    *("otherwise", "if_blank"),
}
_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?")


def _text(plan: Plan, language: str) -> str:
    return "\n".join(plan_prose(plan, language).lines())


def _leaves(part: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a plan's JSON with the key that it stands under."""
    if isinstance(part, dict):
        for inner, value in part.items():
            yield from _leaves(value, inner)
    elif isinstance(part, list):
        for value in part:
            yield from _leaves(value, key)
    else:
        yield key, part


def _dollars(written: str) -> str:
    _, _, decimals = written.partition(".")
    return f"${written}" if len(decimals) > len("00") else format_cents(parse_cents(written))


@ALL
@BOTH
def test_every_amount_and_percentage_is_told(slug, language):
    text = _text(PLANS[slug], language)
    for key, value in _leaves(PLANS[slug].as_json()):
        if key in _MONEY and isinstance(value, str) and _DECIMAL.fullmatch(value):
            assert _dollars(value) in text, (key, value)
        if key == "percent":
            assert Language(language).percent(value) in text


@ALL
@BOTH
def test_every_part_is_told_by_its_name(slug, language):
    plan = PLANS[slug]
    deductions = plan.fund.deductions if plan.fund else ()
    parts = [
        *plan.facts.values(),
        *plan.criteria,
        *plan.subclasses,
        *plan.damages,
        *deductions,
        *plan.pools,
        *plan.rounds,
    ]
    text = _text(plan, language)
    for part in parts:
        assert Language(language).words(part.label) in text


@ALL
@BOTH
def test_every_citation_stands_with_what_it_supports_and_says_if_nobody_checked_it(slug, language):
    document = plan_prose(PLANS[slug], language)
    told = {(source.text, source.url, bool(source.note)) for source in document.sources()}
    stated = {
        (" ".join(c["text"].split()), c.get("url", ""), not c["verified"])
        for c in _citations(PLANS[slug].as_json())
    }
    assert told == stated


def _citations(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "citation":
                yield value
            else:
                yield from _citations(value)
    elif isinstance(part, list):
        for value in part:
            yield from _citations(value)


@ALL
def test_the_words_name_the_matter_the_version_and_the_description(slug):
    plan, text = PLANS[slug], _text(PLANS[slug], "en")
    assert plan.caption in text
    assert plan.docket in text
    assert plan.sha256 in text
    assert " ".join(plan.description.en.split()) in text


@ALL
def test_both_languages_have_the_same_sections_and_as_many_lines(slug):
    english, spanish = (plan_prose(PLANS[slug], language) for language in LANGUAGES)
    assert [s.key for s in english.sections] == [s.key for s in spanish.sections]
    assert len(list(english.lines())) == len(list(spanish.lines()))


@pytest.mark.parametrize(
    "plan",
    [*(PLANS[slug] for slug in WITH_FUND), every_form.with_fund()],
    ids=lambda plan: plan.slug,
)
def test_the_net_fund_and_each_deduction_are_those_of_the_calculation(plan):
    figures, falls = net_fund(plan), waterfall(plan)
    assert figures.net == falls.net
    assert figures.deductions == {d.key: cents for d, cents in falls.deductions}
    text = _text(plan, "en")
    assert all(format_cents(cents) in text for cents in (falls.net, *figures.deductions.values()))


@pytest.mark.parametrize("slug", [slug for slug in PLANS if slug not in WITH_FUND])
@pytest.mark.parametrize(
    ("language", "says"), [("en", "nobody is paid by it"), ("es", "no se paga a nadie")]
)
def test_a_plan_without_a_fund_warns_that_nobody_is_paid(slug, language, says):
    document = plan_prose(PLANS[slug], language)
    warnings = [
        block.text
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Paragraph) and block.is_warning
    ]
    assert len(warnings) == 1
    assert says in warnings[0]
    assert not {"fund", "division", "reserve", "residual"} & {s.key for s in document.sections}


@pytest.mark.parametrize("slug", WITH_FUND)
def test_a_plan_with_a_fund_has_no_such_warning(slug):
    assert "nobody is paid by it" not in _text(PLANS[slug], "en")


def test_only_a_plan_that_a_matter_opens_with_has_a_disclaimer_and_dates():
    for slug, plan in PLANS.items():
        document = plan_prose(plan, "en")
        is_matter = isinstance(plan, MatterPlan)
        assert bool(document.disclaimer) == is_matter, slug
        assert any(s.key == "dates" for s in document.sections) == is_matter, slug


def test_the_filing_window_is_told_with_its_clocks():
    assert (
        "from 15 January 2026, 00:00 until just before 1 July 2026, 00:00, on the court’s clocks "
        "(America/Los_Angeles)"
    ) in _text(PLANS["linkedin-inmail"], "en")


@pytest.mark.parametrize(
    ("code", "told"), [("es", "es"), ("es-mx", "es"), ("ES", "es"), ("en-gb", "en"), ("fr", "en")]
)
def test_a_language_that_is_not_spanish_is_told_in_english(code, told):
    assert plan_prose(PLANS["zoom"], code).language == told
