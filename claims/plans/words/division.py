"""How the fund is divided, in words: pools, and what every division into shares has."""

from collections.abc import Iterator

from claims.money import parse_cents
from claims.plans.amounts import Amount, HeadAmount
from claims.plans.shares import AmountMoney, ByFact, ByHead, PercentMoney, Pool, Shares
from claims.plans.words.break_even import line_of
from claims.plans.words.conditions import condition_words, where_line
from claims.plans.words.damages import amount_line
from claims.plans.words.document import Block, Item, Listing, Paragraph, Section
from claims.plans.words.net_fund import money_of, percent_of_net
from claims.plans.words.said import Said
from claims.plans.words.scribe import Scribe


def division_section(scribe: Scribe) -> Section | None:
    """The pools in their order; None for a plan without a fund."""
    plan = scribe.plan
    if plan.fund is None:
        return None
    topped_up = "_top_up" if plan.fund.top_up else ""
    several = "division_several" if len(plan.pools) > 1 else "division_one"
    blocks: list[Block] = [
        Paragraph(f"{scribe.say(several)} {scribe.say('division_who')}"),
        Listing(tuple(_pool(pool, scribe) for pool in plan.pools), is_numbered=len(plan.pools) > 1),
        Paragraph(scribe.say(f"division_balance{topped_up}")),
    ]
    return Section("division", scribe.say("division_title"), tuple(blocks))


def shares_lines(shares: Shares, scribe: Scribe) -> Iterator[Item]:
    """How a sum of money is divided: by what, with which multiples, within which limits."""
    in_full = _paid_in_full(shares, scribe)
    if in_full is not None:
        yield Item(in_full)
    else:
        yield Item(_by(shares, scribe))
    yield from _multiples(shares, scribe)
    if shares.share_value == "whole_cents":
        yield Item(scribe.say(_share_value(scribe)))
    if shares.at_least is not None:
        yield _limit("share_at_least", shares.at_least, scribe)
    if shares.at_most is not None and in_full is None:
        yield _limit("share_at_most", shares.at_most, scribe)
    if shares.then_at_most is not None:
        yield amount_line("share_then_at_most", shares.then_at_most, scribe)
    if in_full is None and (again := _shared_again(shares)) is not None:
        yield Item(scribe.say(again))
    if shares.at_least is not None and shares.at_most is not None:
        yield Item(scribe.say("limits_cross"))
    if shares.minimum_payment is not None:
        least = scribe.language.money(parse_cents(shares.minimum_payment))
        yield Item(scribe.say("minimum_payment", amount=least))


def _pool(pool: Pool, scribe: Scribe) -> Item:
    parts = []
    if pool.who is not None:
        parts.append(where_line("pool_who", pool.who, scribe))
    parts += shares_lines(pool, scribe)
    if (enough := _enough_for(pool, scribe)) is not None:
        parts.append(Item(enough))
    if len(scribe.plan.pools) > 1:
        parts.append(Item(scribe.say(_unspent(pool, scribe))))
    return Item(
        text=scribe.language.sentence(_money(pool, scribe)),
        name=scribe.language.words(pool.label),
        parts=tuple(parts),
        source=scribe.source(pool.citation),
    )


def _money(pool: Pool, scribe: Scribe) -> str:
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


def _unspent(pool: Pool, scribe: Scribe) -> str:
    is_last = scribe.plan.pools[-1].key == pool.key
    return "unspent_last" if is_last else f"unspent_{pool.unspent}"


def _by(shares: Shares, scribe: Scribe) -> str:
    if isinstance(shares.by, ByFact):
        return scribe.say("by_fact", fact=scribe.fact(shares.by.fact))
    if isinstance(shares.by, ByHead):
        return scribe.say("by_head", head=scribe.head(shares.by.head))
    return scribe.say(f"by_{shares.by}")


def _paid_in_full(shares: Shares, scribe: Scribe) -> str | None:
    """Said of shares that are in proportion to what is owed and never more: pro rata."""
    if shares.multiples or shares.at_least is not None or shares.then_at_most is not None:
        return None
    if shares.by == "award" and shares.at_most == "award":
        return scribe.say("in_full_award")
    if isinstance(shares.by, ByHead) and shares.at_most == HeadAmount(head=shares.by.head):
        return scribe.say("in_full_head", head=scribe.head(shares.by.head))
    return None


def _share_value(scribe: Scribe) -> str:
    rounding = scribe.plan.rounding
    is_half_up = rounding is not None and rounding.payments == "half_up"
    return "share_value_half_up" if is_half_up else "share_value_cut"


def _shared_again(shares: Shares) -> str | None:
    """What a limit does to the other shares."""
    if shares.at_least is None:
        return None if shares.at_most is None else "shared_again_at_most"
    return "shared_again_at_least" if shares.at_most is None else "shared_again_both"


def _multiples(shares: Shares, scribe: Scribe) -> Iterator[Item]:
    for place, multiple in enumerate(shares.multiples):
        said = condition_words(multiple.condition, scribe)
        key = "multiple" if place == 0 else "multiple_next"
        times = scribe.language.ratio(multiple.times)
        text = scribe.say(key, times=times, condition=said.text)
        line = scribe.line(Said(text, parts=said.parts))
        yield Item(line.text, parts=line.parts, source=scribe.source(multiple.citation))


def _limit(key: str, limit: Amount | str, scribe: Scribe) -> Item:
    """A limit is an amount, or the word for the claim's own award."""
    if isinstance(limit, str):
        return Item(scribe.sentence(key, amount=scribe.say("own_award")))
    return amount_line(key, limit, scribe)


# -- for how much a pool is enough --------------------------------------------------------------


def _enough_for(pool: Pool, scribe: Scribe) -> str | None:
    """For how many claims or units a pool is enough at its limit, where the plan fixes both.

    While the limits of all come to no more than the money, water-filling pays each its limit,
    whatever the shares are in proportion to.
    """
    money = money_of(pool, scribe.plan)
    limit, within = _resolved(pool.at_most, scribe)
    line = line_of(limit) if limit is not None else None
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


def _resolved(limit: Amount | str | None, scribe: Scribe) -> tuple[Amount | None, bool]:
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
