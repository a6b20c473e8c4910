"""Which account each claim names by an exact key: all keys of a batch in a few queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from claims.docket.notices import notice_keys, noticed_account
from claims.matching import given_names
from claims.matching.decision import KeyNamed, MatchDecision, decide
from claims.matching.addresses import email_key
from claims.matching.keys import phone_key, profile_key
from claims.models import Account, AccountKey, Claim, Matter

EMAIL, PROFILE, PHONE, NOTICE = *AccountKey.Kind.values, "notice"


def match_exactly(matter: Matter, claims: Sequence[Claim]) -> dict[int, MatchDecision]:
    """The decision of the exact keys for each claim, by the claim's primary key.

    A notice ID that we did not print names nobody; it stays in the evidence as a key without
    accounts. A telephone is a household's, so it names only accounts whose given name agrees with
    the claim's, and says nothing where there is none, nor where a "Jr." is on one side alone.
    """
    given = {claim.pk: _keys_of(claim) for claim in claims}
    holders = _holders(matter, {key for keys in given.values() for key in keys})
    with_notice = [claim for claim in claims if claim.notice_id]
    printed_with = notice_keys(matter) if with_notice else []
    numbers = {c.pk: noticed_account(printed_with, c.notice_id) for c in with_notice}
    noticed = dict(
        Account.objects.of(matter)
        .filter(pk__in={number for number in numbers.values() if number is not None})
        .values_list("pk", "account_id")
    )
    decisions = {}
    for claim in claims:
        named = [
            KeyNamed(kind, _of_whom(claim, kind, holders[kind, value]))
            for kind, value in given[claim.pk]
        ]
        if claim.pk in numbers:
            account_id = noticed.get(numbers[claim.pk] or 0)
            named.append(KeyNamed(NOTICE, frozenset({account_id} if account_id else ())))
        decisions[claim.pk] = decide(named)
    return decisions


def _keys_of(claim: Claim) -> list[tuple[str, str]]:
    keys = (
        (EMAIL, email_key(claim.email)),
        (PROFILE, profile_key(claim.profile_url)),
        (PHONE, phone_key(claim.phone, claim.country)),
    )
    return [(kind, value) for kind, value in keys if value]


def _of_whom(claim: Claim, kind: str, holders: Mapping[str, tuple[str, str]]) -> frozenset[str]:
    if kind != PHONE:
        return frozenset(holders)
    return frozenset(
        account_id
        for account_id, (first_name, last_name) in holders.items()
        if given_names.agree(claim.first_name, first_name)
        and given_names.suffix(claim.last_name) == given_names.suffix(last_name)
    )


def _holders(
    matter: Matter, keys: Iterable[tuple[str, str]]
) -> defaultdict[tuple[str, str], dict[str, tuple[str, str]]]:
    """The accounts that hold each key, each with its given and family name."""
    values: dict[str, set[str]] = defaultdict(set)
    for kind, value in keys:
        values[kind].add(value)
    holders: defaultdict[tuple[str, str], dict[str, tuple[str, str]]] = defaultdict(dict)
    if not values:
        return holders
    asked = Q()
    for kind, of_kind in values.items():
        asked |= Q(kind=kind, value__in=of_kind)
    rows = AccountKey.objects.filter(asked, matter=matter).values_list(
        "kind", "value", "account__account_id", "account__first_name", "account__last_name"
    )
    for kind, value, account_id, first_name, last_name in rows:
        holders[kind, value][account_id] = first_name, last_name
    return holders
