"""The class list in the database: each accepted account, and the exact keys that name it."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from claims.matching.keys import email_key, profile_key
from claims.models import Account, AccountKey, Matter

_BATCH_ACCOUNTS = 1000
# Nobody can claim by a longer one, and PostgreSQL cannot index much more.
_LONGEST_KEY = 500


def add_accounts(matter: Matter, accounts: Iterable[Mapping[str, Any]]) -> None:
    """Insert the accounts and their keys, a batch at a time. Call inside a transaction.

    Each mapping has the columns of the accounts file; NULL text becomes the empty text.
    """
    rows = iter(accounts)
    while batch := [_account(matter, row) for row in islice(rows, _BATCH_ACCOUNTS)]:
        Account.objects.bulk_create(batch)
        keys = [
            AccountKey(matter=matter, kind=kind, value=value, account=account)
            for account in batch
            for kind, value in sorted(set(_keys(account)))
        ]
        AccountKey.objects.bulk_create(keys)


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
