"""Which matter a plan is of, and the dates of a matter that takes claims, in words."""

from datetime import datetime

from claims.plans.matter_plan import MatterPlan
from claims.plans.prose.document import Block, Item, Listing, Paragraph, Section
from claims.plans.prose.sentence_builder import SentenceBuilder


def about_section(scribe: SentenceBuilder) -> Section:
    """The matter, whether there is a fund, and which version of the plan these words tell."""
    plan, language = scribe.plan, scribe.language
    matter = scribe.say("matter", caption=plan.caption, docket=plan.docket, court=plan.court)
    blocks: list[Block] = [Paragraph(language.sentence(matter))]
    if isinstance(plan, MatterPlan):
        day = language.day(plan.status_date)
        blocks.append(Paragraph(scribe.sentence("status", status=plan.status, day=day)))
    blocks.append(Paragraph(language.words(plan.description)))
    if plan.fund is None:
        blocks.append(Paragraph(scribe.say("no_fund"), is_warning=True))
    blocks.append(Paragraph(scribe.say("made_from", sha256=plan.sha256)))
    return Section("about", scribe.say("about_title"), tuple(blocks))


def dates_section(scribe: SentenceBuilder) -> Section | None:
    """When claims may be filed, answered and appealed; None for a plan that only computes."""
    plan, language = scribe.plan, scribe.language
    if not isinstance(plan, MatterPlan):
        return None
    window = scribe.say(
        "filing_window",
        opens=_moment_text(plan.filing_window.opens, scribe),
        closes=_moment_text(plan.filing_window.closes, scribe),
        zone=plan.timezone,
    )
    clocks = (
        Item(scribe.say("cure_days", days=language.number(plan.cure_days))),
        Item(scribe.say("cure_days_if_mailed", days=language.number(plan.cure_days_if_mailed))),
        Item(scribe.say("appeal_days", days=language.number(plan.appeal_days))),
    )
    blocks = (Paragraph(window, scribe.source(plan.filing_window.citation)), Listing(clocks))
    return Section("dates", scribe.say("dates_title"), blocks)


def _moment_text(wall_clock: str, scribe: SentenceBuilder) -> str:
    at = datetime.fromisoformat(wall_clock)
    return scribe.say("moment", day=scribe.language.day(at.date()), time=f"{at:%H:%M}")
