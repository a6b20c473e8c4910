"""A head of damages with what every part of its amounts comes to for one claim."""

from collections.abc import Callable, Iterator, Mapping

from claims.calculator.explaining.explainer import Explainer, Way
from claims.plans.amounts import (
    FORMS,
    Amount,
    FactAmount,
    Fixed,
    GreatestOf,
    HeadAmount,
    LeastOf,
    PercentOf,
    PerUnit,
    Statutory,
    SumOf,
    Tiers,
    Times,
    When,
    conditions_of,
    parts_of,
)
from claims.plans.conditions import Condition
from claims.plans.damages import Head
from claims.plans.evidence import Evidence
from claims.plans.registry import check_all_have
from claims.plans.words import Item
from claims.plans.words.amounts import amount_words
from claims.plans.words.conditions import condition_words

ROLES = ("amount", "at_least", "at_most")
_LIMITS = ROLES[1:]


def head_item(head: Head, teller: Explainer) -> Item:
    """The head with its sum, and below it how the sum comes about."""
    parts = [_amount(head.amount, (head.key, "amount"), "is", teller)]
    for name in _LIMITS:
        limit = getattr(head, name)
        if limit is not None:
            parts.append(_amount(limit, (head.key, name), f"limit_{name}", teller))
    if head.condition is not None:
        parts.append(_condition("gives_only_if", head.condition, (head.key, "condition"), teller))
    value = teller.money(teller.row[f"potential_{head.key}"])
    return Item(
        teller.say("a_step", value=value) if head.step else value,
        teller.words(head.label),
        tuple(parts),
        teller.scribe.source(head.citation),
    )


def amounts_of(head: Head) -> Iterator[tuple[Way, Amount]]:
    """Every amount of a head, inner ones too, each with the way to it."""
    for role in ROLES:
        whole = getattr(head, role)
        if whole is not None:
            yield from _inner(whole, (head.key, role))


def conditions_in(head: Head) -> Iterator[tuple[Way, Condition]]:
    """Every condition of a head and inside its amounts, each with the way to it."""
    if head.condition is not None:
        yield (head.key, "condition"), head.condition
    for way, amount in amounts_of(head):
        for path, condition in conditions_of(amount):
            yield (*way, *path), condition


def _inner(amount: Amount, way: Way) -> Iterator[tuple[Way, Amount]]:
    yield way, amount
    for path, part in parts_of(amount):
        yield from _inner(part, (*way, *path))


def _amount(amount: Amount, way: Way, key: str, teller: Explainer) -> Item:
    """An amount in words with its value, and below it what it is made of."""
    what = amount_words(amount, teller.scribe).text
    value = teller.exact_money(teller.exact[way])
    if isinstance(amount, Fixed) and key == "is":
        return Item(value)
    return Item(teller.say(key, what=what, value=value), parts=tuple(_parts(amount, way, teller)))


def _parts(amount: Amount, way: Way, teller: Explainer) -> Iterator[Item]:
    return _BELOW[type(amount)](amount, way, teller)


def _every_part(amount: Amount, way: Way, teller: Explainer) -> Iterator[Item]:
    """Each amount inside; nothing below an amount that has none."""
    for path, part in parts_of(amount):
        yield _amount(part, (*way, *path), "is", teller)


def _condition_and_part(amount: Times, way: Way, teller: Explainer) -> Iterator[Item]:
    if amount.condition is not None:
        yield _condition("if_so", amount.condition, (*way, "if"), teller)
    yield from _every_part(amount, way, teller)


def _tier_reached(amount: Tiers, way: Way, teller: Explainer) -> Iterator[Item]:
    for path, part in parts_of(amount):
        if _is_reached(amount, int(path[1]), teller):
            yield _amount(part, (*way, *path), "is", teller)


def _branches(amount: When, way: Way, teller: Explainer) -> Iterator[Item]:
    for i, branch in enumerate(amount.branches):
        asked = _condition("if_so", branch.condition, (*way, "when", i, "if"), teller)
        then = _amount(branch.then, (*way, "when", i, "then"), "is", teller)
        yield Item(asked.text, parts=(*asked.parts, then))
    otherwise = _amount(amount.otherwise, (*way, "otherwise"), "is", teller)
    yield Item(teller.say("otherwise"), parts=(otherwise,))


def _condition(key: str, condition: Condition, way: Way, teller: Explainer) -> Item:
    said = condition_words(condition, teller.scribe)
    text = teller.say(key, condition=said.text, result=teller.result(way))
    return Item(text, parts=said.parts)


def _is_reached(amount: Tiers, place: int, teller: Explainer) -> bool:
    """Is this the tier that the claim's value falls into?"""
    value = teller.row[Evidence(amount.fact).value]
    following = amount.table[place + 1 :]
    return (
        value is not None
        and amount.table[place].starts_at <= value
        and (not following or value < following[0].starts_at)
    )


_BELOW: Mapping[type, Callable[..., Iterator[Item]]] = {
    Fixed: _every_part,
    Statutory: _every_part,
    PerUnit: _every_part,
    FactAmount: _every_part,
    PercentOf: _every_part,
    Times: _condition_and_part,
    GreatestOf: _every_part,
    LeastOf: _every_part,
    SumOf: _every_part,
    Tiers: _tier_reached,
    When: _branches,
    HeadAmount: _every_part,
}
"""What an explanation shows below an amount of each form."""
check_all_have("explanation", "form of amount", FORMS, _BELOW, __name__)
