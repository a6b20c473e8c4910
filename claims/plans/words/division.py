"""How the fund is divided, in words: pools, and what every division into shares has."""

from collections.abc import Iterator
from fractions import Fraction

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
    several = "division_several" if len(plan.pools) > 1 else "division_one"
    blocks: list[Block] = [
        Paragraph(f"{scribe.say(several)} {scribe.say('division_who')}"),
        Listing(tuple(_pool(pool, scribe) for pool in plan.pools), is_numbered=len(plan.pools) > 1),
        Paragraph(scribe.say("division_balance")),
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
        yield Item(scribe.say("share_in_whole_cents"))
    if shares.at_least is not None:
        yield _limit("share_at_least", shares.at_least, scribe)
    if shares.at_most is not None and in_full is None:
        yield _limit("share_at_most", shares.at_most, scribe)
    if shares.then_at_most is not None:
        yield amount_line("share_then_at_most", shares.then_at_most, scribe)
    if in_full is None and (shares.at_least is not None or shares.at_most is not None):
        yield Item(scribe.say("limits_share_again"))
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
    if len(scribe.plan.pools) > 1 or pool.unspent == "residual":
        parts.append(Item(scribe.say(f"unspent_{pool.unspent}")))
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
    return scribe.say("money_all" if is_first and len(scribe.plan.pools) == 1 else "money_rest")


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
    """For how many claims or units a pool is enough at its limit, where the plan fixes both."""
    money = money_of(pool, scribe.plan)
    limit = _resolved(pool.at_most, scribe)
    if money is None or limit is None or not _weighs_all_alike(pool, limit, scribe):
        return None
    line = line_of(limit)
    if line is None or (line.fact and (line.start or _is_amount(line.fact, scribe))):
        return None
    each = line.slope if line.fact else line.start
    if each <= 0:
        return None
    count = Fraction(money) * (1 / each)
    values = {
        "money": scribe.language.money(money),
        "count": scribe.language.number(count.numerator // count.denominator),
    }
    if line.fact is None:
        each_claim = scribe.language.money(int(each))
        return scribe.say("enough_for_claims", each=each_claim, **values)
    return scribe.say("enough_for_units", fact=scribe.fact(line.fact), **values)


def _resolved(limit: Amount | str | None, scribe: Scribe) -> Amount | None:
    """The amount that a limit comes to: of a head by its name, and of an award of one head."""
    heads = scribe.plan.damages
    if limit == "award":
        limit = HeadAmount(head=heads[0].key) if len(heads) == 1 else None
    if isinstance(limit, HeadAmount):
        head = scribe.plan.head(limit.head)
        limit = head.amount if head.at_least is None and head.at_most is None else None
    return limit if not isinstance(limit, str) else None


def _weighs_all_alike(pool: Pool, limit: Amount, scribe: Scribe) -> bool:
    """Is every claim that shares paid up to its limit as long as the money lasts?"""
    if pool.by == "equal":
        return True
    if isinstance(pool.by, ByFact):
        line = line_of(limit)
        return line is not None and line.fact == pool.by.fact
    by = HeadAmount(head=pool.by.head) if isinstance(pool.by, ByHead) else "award"
    return _resolved(by, scribe) == limit


def _is_amount(fact: str, scribe: Scribe) -> bool:
    return scribe.plan.facts[fact].type == "amount"
