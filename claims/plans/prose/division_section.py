"""How the fund is divided, in words: pools, and what every division into shares has."""

from collections.abc import Iterator

from claims.money import parse_cents
from claims.plans.amounts import Amount, HeadAmount
from claims.plans.prose.break_even import linear_amount
from claims.plans.prose.condition_phrases import condition_line, condition_phrase
from claims.plans.prose.damages_section import amount_line
from claims.plans.prose.document import Block, Item, Listing, Paragraph, Section
from claims.plans.prose.net_fund import percent_of_net, pool_money
from claims.plans.prose.phrase import Phrase
from claims.plans.prose.sentence_builder import SentenceBuilder
from claims.plans.shares import AmountMoney, ByFact, ByHead, PercentMoney, Pool, Shares


def division_section(scribe: SentenceBuilder) -> Section | None:
    """The pools in their order; None for a plan without a fund."""
    plan = scribe.plan
    if plan.fund is None:
        return None
    topped_up = "_top_up" if plan.fund.top_up else ""
    several = "division_several" if len(plan.pools) > 1 else "division_one"
    blocks: list[Block] = [
        Paragraph(f"{scribe.say(several)} {scribe.say('division_who')}"),
        Listing(
            tuple(_pool_item(pool, scribe) for pool in plan.pools), is_numbered=len(plan.pools) > 1
        ),
        Paragraph(scribe.say(f"division_balance{topped_up}")),
    ]
    return Section("division", scribe.say("division_title"), tuple(blocks))


def share_items(shares: Shares, scribe: SentenceBuilder) -> Iterator[Item]:
    """How a sum of money is divided: by what, with which multiples, within which limits."""
    in_full = _full_payment_text(shares, scribe)
    if in_full is not None:
        yield Item(in_full)
    else:
        yield Item(_weight_text(shares, scribe))
    yield from _multiple_items(shares, scribe)
    if shares.share_value == "whole_cents":
        yield Item(scribe.say(_share_value_key(scribe)))
    if shares.at_least is not None:
        yield _limit_item("share_at_least", shares.at_least, scribe)
    if shares.at_most is not None and in_full is None:
        yield _limit_item("share_at_most", shares.at_most, scribe)
    if shares.then_at_most is not None:
        yield amount_line("share_then_at_most", shares.then_at_most, scribe)
    if in_full is None and (again := _redistribution_key(shares)) is not None:
        yield Item(scribe.say(again))
    if shares.at_least is not None and shares.at_most is not None:
        yield Item(scribe.say("limits_cross"))
    if shares.minimum_payment is not None:
        least = scribe.language.money(parse_cents(shares.minimum_payment))
        yield Item(scribe.say("minimum_payment", amount=least))


def _pool_item(pool: Pool, scribe: SentenceBuilder) -> Item:
    parts = []
    if pool.who is not None:
        parts.append(condition_line("pool_who", pool.who, scribe))
    parts += share_items(pool, scribe)
    if (enough := _sufficiency_text(pool, scribe)) is not None:
        parts.append(Item(enough))
    if len(scribe.plan.pools) > 1:
        parts.append(Item(scribe.say(_unspent_key(pool, scribe))))
    return Item(
        text=scribe.language.sentence(_money_text(pool, scribe)),
        name=scribe.language.words(pool.label),
        parts=tuple(parts),
        source=scribe.source(pool.citation),
    )


def _money_text(pool: Pool, scribe: SentenceBuilder) -> str:
    language = scribe.language
    if isinstance(pool.money, AmountMoney):
        amount = language.money(parse_cents(pool.money.amount))
        return scribe.say("money_amount", amount=amount)
    if isinstance(pool.money, PercentMoney):
        told = scribe.say("money_percent", percent=language.percent(pool.money.percent))
        if pool.money.at_most is not None:
            most = language.money(parse_cents(pool.money.at_most))
            told += scribe.say("money_at_most", amount=most)
        cents = percent_of_net(pool.money, scribe.plan)
        return told if cents is None else told + scribe.say("that_is", amount=language.money(cents))
    is_first = scribe.plan.pools[0].key == pool.key
    return scribe.say("money_all" if is_first else "money_rest")


def _unspent_key(pool: Pool, scribe: SentenceBuilder) -> str:
    is_last = scribe.plan.pools[-1].key == pool.key
    return "unspent_last" if is_last else f"unspent_{pool.unspent}"


def _weight_text(shares: Shares, scribe: SentenceBuilder) -> str:
    if isinstance(shares.by, ByFact):
        return scribe.say("by_fact", fact=scribe.fact(shares.by.fact))
    if isinstance(shares.by, ByHead):
        return scribe.say("by_head", head=scribe.head(shares.by.head))
    return scribe.say(f"by_{shares.by}")


def _full_payment_text(shares: Shares, scribe: SentenceBuilder) -> str | None:
    """Said of shares that are in proportion to what is owed and never more: pro rata."""
    if shares.multiples or shares.at_least is not None or shares.then_at_most is not None:
        return None
    if shares.by == "award" and shares.at_most == "award":
        return scribe.say("in_full_award")
    if isinstance(shares.by, ByHead) and shares.at_most == HeadAmount(head=shares.by.head):
        return scribe.say("in_full_head", head=scribe.head(shares.by.head))
    return None


def _share_value_key(scribe: SentenceBuilder) -> str:
    rounding = scribe.plan.rounding
    is_half_up = rounding is not None and rounding.payments == "half_up"
    return "share_value_half_up" if is_half_up else "share_value_cut"


def _redistribution_key(shares: Shares) -> str | None:
    """What a limit does to the other shares."""
    if shares.at_least is None:
        return None if shares.at_most is None else "shared_again_at_most"
    return "shared_again_at_least" if shares.at_most is None else "shared_again_both"


def _multiple_items(shares: Shares, scribe: SentenceBuilder) -> Iterator[Item]:
    for place, multiple in enumerate(shares.multiples):
        said = condition_phrase(multiple.condition, scribe)
        key = "multiple" if place == 0 else "multiple_next"
        times = scribe.language.ratio(multiple.times)
        text = scribe.say(key, times=times, condition=said.text)
        line = scribe.line(Phrase(text, parts=said.parts))
        yield Item(line.text, parts=line.parts, source=scribe.source(multiple.citation))


def _limit_item(key: str, limit: Amount | str, scribe: SentenceBuilder) -> Item:
    """A limit is an amount, or the word for the claim's own award."""
    if isinstance(limit, str):
        return Item(scribe.sentence(key, amount=scribe.say("own_award")))
    return amount_line(key, limit, scribe)


# -- for how much a pool is enough --------------------------------------------------------------


def _sufficiency_text(pool: Pool, scribe: SentenceBuilder) -> str | None:
    """For how many claims or units a pool is enough at its limit, where the plan fixes both.

    While the limits of all come to no more than the money, water-filling pays each its limit,
    whatever the shares are in proportion to.
    """
    money = pool_money(pool, scribe.plan)
    limit, within = _resolved_limit(pool.at_most, scribe)
    line = linear_amount(limit) if limit is not None else None
    if money is None or line is None:
        return None
    each = line.slope if line.fact else line.start
    if each <= 0 or each.denominator > 1:
        return None
    values = {
        "money": scribe.language.money(money),
        "count": scribe.language.number(money // each.numerator),
    }
    if line.fact is None:
        each_claim = scribe.language.money(each.numerator)
        return None if within else scribe.say("enough_for_claims", each=each_claim, **values)
    if line.start or scribe.plan.facts[line.fact].type == "amount":
        return None
    key = "enough_for_units_within" if within else "enough_for_units"
    return scribe.say(key, fact=scribe.fact(line.fact), **values)


def _resolved_limit(
    limit: Amount | str | None, scribe: SentenceBuilder
) -> tuple[Amount | None, bool]:
    """The amount that a limit comes to, and whether that has a limit of its own.

    Of a head by its name, and of an award of one head; None where the plan does not fix it.
    """
    heads = scribe.plan.heads_of_award
    if limit == "award":
        limit = HeadAmount(head=heads[0].key) if len(heads) == 1 else None
    if isinstance(limit, HeadAmount):
        head = scribe.plan.head(limit.head)
        return (None if head.at_least else head.amount), head.at_most is not None
    return (None if isinstance(limit, str) else limit), False
