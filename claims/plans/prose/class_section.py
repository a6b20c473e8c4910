"""Who is in the class, in words: the period, the criteria and the parts of the class."""

from claims.plans.conditions import Subclass
from claims.plans.parts import Criterion
from claims.plans.prose.condition_phrases import condition_line
from claims.plans.prose.document import Block, Item, Listing, Paragraph, Section
from claims.plans.prose.facts_section import day_range_text
from claims.plans.prose.sentence_builder import SentenceBuilder


def class_section(scribe: SentenceBuilder) -> Section:
    """The class as the plan draws it."""
    plan = scribe.plan
    blocks: list[Block] = []
    if plan.class_period is not None:
        days = day_range_text(plan.class_period.start, plan.class_period.end, scribe)
        source = scribe.source(plan.class_period.citation)
        blocks.append(Paragraph(scribe.sentence("class_period", period=days), source))
    if not plan.criteria:
        blocks.append(Paragraph(scribe.say("no_criteria")))
    else:
        blocks.append(Paragraph(scribe.say("criteria_intro")))
        blocks.append(Listing(_criteria(scribe)))
        blocks.append(Paragraph(scribe.say("criteria_unknown")))
    if plan.subclasses:
        blocks.append(Paragraph(scribe.say("subclasses_intro")))
        blocks.append(Listing(_subclasses(scribe)))
    if plan.duplicates is not None:
        source = scribe.source(plan.duplicates.citation)
        blocks.append(Paragraph(scribe.say(f"survivor_{plan.survivor}"), source))
    return Section("class", scribe.say("class_title"), tuple(blocks))


def _criteria(scribe: SentenceBuilder) -> tuple[Item, ...]:
    return tuple(_rule_item("met_if", criterion, scribe) for criterion in scribe.plan.criteria)


def _subclasses(scribe: SentenceBuilder) -> tuple[Item, ...]:
    return tuple(_rule_item("belongs_if", subclass, scribe) for subclass in scribe.plan.subclasses)


def _rule_item(key: str, rule: Criterion | Subclass, scribe: SentenceBuilder) -> Item:
    line = condition_line(key, rule.condition, scribe)
    name = scribe.language.words(rule.label)
    return Item(line.text, name, line.parts, scribe.source(rule.citation))
