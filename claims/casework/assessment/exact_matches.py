"""Which account each claim names by an exact key: all keys of a batch in a few queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from claims.casework.docket.notices import account_of_notice, notice_keys
from claims.matching.email_addresses import email_keys
from claims.matching.keys import phone_key, profile_key
from claims.matching.match_decision import KeyAccounts, MatchDecision, decide_match
from claims.matching.names import (
    PersonName,
    families_agree,
    givens_agree,
    name_suffix,
    names_contradict,
)
from claims.models import Account, AccountKey, Claim, Matter

EMAIL, PROFILE, PHONE, NOTICE = *AccountKey.Kind.values, "notice"

_Holders = Mapping[str, PersonName]
"""Who holds a key: the name of each account, by its ID."""


def exact_decisions(matter: Matter, claims: Sequence[Claim]) -> dict[int, MatchDecision]:
    """The decision of the exact keys for each claim, by the claim's primary key.

    A notice ID that we did not print names nobody; it stays in the evidence as a key without
    accounts. A telephone is a household's or a company's, so it names only accounts whose given and
    family names agree with the claim's, and says nothing where there is none, nor where a "Jr." is
    on one side alone. Whichever key names the account: where both names contradict the claim's, a
    person decides, because anybody can type another's address.
    """
    given = {claim.pk: _exact_keys(claim) for claim in claims}
    holders = _key_holders(matter, {key for keys in given.values() for key in keys})
    with_notice = [claim for claim in claims if claim.notice_id]
    printed_with = notice_keys(matter) if with_notice else []
    numbers = {c.pk: account_of_notice(printed_with, c.notice_id) for c in with_notice}
    noticed = {
        number: (account_id, PersonName(first, last))
        for number, account_id, first, last in Account.objects.of(matter)
        .filter(pk__in={number for number in numbers.values() if number is not None})
        .values_list("pk", "account_id", "first_name", "last_name")
    }
    decisions, names = {}, {}
    for claim in claims:
        named: dict[str, _Holders] = defaultdict(dict)
        for kind, value in given[claim.pk]:
            named[kind] = {**named[kind], **_fitting_holders(claim, kind, holders[kind, value])}
        if claim.pk in numbers:
            named[NOTICE] = dict(filter(None, [noticed.get(numbers[claim.pk] or 0)]))
        decisions[claim.pk] = decide_match(
            KeyAccounts(kind, frozenset(accounts)) for kind, accounts in named.items()
        )
        names[claim.pk] = {key: name for each in named.values() for key, name in each.items()}
    return _with_name_conflicts(claims, decisions, names)


def _with_name_conflicts(
    claims: Iterable[Claim],
    decisions: Mapping[int, MatchDecision],
    names: Mapping[int, _Holders],
) -> dict[int, MatchDecision]:
    """The decisions, but that no account is matched whose holder has another name altogether."""
    matched = [
        (claim.pk, PersonName(claim.first_name, claim.last_name), names[claim.pk][account])
        for claim in claims
        if (account := decisions[claim.pk].account_id) is not None
    ]
    other = names_contradict([(said, held) for _, said, held in matched])
    contradicted = {pk for (pk, _, _), is_other in zip(matched, other, strict=True) if is_other}
    return {
        pk: decision.with_other_names() if pk in contradicted else decision
        for pk, decision in decisions.items()
    }


def _exact_keys(claim: Claim) -> list[tuple[str, str]]:
    keys = (
        *((EMAIL, key) for key in email_keys(claim.email)),
        (PROFILE, profile_key(claim.profile_url)),
        (PHONE, phone_key(claim.phone, claim.country)),
    )
    return [(kind, value) for kind, value in keys if value]


def _fitting_holders(claim: Claim, kind: str, holders: _Holders) -> _Holders:
    if kind != PHONE:
        return holders
    return {
        account_id: name
        for account_id, name in holders.items()
        if givens_agree(claim.first_name, name.first)
        and families_agree(claim.last_name, name.last)
        and name_suffix(claim.last_name) == name_suffix(name.last)
    }


def _key_holders(
    matter: Matter, keys: Iterable[tuple[str, str]]
) -> defaultdict[tuple[str, str], dict[str, PersonName]]:
    """The accounts that hold each key, each with its name."""
    values: dict[str, set[str]] = defaultdict(set)
    for kind, value in keys:
        values[kind].add(value)
    holders: defaultdict[tuple[str, str], dict[str, PersonName]] = defaultdict(dict)
    if not values:
        return holders
    asked = Q()
    for kind, of_kind in values.items():
        asked |= Q(kind=kind, value__in=of_kind)
    rows = AccountKey.objects.filter(asked, matter=matter).values_list(
        "kind", "value", "account__account_id", "account__first_name", "account__last_name"
    )
    for kind, value, account_id, first_name, last_name in rows:
        holders[kind, value][account_id] = PersonName(first_name, last_name)
    return holders
