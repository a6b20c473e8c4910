"""Amounts in words: phrases where they fit into a sentence, lists where they do not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from claims.law.statutes import load_regime
from claims.money import parse_cents
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
    Tier,
    Tiers,
    Times,
    When,
)
from claims.plans.conditions import Condition
from claims.plans.prose.condition_phrases import condition_phrase
from claims.plans.prose.document import Item
from claims.plans.prose.language import FILES, PHRASES
from claims.plans.prose.phrase import LIST, PORTION, SERIES, Phrase
from claims.plans.prose.sentence_builder import SentenceBuilder
from claims.plans.registry import check_all_have, check_phrases

_MOST_IN_A_ROW = 4
_TWO = 2


def amount_phrase(amount: Amount, scribe: SentenceBuilder) -> Phrase:
    """How much, exactly."""
    return _SENTENCES[type(amount)].make(amount, scribe)


def _fixed_sum(amount: Fixed, scribe: SentenceBuilder) -> Phrase:
    return Phrase(scribe.language.money(parse_cents(amount.fixed)))


def _statutory(amount: Statutory, scribe: SentenceBuilder) -> Phrase:
    stated, language = amount.statutory, scribe.language
    regime = load_regime(stated.regime)
    values = {
        "amount": language.money(parse_cents(stated.each)),
        "statute": language.words(regime.title),
        "provision": language.words(regime.provision(stated.provision).label),
        "day": language.day(stated.in_force_on),
    }
    if amount.per is None:
        return Phrase(scribe.say("statutory", **values), PORTION)
    return Phrase(scribe.say("statutory_per", fact=scribe.fact(amount.per), **values), PORTION)


def _unit_rate(amount: PerUnit, scribe: SentenceBuilder) -> Phrase:
    rate = scribe.language.rate(amount.each)
    return Phrase(scribe.say("per_unit", rate=rate, fact=scribe.fact(amount.per)), PORTION)


def _fact(amount: FactAmount, scribe: SentenceBuilder) -> Phrase:
    return Phrase(scribe.fact(amount.fact))


def _head(amount: HeadAmount, scribe: SentenceBuilder) -> Phrase:
    return Phrase(scribe.say("head_amount", head=scribe.head(amount.head)))


def _percent(amount: PercentOf, scribe: SentenceBuilder) -> Phrase:
    return _portion(
        "percent_of", "percent", scribe.language.percent(amount.percent), amount.of, scribe
    )


def _times(amount: Times, scribe: SentenceBuilder) -> Phrase:
    many = scribe.language.ratio(amount.times)
    if amount.condition is None:
        return _portion("times", "times", many, amount.of, scribe)
    of, held = amount_phrase(amount.of, scribe), condition_phrase(amount.condition, scribe)
    if not of.parts and not held.parts and of.depth <= PORTION:
        told = scribe.say("times_if", of=of.text, times=many, condition=held.text)
        return Phrase(told, SERIES)
    grows = Phrase(scribe.say("times_list_if", times=many, condition=held.text), parts=held.parts)
    lines = (scribe.line(of), scribe.line(grows))
    return Phrase(scribe.say("times_list", times=many), LIST, lines)


def _portion(key: str, name: str, much: str, of: Amount, scribe: SentenceBuilder) -> Phrase:
    """A percentage or a multiple: in a row with what it is of, or above it."""
    inner = amount_phrase(of, scribe)
    if not inner.parts:
        return Phrase(scribe.say(key, of=inner.text, **{name: much}), max(PORTION, inner.depth))
    this = scribe.say(key, of=scribe.say("this_amount"), **{name: much})
    return Phrase(this, LIST, (scribe.line(inner),))


def _greatest(amount: GreatestOf, scribe: SentenceBuilder) -> Phrase:
    return _combination("greatest", amount.parts, scribe)


def _least(amount: LeastOf, scribe: SentenceBuilder) -> Phrase:
    return _combination("least", amount.parts, scribe)


def _sum(amount: SumOf, scribe: SentenceBuilder) -> Phrase:
    return _combination("sum", amount.parts, scribe)


def _combination(name: str, parts: Sequence[Amount], scribe: SentenceBuilder) -> Phrase:
    """In a row, where each part is short and no reader could take two of them for one."""
    said = [amount_phrase(part, scribe) for part in parts]
    if len(said) > _MOST_IN_A_ROW or any(part.depth > PORTION for part in said):
        return Phrase(scribe.say(f"{name}_of_list"), LIST, tuple(map(scribe.line, said)))
    key = f"{name}_of_two" if len(said) == _TWO else f"{name}_of_more"
    row = scribe.language.listed([part.text for part in said])
    return Phrase(scribe.say(key, parts=row), SERIES)


def _tiers(amount: Tiers, scribe: SentenceBuilder) -> Phrase:
    following = [*amount.table[1:], None]
    lines = [
        _tier(amount, tier, after, scribe)
        for tier, after in zip(amount.table, following, strict=True)
    ]
    return Phrase(scribe.say("tiers", fact=scribe.fact(amount.fact)), LIST, tuple(lines))


def _tier(amount: Tiers, tier: Tier, following: Tier | None, scribe: SentenceBuilder) -> Item:
    """A line "from 1 to 9: that much", both ends included."""
    fact = scribe.plan.facts[amount.fact]
    pays = amount_phrase(tier.pays, scribe)
    values = {"start": scribe.value(fact, tier.starts_at), "amount": pays.text}
    if following is None:
        return scribe.line(Phrase(scribe.say("tier_last", **values), parts=pays.parts))
    end = scribe.value(fact, following.starts_at - 1)
    return scribe.line(Phrase(scribe.say("tier", end=end, **values), parts=pays.parts))


def _branches(amount: When, scribe: SentenceBuilder) -> Phrase:
    lines = [
        _branch_line(b.condition, amount_phrase(b.then, scribe), scribe) for b in amount.branches
    ]
    otherwise = amount_phrase(amount.otherwise, scribe)
    text = scribe.say("otherwise", amount=otherwise.text)
    lines.append(scribe.line(Phrase(text, parts=otherwise.parts)))
    heading = "by_condition" if len(amount.branches) == 1 else "by_first_condition"
    return Phrase(scribe.say(heading), LIST, tuple(lines))


def _branch_line(condition: Condition, then: Phrase, scribe: SentenceBuilder) -> Item:
    """A line "if this is so: that much"; whichever of the two is a list stands below."""
    held = condition_phrase(condition, scribe)
    if not held.parts:
        text = scribe.say("if_then", condition=held.text, amount=then.text)
        return scribe.line(Phrase(text, parts=then.parts))
    if not then.parts:
        text = scribe.say("then_if", condition=held.text, amount=then.text)
        return scribe.line(Phrase(text, parts=held.parts))
    if_line = scribe.line(Phrase(scribe.say("if", condition=held.text), parts=held.parts))
    then_line = scribe.line(Phrase(scribe.say("then", amount=then.text), parts=then.parts))
    return scribe.line(Phrase(scribe.say("then_if_lists"), parts=(if_line, then_line)))


@dataclass(frozen=True)
class _Sentence:
    make: Callable[..., Phrase]
    phrases: tuple[str, ...] = ()
    """The keys of the phrases that it is made of."""


def _of_several(name: str) -> tuple[str, ...]:
    return tuple(f"{name}_of_{many}" for many in ("two", "more", "list"))


_SENTENCES: Mapping[type, _Sentence] = {
    Fixed: _Sentence(_fixed_sum),
    Statutory: _Sentence(_statutory, ("statutory", "statutory_per")),
    PerUnit: _Sentence(_unit_rate, ("per_unit",)),
    FactAmount: _Sentence(_fact),
    PercentOf: _Sentence(_percent, ("percent_of", "this_amount")),
    Times: _Sentence(_times, ("times", "times_if", "times_list", "times_list_if", "this_amount")),
    GreatestOf: _Sentence(_greatest, _of_several("greatest")),
    LeastOf: _Sentence(_least, _of_several("least")),
    SumOf: _Sentence(_sum, _of_several("sum")),
    Tiers: _Sentence(_tiers, ("tiers", "tier", "tier_last")),
    When: _Sentence(
        _branches,
        (
            *("by_condition", "by_first_condition", "otherwise"),
            *("if_then", "then_if", "then_if_lists", "if", "then"),
        ),
    ),
    HeadAmount: _Sentence(_head, ("head_amount",)),
}
check_all_have("sentence", "form of amount", FORMS, _SENTENCES, __name__)
check_phrases(PHRASES, [key for each in _SENTENCES.values() for key in each.phrases], FILES)
