"""What a person is owed, in words: every head of damages, and how they come together."""

from collections.abc import Iterator

from claims.law.data_files.strict_yaml import KeyPath
from claims.plans.amounts import Amount, GreatestOf, LeastOf, every_amount
from claims.plans.heads import Head
from claims.plans.prose.amount_phrases import amount_phrase
from claims.plans.prose.break_even import break_even
from claims.plans.prose.condition_phrases import condition_line
from claims.plans.prose.document import Block, Item, Listing, Paragraph, Section
from claims.plans.prose.phrase import Phrase
from claims.plans.prose.sentence_builder import SentenceBuilder

_TWO = 2


def damages_section(scribe: SentenceBuilder) -> Section | None:
    """The heads of damages; None if the plan has none."""
    plan = scribe.plan
    if not plan.damages:
        return None
    is_one = len(plan.damages) == 1 and not plan.damages[0].step
    one, exposure = "_one" if is_one else "", "" if plan.fund else "_exposure"
    blocks: list[Block] = [
        Paragraph(scribe.say(f"damages_intro{one}{exposure}")),
        Listing(tuple(_head(head, scribe) for head in plan.damages)),
    ]
    if plan.heads_of_award and not is_one:
        blocks.append(Paragraph(_combination_text(scribe)))
    if plan.heads_of_award:
        blocks.append(Paragraph(scribe.say(f"damages_unknown{one}")))
    return Section("damages", scribe.say(f"damages_title{exposure}"), tuple(blocks))


def _combination_text(scribe: SentenceBuilder) -> str:
    heads = scribe.plan.heads_of_award
    if len(heads) == 1:
        return scribe.say("combine_one", head=scribe.head(heads[0].key))
    return scribe.say(f"combine_{scribe.plan.combine}")


def amount_line(key: str, amount: Amount, scribe: SentenceBuilder) -> Item:
    """A line about an amount: `key` is a phrase with an {amount}."""
    said = amount_phrase(amount, scribe)
    return scribe.line(Phrase(scribe.say(key, amount=said.text), parts=said.parts))


def _head(head: Head, scribe: SentenceBuilder) -> Item:
    parts = [amount_line("head_gives", head.amount, scribe)]
    if head.at_least is not None:
        parts.append(amount_line("head_at_least", head.at_least, scribe))
    if head.at_most is not None:
        parts.append(amount_line("head_at_most", head.at_most, scribe))
    if head.at_least is not None and head.at_most is not None:
        parts.append(Item(scribe.say("limits_cross")))
    if head.condition is not None:
        parts.append(condition_line("head_only_if", head.condition, scribe))
    if head.step:
        parts.append(Item(scribe.say("head_step")))
    parts += [Item(text) for text in _break_evens(head, scribe)]
    return Item(
        text=scribe.language.words(head.explanation),
        name=scribe.language.words(head.label),
        parts=tuple(parts),
        source=scribe.source(head.citation),
    )


def _break_evens(head: Head, scribe: SentenceBuilder) -> Iterator[str]:
    """Where one amount overtakes another, for each pair of which the plan takes one."""
    seen: dict[str, None] = {}
    for one, another in _compared_pairs(head):
        point = break_even(one, another)
        if point is None:
            continue
        fact = scribe.plan.facts[point.fact]
        told = scribe.sentence(
            "break_even",
            rising=amount_phrase(point.rising, scribe).text,
            other=amount_phrase(point.other, scribe).text,
            fact=scribe.fact(point.fact),
            value=scribe.value(fact, point.value),
        )
        seen[told] = None
    yield from seen


def _compared_pairs(head: Head) -> Iterator[tuple[Amount, Amount]]:
    for limit in (head.at_least, head.at_most):
        if limit is not None:
            yield head.amount, limit
    for whole in (head.amount, head.at_least, head.at_most):
        for _, amount in _amounts_inside(whole):
            if isinstance(amount, GreatestOf | LeastOf) and len(amount.parts) == _TWO:
                yield amount.parts[0], amount.parts[1]


def _amounts_inside(amount: Amount | None) -> Iterator[tuple[KeyPath, Amount]]:
    return every_amount(amount) if amount is not None else iter(())
