"""The whole plan in words, section by section."""

from collections.abc import Callable

from claims.plans.matter_plan import MatterPlan
from claims.plans.prose.class_section import class_section
from claims.plans.prose.damages_section import damages_section
from claims.plans.prose.division_section import division_section
from claims.plans.prose.document import Document, Section
from claims.plans.prose.facts_section import facts_section
from claims.plans.prose.fund_section import fund_section
from claims.plans.prose.language import PHRASES, Language
from claims.plans.prose.matter_sections import about_section, dates_section
from claims.plans.prose.payment_rules import (
    reserve_section,
    residual_section,
    rounding_section,
    rounds_section,
    tax_cap_section,
)
from claims.plans.prose.sentence_builder import SentenceBuilder
from claims.plans.schema import Plan

LANGUAGES = tuple(PHRASES)

_SECTIONS: tuple[Callable[[SentenceBuilder], Section | None], ...] = (
    about_section,
    class_section,
    facts_section,
    damages_section,
    fund_section,
    division_section,
    tax_cap_section,
    reserve_section,
    rounding_section,
    rounds_section,
    residual_section,
    dates_section,
)


def plan_prose(plan: Plan, language: str = "en") -> Document:
    """Everything that the plan decides, for claimants and the court, from the plan alone.

    `language` is a code such as "es" or "es-mx"; any but Spanish is told in English.
    """
    code = language.lower().partition("-")[0]
    scribe = SentenceBuilder(plan, Language(code if code in LANGUAGES else "en"))
    sections = (section(scribe) for section in _SECTIONS)
    disclaimer = plan.disclaimer if isinstance(plan, MatterPlan) else None
    return Document(
        language=scribe.language.code,
        title=scribe.say("title"),
        source_label=scribe.say("source"),
        disclaimer=scribe.language.words(disclaimer) if disclaimer else "",
        sections=tuple(section for section in sections if section is not None),
    )
