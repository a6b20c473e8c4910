"""What is rounded, withheld, kept, paid later and left over, in words."""

from claims.law.statutes import reporting_threshold
from claims.money import parse_cents
from claims.plans.prose.condition_phrases import condition_line
from claims.plans.prose.division_section import share_items
from claims.plans.prose.document import Block, Item, Listing, Paragraph, Section
from claims.plans.prose.sentence_builder import SentenceBuilder
from claims.plans.shares import Round

_ONE_CENT = 1


def rounding_section(scribe: SentenceBuilder) -> Section | None:
    """How fractions of a cent are rounded; None where there are none."""
    rounding = scribe.plan.rounding
    if rounding is None:
        return None
    exposure = "" if scribe.plan.fund else "_exposure"
    lines = [Item(scribe.say(f"rounding_amounts_{rounding.amounts}{exposure}"))]
    if scribe.plan.fund is not None:
        lines.append(Item(scribe.say(f"rounding_payments_{rounding.payments}")))
    blocks: tuple[Block, ...] = (
        Paragraph(scribe.say("rounding_intro"), scribe.source(rounding.citation)),
        Listing(tuple(lines)),
    )
    return Section("rounding", scribe.say("rounding_title"), blocks)


def tax_cap_section(scribe: SentenceBuilder) -> Section | None:
    """What is paid without a taxpayer number; None where the plan has no such limit."""
    cap = scribe.plan.tax_cap
    if cap is None:
        return None
    threshold = reporting_threshold(cap.form, cap.paid_on)
    language = scribe.language
    told = scribe.say(
        "tax_cap",
        most=language.money(threshold - _ONE_CENT),
        threshold=language.money(threshold),
        form=cap.form,
        day=language.day(cap.paid_on),
    )
    blocks: tuple[Block, ...] = (
        Paragraph(told, scribe.source(cap.citation)),
        Listing((condition_line("tax_cap_unless", cap.unless, scribe),)),
        Paragraph(scribe.say("tax_cap_withheld")),
    )
    return Section("tax-cap", scribe.say("tax_cap_title"), blocks)


def reserve_section(scribe: SentenceBuilder) -> Section | None:
    """For whom money is kept; None for a plan without a fund."""
    if scribe.plan.fund is None:
        return None
    kept = scribe.plan.reserve_for
    title = scribe.say("reserve_title")
    if not kept:
        return Section("reserve", title, (Paragraph(scribe.say("reserve_for_nobody")),))
    lines = tuple(Item(scribe.sentence(f"reserve_{standing}")) for standing in kept)
    blocks: tuple[Block, ...] = (
        Paragraph(scribe.say("reserve_intro")),
        Listing(lines),
        Paragraph(scribe.say("reserve_unknown")),
    )
    return Section("reserve", title, blocks)


def rounds_section(scribe: SentenceBuilder) -> Section | None:
    """The later rounds; None if the plan has none."""
    rounds = scribe.plan.rounds
    if not rounds:
        return None
    lines = tuple(_round_item(later, scribe) for later in rounds)
    blocks: tuple[Block, ...] = (Paragraph(scribe.say("rounds_intro")), Listing(lines))
    return Section("rounds", scribe.say("rounds_title"), blocks)


def residual_section(scribe: SentenceBuilder) -> Section | None:
    """Where money goes that no share takes; None for a plan without a fund."""
    residual = scribe.plan.residual
    if residual is None:
        return None
    told = scribe.say(f"residual_{residual.to}")
    if residual.recipient is not None:
        told += " " + scribe.sentence("residual_recipient", recipient=residual.recipient)
    blocks = (Paragraph(told, scribe.source(residual.citation)),)
    return Section("residual", scribe.say("residual_title"), blocks)


def _round_item(later: Round, scribe: SentenceBuilder) -> Item:
    paid, cashed = scribe.fact(later.paid), scribe.fact(later.cashed)
    parts = [Item(scribe.say(f"round_{later.money}", paid=paid, cashed=cashed))]
    if later.costs is not None:
        costs = scribe.language.money(parse_cents(later.costs))
        parts.append(Item(scribe.say("round_costs", costs=costs)))
    if later.only_if_at_least is not None:
        least = scribe.language.money(parse_cents(later.only_if_at_least))
        parts.append(Item(scribe.say("round_only_if_at_least", amount=least)))
    parts.append(Item(scribe.say("round_who", cashed=cashed)))
    if later.who is not None:
        parts.append(condition_line("round_and_who", later.who, scribe))
    if scribe.plan.tax_cap is not None:
        parts.append(Item(scribe.say("round_tax_cap")))
    parts += share_items(later, scribe)
    return Item(
        text=scribe.sentence("round_number", number=later.number),
        name=scribe.language.words(later.label),
        parts=tuple(parts),
        source=scribe.source(later.citation),
    )
