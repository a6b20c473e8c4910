"""A head of damages with what every part of its amounts comes to for one claim."""

from collections.abc import Callable, Iterator, Mapping

from claims.calculator.explanation.explainer import Explainer, PartPath
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
from claims.plans.evidence import Evidence
from claims.plans.heads import Head
from claims.plans.prose import Item
from claims.plans.prose.amount_phrases import amount_phrase
from claims.plans.prose.condition_phrases import condition_phrase
from claims.plans.registry import check_all_have

ROLES = ("amount", "at_least", "at_most")
_LIMITS = ROLES[1:]


def head_item(head: Head, teller: Explainer) -> Item:
    """The head with its sum, and below it how the sum comes about."""
    parts = [_amount_item(head.amount, (head.key, "amount"), "is", teller)]
    for name in _LIMITS:
        limit = getattr(head, name)
        if limit is not None:
            parts.append(_amount_item(limit, (head.key, name), f"limit_{name}", teller))
    if head.condition is not None:
        parts.append(
            _condition_item("gives_only_if", head.condition, (head.key, "condition"), teller)
        )
    value = teller.money(teller.row[f"potential_{head.key}"])
    return Item(
        teller.say("a_step", value=value) if head.step else value,
        teller.words(head.label),
        tuple(parts),
        teller.scribe.source(head.citation),
    )


def amounts_of_head(head: Head) -> Iterator[tuple[PartPath, Amount]]:
    """Every amount of a head, inner ones too, each with the way to it."""
    for role in ROLES:
        whole = getattr(head, role)
        if whole is not None:
            yield from _amounts_inside(whole, (head.key, role))


def conditions_of_head(head: Head) -> Iterator[tuple[PartPath, Condition]]:
    """Every condition of a head and inside its amounts, each with the way to it."""
    if head.condition is not None:
        yield (head.key, "condition"), head.condition
    for way, amount in amounts_of_head(head):
        for path, condition in conditions_of(amount):
            yield (*way, *path), condition


def _amounts_inside(amount: Amount, way: PartPath) -> Iterator[tuple[PartPath, Amount]]:
    yield way, amount
    for path, part in parts_of(amount):
        yield from _amounts_inside(part, (*way, *path))


def _amount_item(amount: Amount, way: PartPath, key: str, teller: Explainer) -> Item:
    """An amount in words with its value, and below it what it is made of."""
    what = amount_phrase(amount, teller.scribe).text
    value = teller.exact_money(teller.exact[way])
    if isinstance(amount, Fixed) and key == "is":
        return Item(value)
    return Item(
        teller.say(key, what=what, value=value), parts=tuple(_part_items(amount, way, teller))
    )


def _part_items(amount: Amount, way: PartPath, teller: Explainer) -> Iterator[Item]:
    return _BELOW[type(amount)](amount, way, teller)


def _every_part(amount: Amount, way: PartPath, teller: Explainer) -> Iterator[Item]:
    """Each amount inside; nothing below an amount that has none."""
    for path, part in parts_of(amount):
        yield _amount_item(part, (*way, *path), "is", teller)


def _condition_and_part(amount: Times, way: PartPath, teller: Explainer) -> Iterator[Item]:
    if amount.condition is not None:
        yield _condition_item("if_so", amount.condition, (*way, "if"), teller)
    yield from _every_part(amount, way, teller)


def _tier_reached(amount: Tiers, way: PartPath, teller: Explainer) -> Iterator[Item]:
    for path, part in parts_of(amount):
        if _is_reached(amount, int(path[1]), teller):
            yield _amount_item(part, (*way, *path), "is", teller)


def _branch_items(amount: When, way: PartPath, teller: Explainer) -> Iterator[Item]:
    for i, branch in enumerate(amount.branches):
        asked = _condition_item("if_so", branch.condition, (*way, "when", i, "if"), teller)
        then = _amount_item(branch.then, (*way, "when", i, "then"), "is", teller)
        yield Item(asked.text, parts=(*asked.parts, then))
    otherwise = _amount_item(amount.otherwise, (*way, "otherwise"), "is", teller)
    yield Item(teller.say("otherwise"), parts=(otherwise,))


def _condition_item(key: str, condition: Condition, way: PartPath, teller: Explainer) -> Item:
    said = condition_phrase(condition, teller.scribe)
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
    When: _branch_items,
    HeadAmount: _every_part,
}
"""What an explanation shows below an amount of each form."""
check_all_have("explanation", "form of amount", FORMS, _BELOW, __name__)
