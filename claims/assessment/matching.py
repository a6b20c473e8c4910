"""Which account each claim names by an exact key: all keys of a batch in a few queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q

from claims.matching.decision import KeyNamed, MatchDecision, decide
from claims.matching.keys import email_key, profile_key
from claims.matching.notice import account_number
from claims.models import Account, AccountKey, Claim, Matter

EMAIL, PROFILE, NOTICE = AccountKey.Kind.EMAIL.value, AccountKey.Kind.PROFILE.value, "notice"


def match_exactly(matter: Matter, claims: Sequence[Claim]) -> dict[int, MatchDecision]:
    """The decision of the exact keys for each claim, by the claim's primary key.

    A notice ID that we did not print names nobody; it stays in the evidence as a key without
    accounts.
    """
    given = {claim.pk: _keys_of(claim) for claim in claims}
    holders = _holders(matter, {key for keys in given.values() for key in keys})
    numbers = {claim.pk: _noticed(matter, claim) for claim in claims if claim.notice_id}
    noticed = dict(
        Account.objects.of(matter)
        .filter(pk__in={number for number in numbers.values() if number is not None})
        .values_list("pk", "account_id")
    )
    decisions = {}
    for claim in claims:
        named = [KeyNamed(kind, holders[kind, value]) for kind, value in given[claim.pk]]
        if claim.pk in numbers:
            account_id = noticed.get(numbers[claim.pk] or 0)
            named.append(KeyNamed(NOTICE, frozenset({account_id} if account_id else ())))
        decisions[claim.pk] = decide(named)
    return decisions


def _keys_of(claim: Claim) -> list[tuple[str, str]]:
    keys = ((EMAIL, email_key(claim.email)), (PROFILE, profile_key(claim.profile_url)))
    return [(kind, value) for kind, value in keys if value]


def _holders(
    matter: Matter, keys: Iterable[tuple[str, str]]
) -> defaultdict[tuple[str, str], frozenset[str]]:
    """The accounts that hold each key."""
    values: dict[str, set[str]] = defaultdict(set)
    for kind, value in keys:
        values[kind].add(value)
    if not values:
        return defaultdict(frozenset)
    asked = Q()
    for kind, of_kind in values.items():
        asked |= Q(kind=kind, value__in=of_kind)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    rows = AccountKey.objects.filter(asked, matter=matter)
    for kind, value, account_id in rows.values_list("kind", "value", "account__account_id"):
        found[kind, value].add(account_id)
    holders: defaultdict[tuple[str, str], frozenset[str]] = defaultdict(frozenset)
    holders.update({key: frozenset(accounts) for key, accounts in found.items()})
    return holders


def _noticed(matter: Matter, claim: Claim) -> int | None:
    return account_number(bytes(matter.notice_key), claim.notice_id)
