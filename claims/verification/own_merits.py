"""What the facts say of one claim: criteria, what it is owed, on what terms it shares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from claims.verification.logic import conditions_by_subclass, conjunction
from claims.verification.own_amounts import ClaimValues, amount_of
from claims.verification.plan_numbers import ratio, whole_cents

Row = Mapping[str, Any]
LIMITS = ("at_least", "at_most", "then_at_most")
_MOST_CENTS = 2**63 - 1


class CannotRecalculate(ValueError):
    """The figures have no result that could be paid; says why."""


@dataclass(frozen=True)
class Merits:
    """One claim's criteria (met, unmet, unknown), what each head gives it, and the award.

    `amount_known`: the award and every share of a pool can be worked out.
    """

    known: ClaimValues
    criteria: Mapping[str, str]
    potentials: Mapping[str, int | None]
    potential: int | None
    amount_known: bool

    @property
    def verdict(self) -> str:
        """Any unmet: ineligible; else any unknown, of the amount too: undetermined."""
        results = set(self.criteria.values())
        if "unmet" in results:
            return "ineligible"
        is_sure = "unknown" not in results and self.amount_known
        return "eligible" if is_sure else "undetermined"


@dataclass(frozen=True)
class Terms:
    """On what terms a claim shares in a pool; None is unknown, and of limits also none."""

    member: bool | None
    weight: Fraction | None
    limits: Mapping[str, int | None]
    is_known: bool


def merits_of(facts: Row, stated: Row) -> Merits:
    """The merits of one claim, whose facts are complete with those that follow from others."""
    subclasses = conditions_by_subclass(stated)
    known = ClaimValues(facts, {}, subclasses)
    words = {True: "met", False: "unmet", None: "unknown"}
    criteria = {c["key"]: words[known.holds(c["condition"])] for c in stated.get("criteria", [])}
    heads: dict[str, int | None] = {}
    waiting = list(stated.get("damages", []))
    while waiting:
        # A head that speaks of one that is not computed yet has to wait; the plan has no circle.
        head = next(head for head in waiting if _heads_in(head) <= set(heads))
        heads[head["key"]] = _potential(head, ClaimValues(facts, heads, subclasses), stated)
        waiting.remove(head)
    award = [heads[h["key"]] for h in stated.get("damages", []) if not h.get("step")]
    known = ClaimValues(facts, heads, subclasses)
    potential = _combined_award(award, stated["combine"])
    merits = Merits(known, criteria, heads, potential, potential is not None)
    shares = [terms_of(pool, merits, stated).is_known for pool in stated.get("pools", [])]
    return replace(merits, amount_known=merits.amount_known and all(shares))


def terms_of(shares: Row, merits: Merits, stated: Row) -> Terms:
    """Whether, with what weight and within what limits the claim shares."""
    known = merits.known
    member = conjunction(_membership_results(shares, known))
    weight = _weight(shares, merits)
    limits = {
        name: _limit(shares[name], merits, stated) if name in shares else None for name in LIMITS
    }
    is_known = member is False or (
        member is True
        and weight is not None
        and all(limits[name] is not None for name in LIMITS if name in shares)
    )
    return Terms(member, weight, limits, is_known)


def cents_paid_before(shares: Row, known: ClaimValues) -> int:
    """What a later round's claim was paid before; nothing where nobody knows."""
    return known.number(shares["paid"]) or 0


def is_cashed(shares: Row, known: ClaimValues) -> bool | None:
    """Whether that payment was cashed."""
    return known.holds({"fact": shares["cashed"], "is": True})


def _membership_results(shares: Row, known: ClaimValues) -> Iterable[bool | None]:
    if "who" in shares:
        yield known.holds(shares["who"])
    if "paid" in shares:
        paid = known.number(shares["paid"])
        yield None if paid is None else paid > 0
        yield is_cashed(shares, known)


def _weight(shares: Row, merits: Merits) -> Fraction | None:
    by = shares["by"]
    base: int | None = 1
    if by == "award":
        base = merits.potential
    elif isinstance(by, Mapping) and "head" in by:
        base = merits.potentials[by["head"]]
    elif isinstance(by, Mapping):
        base = merits.known.number(by["fact"])
    for multiple in shares.get("multiples", []):
        held = merits.known.holds(multiple["if"])
        if held is None:
            return None
        if held:
            return None if base is None else base * ratio(multiple["times"])
    return None if base is None else Fraction(base)


def _limit(limit: Any, merits: Merits, stated: Row) -> int | None:
    if limit == "award":
        return merits.potential
    return _whole_amount(amount_of(limit, merits.known), stated)


def _potential(head: Row, known: ClaimValues, stated: Row) -> int | None:
    exact = amount_of(head["amount"], known)
    least = amount_of(head["at_least"], known) if "at_least" in head else exact
    most = amount_of(head["at_most"], known) if "at_most" in head else None
    if exact is not None:
        exact = None if least is None else max(exact, least)
    if "at_most" in head and exact is not None:
        exact = None if most is None else min(exact, most)
    given = _whole_amount(exact, stated)
    if "condition" not in head:
        return given
    return {True: given, False: 0, None: None}[known.holds(head["condition"])]


def _whole_amount(exact: Fraction | None, stated: Row) -> int | None:
    if exact is None:
        return None
    found = whole_cents(exact, stated.get("rounding", {}).get("amounts", "down"))
    if found > _MOST_CENTS:
        raise CannotRecalculate(f"An amount of {found} cents is more than can be held.")
    return found


def _combined_award(heads: list[int | None], combine: str) -> int | None:
    found = [head for head in heads if head is not None]
    if len(found) < len(heads):
        return None
    return sum(found) if combine == "stack" else max(found, default=0)


def _heads_in(part: Any) -> set[str]:
    """The heads that any amount inside speaks of."""
    if isinstance(part, list):
        return {head for item in part for head in _heads_in(item)}
    if not isinstance(part, Mapping):
        return set()
    here = {part["head"]} if isinstance(part.get("head"), str) else set()
    return here | {head for item in part.values() for head in _heads_in(item)}
