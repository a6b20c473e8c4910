"""The fund in words: what came in, each deduction with its formula and cents, what is left."""

from claims.money import parse_cents
from claims.plans.fund import Deduction, Fund, TopUp
from claims.plans.prose.document import Block, Item, Listing, Paragraph, Section, Source
from claims.plans.prose.net_fund import NetFund, net_fund
from claims.plans.prose.sentence_builder import SentenceBuilder


def fund_section(scribe: SentenceBuilder) -> Section | None:
    """From the gross to the net fund; None for a plan without a fund."""
    fund = scribe.plan.fund
    if fund is None:
        return None
    figures = net_fund(scribe.plan)
    blocks: list[Block] = [
        Paragraph(scribe.say("fund_intro")),
        Listing(tuple(_fund_items(fund, figures, scribe)), is_numbered=True),
    ]
    if fund.top_up is not None:
        blocks.append(_top_up_paragraph(fund.top_up, scribe))
    return Section("fund", scribe.say("fund_title"), tuple(blocks))


def _fund_items(fund: Fund, figures: NetFund, scribe: SentenceBuilder) -> list[Item]:
    gross = scribe.language.money(fund.gross_cents)
    lines = [_fund_item("fund_gross", gross, scribe.source(fund.citation), scribe)]
    if fund.interest is not None:
        interest = scribe.language.money(fund.interest_cents)
        lines.append(
            _fund_item("fund_interest", interest, scribe.source(fund.interest.citation), scribe)
        )
    lines += [_deduction_item(d, figures.deductions[d.key], scribe) for d in fund.deductions]
    lines.append(_fund_item("fund_net", scribe.language.money(figures.net), None, scribe))
    return lines


def _fund_item(key: str, amount: str, source: Source | None, scribe: SentenceBuilder) -> Item:
    return Item(scribe.language.sentence(amount), scribe.say(key), source=source)


def _deduction_item(deduction: Deduction, cents: int, scribe: SentenceBuilder) -> Item:
    purpose = scribe.say(f"purpose_{deduction.purpose}")
    amount = scribe.language.money(cents)
    formula = _formula_text(deduction, scribe)
    key = "deduction_by_formula" if formula else "deduction"
    return Item(
        text=scribe.sentence(key, purpose=purpose, formula=formula, amount=amount),
        name=scribe.say("less", label=scribe.language.words(deduction.label)),
        source=scribe.source(deduction.citation),
    )


def _formula_text(deduction: Deduction, scribe: SentenceBuilder) -> str:
    """How the sum comes about; blank if the plan states the sum itself."""
    language = scribe.language
    if deduction.percent is not None:
        of = scribe.say(f"of_{deduction.of}")
        if deduction.less:
            of = scribe.say(
                "of_less", of=of, less=language.listed(_deduction_names(deduction.less, scribe))
            )
        return scribe.say("percent_of", percent=language.percent(deduction.percent), of=of)
    if deduction.lodestar is not None and deduction.multiplier is not None:
        return scribe.say(
            "lodestar",
            lodestar=language.money(parse_cents(deduction.lodestar)),
            times=language.ratio(deduction.multiplier),
        )
    if deduction.count is not None and deduction.each is not None:
        each = language.money(parse_cents(deduction.each))
        return scribe.say("count_of_each", count=language.number(deduction.count), each=each)
    return ""


def _deduction_names(keys: tuple[str, ...], scribe: SentenceBuilder) -> list[str]:
    fund = scribe.plan.fund
    labels = {d.key: d.label for d in fund.deductions} if fund else {}
    return [scribe.language.quoted(labels[key]) for key in keys]


def _top_up_paragraph(top_up: TopUp, scribe: SentenceBuilder) -> Paragraph:
    return Paragraph(
        scribe.say(
            "top_up",
            amount=scribe.language.money(parse_cents(top_up.amount)),
            below=scribe.language.money(parse_cents(top_up.if_share_below)),
            pool=scribe.pool(top_up.pool),
        ),
        scribe.source(top_up.citation),
    )
