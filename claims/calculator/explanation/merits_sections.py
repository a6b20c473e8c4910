"""What is known of a claim, its criteria, and what it is owed, with every step of the sums."""

from claims.calculator.explanation.explainer import Explainer
from claims.calculator.explanation.head_items import head_item
from claims.plans import Criterion
from claims.plans.prose import Item, Listing, Paragraph, Section
from claims.plans.prose.condition_phrases import condition_phrase
from claims.plans.prose.document import Block
from claims.verdicts import ClaimVerdict, CriterionResult


def facts_section(teller: Explainer) -> Section:
    """Every fact of the plan with its value for this claim."""
    items = tuple(
        Item(
            teller.scribe.language.sentence(teller.fact_value(key)),
            teller.words(fact.label),
            source=teller.scribe.source(getattr(fact, "citation", None)),
        )
        for key, fact in teller.plan.facts.items()
    )
    return Section("facts", teller.say("facts_title"), (Listing(items),))


def criteria_section(teller: Explainer) -> Section:
    """Each criterion with its result, what it asks and where it comes from; then the verdict."""
    items = tuple(_criterion_item(criterion, teller) for criterion in teller.plan.criteria)
    blocks: list[Block] = [Listing(items)] if items else [Paragraph(teller.say("no_criteria"))]
    verdict = teller.say("verdict", verdict=teller.say(teller.row["verdict"]))
    results = [teller.row[f"criterion_{criterion.key}"] for criterion in teller.plan.criteria]
    if teller.row["verdict"] != ClaimVerdict.ELIGIBLE and all(
        result == CriterionResult.MET for result in results
    ):
        blocks.append(Paragraph(teller.say("amount_unknown")))
    return Section("criteria", teller.say("criteria_title"), (*blocks, Paragraph(verdict)))


def owed_section(teller: Explainer) -> Section:
    """Each head of damages, what every part of it comes to, and the award."""
    title = teller.say("owed_title")
    if not teller.plan.damages:
        return Section("owed", title, (Paragraph(teller.say("no_heads")),))
    items = [head_item(head, teller) for head in teller.plan.damages]
    award = teller.row["award"]
    blocks: list[Block] = []
    if teller.row["verdict"] != ClaimVerdict.ELIGIBLE:
        blocks.append(Paragraph(teller.say("would_be_owed")))
        award = teller.row["potential"]
    items.append(Item(teller.say("award_is", value=teller.money(award)), teller.say("award")))
    return Section("owed", title, (*blocks, Listing(tuple(items))))


def _criterion_item(criterion: Criterion, teller: Explainer) -> Item:
    result = teller.row[f"criterion_{criterion.key}"]
    said = condition_phrase(criterion.condition, teller.scribe)
    asked = teller.say("asked", condition=said.text)
    words = teller.words(getattr(criterion.words, result))
    return Item(
        f"{teller.scribe.language.sentence(teller.say(result))} {words}",
        teller.words(criterion.label),
        (Item(asked, parts=said.parts),),
        teller.scribe.source(criterion.citation),
    )
