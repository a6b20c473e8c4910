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
from claims.plans.registry import check_all_have, check_phrases
from claims.plans.words.conditions import condition_words
from claims.plans.words.document import Item
from claims.plans.words.language import FILES, PHRASES
from claims.plans.words.said import COMBINED, DERIVED, LISTED, Said
from claims.plans.words.scribe import Scribe

_MOST_IN_A_ROW = 4
_TWO = 2


def amount_words(amount: Amount, scribe: Scribe) -> Said:
    """How much, exactly."""
    return _SENTENCES[type(amount)].make(amount, scribe)


def _fixed(amount: Fixed, scribe: Scribe) -> Said:
    return Said(scribe.language.money(parse_cents(amount.fixed)))


def _statutory(amount: Statutory, scribe: Scribe) -> Said:
    stated, language = amount.statutory, scribe.language
    regime = load_regime(stated.regime)
    values = {
        "amount": language.money(parse_cents(stated.each)),
        "statute": language.words(regime.title),
        "provision": language.words(regime.provision(stated.provision).label),
        "day": language.day(stated.in_force_on),
    }
    if amount.per is None:
        return Said(scribe.say("statutory", **values), DERIVED)
    return Said(scribe.say("statutory_per", fact=scribe.fact(amount.per), **values), DERIVED)


def _per_unit(amount: PerUnit, scribe: Scribe) -> Said:
    rate = scribe.language.rate(amount.each)
    return Said(scribe.say("per_unit", rate=rate, fact=scribe.fact(amount.per)), DERIVED)


def _fact(amount: FactAmount, scribe: Scribe) -> Said:
    return Said(scribe.fact(amount.fact))


def _head(amount: HeadAmount, scribe: Scribe) -> Said:
    return Said(scribe.say("head_amount", head=scribe.head(amount.head)))


def _percent(amount: PercentOf, scribe: Scribe) -> Said:
    return _part(
        "percent_of", "percent", scribe.language.percent(amount.percent), amount.of, scribe
    )


def _times(amount: Times, scribe: Scribe) -> Said:
    many = scribe.language.ratio(amount.times)
    if amount.condition is None:
        return _part("times", "times", many, amount.of, scribe)
    of, held = amount_words(amount.of, scribe), condition_words(amount.condition, scribe)
    if not of.parts and not held.parts and of.depth <= DERIVED:
        told = scribe.say("times_if", of=of.text, times=many, condition=held.text)
        return Said(told, COMBINED)
    grows = Said(scribe.say("times_list_if", times=many, condition=held.text), parts=held.parts)
    lines = (scribe.line(of), scribe.line(grows))
    return Said(scribe.say("times_list", times=many), LISTED, lines)


def _part(key: str, name: str, much: str, of: Amount, scribe: Scribe) -> Said:
    """A percentage or a multiple: in a row with what it is of, or above it."""
    inner = amount_words(of, scribe)
    if not inner.parts:
        return Said(scribe.say(key, of=inner.text, **{name: much}), max(DERIVED, inner.depth))
    this = scribe.say(key, of=scribe.say("this_amount"), **{name: much})
    return Said(this, LISTED, (scribe.line(inner),))


def _greatest(amount: GreatestOf, scribe: Scribe) -> Said:
    return _several("greatest", amount.parts, scribe)


def _least(amount: LeastOf, scribe: Scribe) -> Said:
    return _several("least", amount.parts, scribe)


def _sum(amount: SumOf, scribe: Scribe) -> Said:
    return _several("sum", amount.parts, scribe)


def _several(name: str, parts: Sequence[Amount], scribe: Scribe) -> Said:
    """In a row, where each part is short and no reader could take two of them for one."""
    said = [amount_words(part, scribe) for part in parts]
    if len(said) > _MOST_IN_A_ROW or any(part.depth > DERIVED for part in said):
        return Said(scribe.say(f"{name}_of_list"), LISTED, tuple(map(scribe.line, said)))
    key = f"{name}_of_two" if len(said) == _TWO else f"{name}_of_more"
    row = scribe.language.listed([part.text for part in said])
    return Said(scribe.say(key, parts=row), COMBINED)


def _tiers(amount: Tiers, scribe: Scribe) -> Said:
    following = [*amount.table[1:], None]
    lines = [
        _tier(amount, tier, after, scribe)
        for tier, after in zip(amount.table, following, strict=True)
    ]
    return Said(scribe.say("tiers", fact=scribe.fact(amount.fact)), LISTED, tuple(lines))


def _tier(amount: Tiers, tier: Tier, following: Tier | None, scribe: Scribe) -> Item:
    """A line "from 1 to 9: that much", both ends included."""
    fact = scribe.plan.facts[amount.fact]
    pays = amount_words(tier.pays, scribe)
    values = {"start": scribe.value(fact, tier.starts_at), "amount": pays.text}
    if following is None:
        return scribe.line(Said(scribe.say("tier_last", **values), parts=pays.parts))
    end = scribe.value(fact, following.starts_at - 1)
    return scribe.line(Said(scribe.say("tier", end=end, **values), parts=pays.parts))


def _when(amount: When, scribe: Scribe) -> Said:
    lines = [_if(b.condition, amount_words(b.then, scribe), scribe) for b in amount.branches]
    otherwise = amount_words(amount.otherwise, scribe)
    text = scribe.say("otherwise", amount=otherwise.text)
    lines.append(scribe.line(Said(text, parts=otherwise.parts)))
    heading = "by_condition" if len(amount.branches) == 1 else "by_first_condition"
    return Said(scribe.say(heading), LISTED, tuple(lines))


def _if(condition: Condition, then: Said, scribe: Scribe) -> Item:
    """A line "if this is so: that much"; whichever of the two is a list stands below."""
    held = condition_words(condition, scribe)
    if not held.parts:
        text = scribe.say("if_then", condition=held.text, amount=then.text)
        return scribe.line(Said(text, parts=then.parts))
    if not then.parts:
        text = scribe.say("then_if", condition=held.text, amount=then.text)
        return scribe.line(Said(text, parts=held.parts))
    if_line = scribe.line(Said(scribe.say("if", condition=held.text), parts=held.parts))
    then_line = scribe.line(Said(scribe.say("then", amount=then.text), parts=then.parts))
    return scribe.line(Said(scribe.say("then_if_lists"), parts=(if_line, then_line)))


@dataclass(frozen=True)
class _Sentence:
    make: Callable[..., Said]
    phrases: tuple[str, ...] = ()
    """The keys of the phrases that it is made of."""


def _of_several(name: str) -> tuple[str, ...]:
    return tuple(f"{name}_of_{many}" for many in ("two", "more", "list"))


_SENTENCES: Mapping[type, _Sentence] = {
    Fixed: _Sentence(_fixed),
    Statutory: _Sentence(_statutory, ("statutory", "statutory_per")),
    PerUnit: _Sentence(_per_unit, ("per_unit",)),
    FactAmount: _Sentence(_fact),
    PercentOf: _Sentence(_percent, ("percent_of", "this_amount")),
    Times: _Sentence(_times, ("times", "times_if", "times_list", "times_list_if", "this_amount")),
    GreatestOf: _Sentence(_greatest, _of_several("greatest")),
    LeastOf: _Sentence(_least, _of_several("least")),
    SumOf: _Sentence(_sum, _of_several("sum")),
    Tiers: _Sentence(_tiers, ("tiers", "tier", "tier_last")),
    When: _Sentence(
        _when,
        (
            *("by_condition", "by_first_condition", "otherwise"),
            *("if_then", "then_if", "then_if_lists", "if", "then"),
        ),
    ),
    HeadAmount: _Sentence(_head, ("head_amount",)),
}
check_all_have("sentence", "form of amount", FORMS, _SENTENCES, __name__)
check_phrases(PHRASES, [key for each in _SENTENCES.values() for key in each.phrases], FILES)
