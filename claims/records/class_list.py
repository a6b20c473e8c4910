"""The class list in the database: each accepted account, and the exact keys that name it."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from claims.matching.keys import email_key, profile_key
from claims.models import Account, AccountKey, Matter
from claims.records.kinds import ACCOUNTS

_BATCH_ACCOUNTS = 1000
_CORRECTED = ACCOUNTS.column_names[1:]
# Nobody can claim by a longer one, and PostgreSQL cannot index much more.
_LONGEST_KEY = 500


def add_accounts(matter: Matter, accounts: Iterable[Mapping[str, Any]]) -> None:
    """Insert the accounts and their keys, a batch at a time. Call inside a transaction.

    Each mapping has the columns of the accounts file; NULL text becomes the empty text.
    """
    rows = iter(accounts)
    while batch := [_account(matter, row) for row in islice(rows, _BATCH_ACCOUNTS)]:
        Account.objects.bulk_create(batch)
        _add_keys(matter, batch)


def correct_accounts(matter: Matter, accounts: Iterable[Mapping[str, Any]]) -> None:
    """Give accounts of the list the values of these rows, and the keys that follow from them.

    The same in form as `add_accounts`. An account keeps its row, so what refers to it still does.
    Raises LookupError if one is not in the list: the list and the records have come apart.
    """
    rows = iter(accounts)
    while batch := [_account(matter, row) for row in islice(rows, _BATCH_ACCOUNTS)]:
        listed = Account.objects.of(matter).filter(account_id__in=[a.account_id for a in batch])
        known = dict(listed.values_list("account_id", "pk"))
        for account in batch:
            if account.account_id not in known:
                raise LookupError(
                    f"{account.account_id} is in the records and not in the class list."
                )
            account.pk = known[account.account_id]
        Account.objects.bulk_update(batch, _CORRECTED)
        AccountKey.objects.filter(account__in=batch).delete()
        _add_keys(matter, batch)


def _add_keys(matter: Matter, accounts: Iterable[Account]) -> None:
    AccountKey.objects.bulk_create(
        AccountKey(matter=matter, kind=kind, value=value, account=account)
        for account in accounts
        for kind, value in sorted(set(_keys(account)))
    )


def _account(matter: Matter, row: Mapping[str, Any]) -> Account:
    dates = {"created_on", "closed_on", "ai_training_setting_changed_on"}
    cells = {name: cell if name in dates else cell or "" for name, cell in row.items()}
    return Account(matter=matter, **cells)


def _keys(account: Account) -> Iterator[tuple[str, str]]:
    """(kind, value) of each key that can be kept; an address may be there twice."""
    found = [
        (AccountKey.Kind.EMAIL.value, email_key(address))
        for address in (account.email, *account.other_emails.split(";"))
    ]
    found.append((AccountKey.Kind.PROFILE.value, profile_key(account.profile_url)))
    for kind, key in found:
        # A profile address may hold an escaped NUL, which PostgreSQL has no text for.
        if key and len(key) <= _LONGEST_KEY and "\0" not in key:
            yield kind, key
