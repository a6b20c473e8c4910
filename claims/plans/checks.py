"""What must fit together across the parts of a plan; what does not raises WrongAt at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from claims.law.data_files.file_fields import InvalidAt
from claims.law.data_files.strict_yaml import KeyPath
from claims.law.statutes import NotInForce, StatuteError, load_regime, reporting_threshold
from claims.money import parse_cents
from claims.plans.amounts import (
    Amount,
    FactAmount,
    HeadAmount,
    PerUnit,
    Statutory,
    Tiers,
    Times,
    conditions_of,
    denominator,
    every_amount,
)
from claims.plans.conditions import Condition, FactTest, check_subclasses, tests_in
from claims.plans.dependencies import CircularDependency, dependency_order
from claims.plans.evidence import PARTS, is_like_evidence
from claims.plans.fact_kinds import Fact, check_composites
from claims.plans.fact_texts import value_with_article
from claims.plans.parts import PlanParts
from claims.plans.ratios import ratio
from claims.plans.shares import AmountMoney, ByFact, ByHead, PercentMoney, Shares
from claims.plans.size_limits import (
    check_amount_sizes,
    check_condition_sizes,
    check_head_depth,
)

_TESTS_OF_TYPE = {
    "text": ("is", "in"),
    "yes_or_no": ("is",),
    "day": ("before", "on_or_after"),
    "count": ("at_least", "at_most"),
    "amount": ("at_least", "at_most"),
}
_MAX_DENOMINATOR = 10**9
_HUNDRED_PERCENT = 100


def check_facts(facts: Mapping[str, Fact], has_period: bool) -> None:
    """Names that cannot collide with evidence, a period where one is asked for, no cycle."""
    for key, fact in facts.items():
        if is_like_evidence(key):
            endings = ", ".join(PARTS)
            raise InvalidAt(("facts", key), f"choose a name that ends in none of {endings}.")
        if getattr(fact, "within", None) == "class_period" and not has_period:
            raise InvalidAt(
                ("facts", key, "within"), "the plan has no class_period. Add it, or a period here."
            )
    check_composites(facts)


def check_unique_keys(plan: PlanParts) -> None:
    """Each key once within its list."""
    lists = {
        "subclasses": [subclass.key for subclass in plan.subclasses],
        "criteria": [criterion.key for criterion in plan.criteria],
        "damages": [head.key for head in plan.damages],
        "pools": [pool.key for pool in plan.pools],
    }
    for part, keys in lists.items():
        for position, key in enumerate(keys):
            if key in keys[:position]:
                raise InvalidAt((part, position, "key"), f"{key} is used twice. Rename one.")


# -- conditions -------------------------------------------------------------------------------


def check_conditions(plan: PlanParts) -> None:
    """Every test names a fact of the plan, and compares it with what its type allows."""
    check_subclasses(plan.subclasses, conditions_of_plan(plan))
    for where, condition in conditions_of_plan(plan):
        for path, test in tests_in(condition):
            here = (*where, *path)
            fact = _known_fact(plan, test.fact, (*here, "fact"))
            _check_test(here, test, fact.type)
    check_condition_sizes(conditions_of_plan(plan), plan.conditions_by_subclass)


def conditions_of_plan(plan: PlanParts) -> list[tuple[KeyPath, Condition]]:
    """Every condition of the plan, outside of subclasses too, each with the way to it."""
    found: list[tuple[KeyPath, Condition | None]] = []
    for i, subclass in enumerate(plan.subclasses):
        found.append((("subclasses", i, "condition"), subclass.condition))
    for i, criterion in enumerate(plan.criteria):
        found.append((("criteria", i, "condition"), criterion.condition))
    for i, head in enumerate(plan.damages):
        found.append((("damages", i, "condition"), head.condition))
    for where, shares in _all_shares(plan):
        found.append(((*where, "who"), getattr(shares, "who", None)))
        for i, multiple in enumerate(shares.multiples):
            found.append(((*where, "multiples", i, "if"), multiple.condition))
    if plan.tax_cap is not None:
        found.append((("tax_cap", "unless"), plan.tax_cap.unless))
    for where, amount in amounts_of_plan(plan):
        found += [((*where, *path), condition) for path, condition in conditions_of(amount)]
    return [(where, condition) for where, condition in found if condition is not None]


def _check_test(here: KeyPath, test: FactTest, fact_type: str) -> None:
    allowed = _TESTS_OF_TYPE[fact_type]
    word = test.words[0]
    kind = value_with_article(fact_type)
    if word not in allowed:
        advice = f"{test.fact} is {kind}, which {word!r} cannot test. Use {' or '.join(allowed)}."
        raise InvalidAt((*here, word), advice)
    if word == "is" and isinstance(test.equals, bool) != (fact_type == "yes_or_no"):
        wanted = "true or false" if fact_type == "yes_or_no" else "text, in quotes"
        raise InvalidAt((*here, word), f"compare {test.fact} with {wanted}.")
    bound = test.at_least if word == "at_least" else test.at_most
    if word in ("at_least", "at_most") and isinstance(bound, int) != (fact_type == "count"):
        wanted = "a whole number" if fact_type == "count" else 'an amount in quotes, like "25.00"'
        raise InvalidAt((*here, word), f"{test.fact} is {kind}. Compare it with {wanted}.")


# -- amounts ----------------------------------------------------------------------------------


def amounts_of_plan(plan: PlanParts) -> Iterator[tuple[KeyPath, Amount]]:
    """Every amount that the plan states anywhere, inner ones too, each with the way to it."""
    for where, amount in _outermost_amounts(plan):
        yield from every_amount(amount, where)


def check_amounts(plan: PlanParts) -> None:
    """Facts and heads that exist and fit, no cycle, statutes as they were in force."""
    check_amount_sizes(_outermost_amounts(plan))
    for where, amount in _outermost_amounts(plan):
        if denominator(amount) > _MAX_DENOMINATOR:
            raise InvalidAt(
                where, "these percentages and rates together are too fine. Use fewer decimals."
            )
    for where, amount in amounts_of_plan(plan):
        _check_amount(plan, where, amount)
    _check_no_cycle(plan)


def _outermost_amounts(plan: PlanParts) -> Iterator[tuple[KeyPath, Amount]]:
    for i, head in enumerate(plan.damages):
        yield ("damages", i, "amount"), head.amount
        for name in ("at_least", "at_most"):
            if (limit := getattr(head, name)) is not None:
                yield ("damages", i, name), limit
    for where, shares in _all_shares(plan):
        for name in ("at_least", "at_most", "then_at_most"):
            limit = getattr(shares, name)
            if limit is not None and limit != "award":
                yield (*where, name), limit


def _check_amount(plan: PlanParts, where: KeyPath, amount: Amount) -> None:
    match amount:
        case FactAmount():
            _typed_fact(plan, amount.fact, (*where, "fact"), ("amount",))
        case PerUnit():
            _typed_fact(plan, amount.per, (*where, "per"), ("count",))
        case Statutory():
            _check_statutory(plan, where, amount)
        case Times():
            _check_multiplier(where, amount)
        case Tiers():
            _check_tiers(plan, where, amount)
        case HeadAmount():
            _check_head(plan, amount.head, (*where, "head"))


def _check_statutory(plan: PlanParts, where: KeyPath, amount: Statutory) -> None:
    stated = amount.statutory
    here = (*where, "statutory")
    try:
        regime = load_regime(stated.regime)
    except StatuteError as error:
        raise InvalidAt((*here, "regime"), str(error)) from error
    try:
        provision = regime.provision(stated.provision)
    except StatuteError as error:
        raise InvalidAt((*here, "provision"), str(error)) from error
    try:
        lowest, highest = provision.range_on(stated.in_force_on)
    except NotInForce as error:
        raise InvalidAt((*here, "in_force_on"), str(error)) from error
    if not lowest <= parse_cents(stated.each) <= highest:
        what = f'"{_decimal_text(lowest)}"'
        if lowest != highest:
            what = f"an amount from {what} to " + f'"{_decimal_text(highest)}"'
        advice = f"is not what {stated.regime} gives on {stated.in_force_on}. Write {what}."
        raise InvalidAt((*here, "each"), f"{stated.each} {advice}")
    if provision.unit == "person" and amount.per is not None:
        raise InvalidAt((*where, "per"), f"{stated.regime} gives this once a person. Remove per.")
    if provision.unit != "person" and amount.per is None:
        raise InvalidAt(
            (*here, "provision"),
            f"{stated.regime} gives this for each {provision.unit}. Add per, a fact that counts.",
        )
    if amount.per is not None:
        _typed_fact(plan, amount.per, (*where, "per"), ("count",))


def _check_multiplier(where: KeyPath, amount: Times) -> None:
    """No statutory sum is multiplied by more than its statute allows, in one step or in several."""
    times, statutory = ratio(amount.times), amount.of
    while isinstance(statutory, Times):
        times, statutory = times * ratio(statutory.times), statutory.of
    if not isinstance(statutory, Statutory):
        return
    try:
        provision = load_regime(statutory.statutory.regime).provision(statutory.statutory.provision)
    except StatuteError:
        return  # told where the sum itself is checked
    most = provision.multiplier.up_to if provision.multiplier else Fraction(1)
    if times > most:
        raise InvalidAt(
            (*where, "times"),
            f"{statutory.statutory.regime} multiplies its sum by at most {most}. Write so much, "
            "or state the sum as fixed with its own citation.",
        )


def _check_tiers(plan: PlanParts, where: KeyPath, amount: Tiers) -> None:
    fact = _typed_fact(plan, amount.fact, (*where, "tiers"), ("count", "amount"))
    last = -1
    for i, tier in enumerate(amount.table):
        here = (*where, "table", i, "from")
        if isinstance(tier.start, int) != (fact.type == "count"):
            wanted = "a whole number" if fact.type == "count" else 'an amount in quotes, "25.00"'
            raise InvalidAt(
                here, f"{amount.fact} is {value_with_article(fact.type)}. Write {wanted}."
            )
        if i == 0 and tier.starts_at != 0:
            raise InvalidAt(here, "the first tier must start at zero. Say what is paid below.")
        if tier.starts_at <= last:
            raise InvalidAt(here, "the tiers must rise, each from a higher value. Sort them.")
        last = tier.starts_at


def _check_head(plan: PlanParts, key: str, where: KeyPath) -> None:
    known = [head.key for head in plan.damages]
    if key not in known:
        raise InvalidAt(
            where, f"there is no head {key}. Write one of {', '.join(known) or '(there are none)'}."
        )


def _check_no_cycle(plan: PlanParts) -> None:
    """Raise WrongAt where a head of damages rests, directly or by way of others, on itself."""
    rests_on = {head.key: head.rests_on for head in plan.damages}
    try:
        heads = dependency_order(rests_on, "heads")
    except CircularDependency as error:
        raise InvalidAt(("damages", list(rests_on).index(error.key)), str(error)) from error
    check_head_depth(rests_on, heads)


# -- the fund ---------------------------------------------------------------------------------


def check_money(plan: PlanParts) -> None:
    """A fund with pools that cover it, shares that are defined, and a rule for every fraction."""
    if not plan.heads_of_award and not plan.pools:
        raise InvalidAt((), "the plan gives nobody anything. Add damages, or a fund with pools.")
    if (plan.fund is None) != (not plan.pools):
        missing = "pools" if plan.fund else "fund"
        raise InvalidAt((), f"a fund and pools belong together. Add {missing}.")
    if plan.fund is None:
        _refuse_parts_without_a_fund(plan)
    else:
        if plan.residual is None:
            raise InvalidAt((), "residual is missing. Say where money goes that no share takes.")
        _check_top_up(plan)
        _check_pool_cover(plan)
    _check_rounding(plan)
    for where, shares in _all_shares(plan):
        _check_shares(plan, where, shares)
    _check_rounds(plan)
    _check_tax_cap(plan)


def _refuse_parts_without_a_fund(plan: PlanParts) -> None:
    for name in ("rounds", "tax_cap", "residual"):
        if getattr(plan, name):
            raise InvalidAt((name,), "this belongs with a fund. Add fund and pools, or remove it.")


def _check_top_up(plan: PlanParts) -> None:
    if plan.fund is None or plan.fund.top_up is None:
        return
    here, wanted = ("fund", "top_up", "pool"), plan.fund.top_up.pool
    pools = {pool.key: pool for pool in plan.pools}
    if wanted not in pools:
        raise InvalidAt(here, f"there is no pool {wanted}. Write one of {', '.join(pools)}.")
    if pools[wanted].by != "equal":
        raise InvalidAt(here, f"{wanted} is not shared equally, so it has no one share to compare.")


def _check_pool_cover(plan: PlanParts) -> None:
    """The pools hold the whole net fund and no more."""
    assert plan.fund is not None  # noqa: S101  # nosec B101  (the caller looked)
    deducted = plan.fund.rounded_deductions(plan.rounding.amounts if plan.rounding else "down")
    net = plan.fund.gross_cents + plan.fund.interest_cents - sum(deducted.values())
    percent, held = Fraction(0), Fraction(0)
    for i, pool in enumerate(plan.pools):
        if isinstance(pool.money, PercentMoney):
            percent += ratio(pool.money.percent)
            part = net * ratio(pool.money.percent) / _HUNDRED_PERCENT
            most = Fraction(parse_cents(pool.money.at_most)) if pool.money.at_most else part
            held += min(part, most)
        elif isinstance(pool.money, AmountMoney):
            held += parse_cents(pool.money.amount)
        if percent > _HUNDRED_PERCENT or held > net:
            raise InvalidAt(
                ("pools", i, "money"),
                "the pools down to here hold more than the net fund. Lower one of them.",
            )
    if held <= net - 1 and all(pool.money != "rest" for pool in plan.pools):
        cents = int(net - held)
        raise InvalidAt(
            ("pools",),
            f"they leave {_decimal_text(cents)} of the net fund to nobody. "
            "Add a pool with money: rest, "
            "or raise one of them.",
        )


def _check_rounding(plan: PlanParts) -> None:
    if plan.rounding is not None:
        return
    fractions = any(denominator(amount) > 1 for _, amount in _outermost_amounts(plan))
    if plan.fund is not None or fractions:
        raise InvalidAt((), "rounding is missing. Say how fractions of a cent are rounded.")


def _check_shares(plan: PlanParts, where: KeyPath, shares: Shares) -> None:
    if isinstance(shares.by, ByFact):
        _typed_fact(plan, shares.by.fact, (*where, "by", "fact"), ("count", "amount"))
    if isinstance(shares.by, ByHead):
        _check_head(plan, shares.by.head, (*where, "by", "head"))
    for name in ("by", "at_least", "at_most"):
        if getattr(shares, name) == "award":
            _check_single_award(plan, (*where, name))
    if shares.share_value == "whole_cents":
        whole = all(ratio(multiple.times).denominator == 1 for multiple in shares.multiples)
        if shares.by != "equal" or not whole:
            raise InvalidAt(
                (*where, "share_value"),
                "whole_cents is for equal shares and whole multiples of them. Write exact.",
            )


def _check_single_award(plan: PlanParts, where: KeyPath) -> None:
    if not plan.heads_of_award:
        raise InvalidAt(where, "a claim has no award without damages. Add them, or write equal.")
    if plan.combine == "alternatives" and len(plan.heads_of_award) > 1:
        raise InvalidAt(
            where,
            "the heads are alternatives, so a claim has no one award. Write combine: stack or "
            "combine: greatest, or name one head.",
        )


def _check_rounds(plan: PlanParts) -> None:
    for i, later in enumerate(plan.rounds):
        if later.number != i + 2:
            raise InvalidAt(
                ("rounds", i, "number"), f"write {i + 2}: rounds are numbered from 2, in order."
            )
        if later.money == "returned_and_residual" and plan.fund and plan.fund.top_up:
            raise InvalidAt(
                ("rounds", i, "money"),
                "whether the defendant topped up the fund is not known in a later round, so what "
                "is left of it cannot be worked out. Write returned.",
            )
        _typed_fact(plan, later.paid, ("rounds", i, "paid"), ("amount",))
        _typed_fact(plan, later.cashed, ("rounds", i, "cashed"), ("yes_or_no",))


def _check_tax_cap(plan: PlanParts) -> None:
    if plan.tax_cap is None:
        return
    try:
        reporting_threshold(plan.tax_cap.form, plan.tax_cap.paid_on)
    except NotInForce as error:
        raise InvalidAt(("tax_cap", "paid_on"), str(error)) from error
    except StatuteError as error:
        raise InvalidAt(("tax_cap", "form"), str(error)) from error


def _all_shares(plan: PlanParts) -> list[tuple[KeyPath, Shares]]:
    pools: list[tuple[KeyPath, Shares]] = [
        (("pools", i), pool) for i, pool in enumerate(plan.pools)
    ]
    return [*pools, *((("rounds", i), later) for i, later in enumerate(plan.rounds))]


def _known_fact(plan: PlanParts, key: str, where: KeyPath) -> Fact:
    if key not in plan.facts:
        known = ", ".join(plan.facts) or "(there are none)"
        raise InvalidAt(where, f"there is no fact {key}. Write one of {known}.")
    return plan.facts[key]


def _typed_fact(plan: PlanParts, key: str, where: KeyPath, wanted: tuple[str, ...]) -> Fact:
    fact = _known_fact(plan, key, where)
    if fact.type not in wanted:
        needed = " or ".join(value_with_article(kind) for kind in wanted)
        raise InvalidAt(
            where, f"{key} is {value_with_article(fact.type)}; here {needed} is needed."
        )
    return fact


def _decimal_text(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
