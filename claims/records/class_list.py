"""The class list in the database: each accepted account, and the exact keys that name it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from more_itertools import chunked

from claims.matching.email_addresses import addresses_in, email_keys
from claims.matching.keys import phone_key, profile_key
from claims.models import Account, AccountKey, Matter
from claims.records.kinds import ACCOUNTS
from claims.records.row_batches import EXTRA

_BATCH_ACCOUNTS = 1000
_CORRECTED_COLUMNS = ACCOUNTS.column_names[1:]
# Nobody can claim by a longer one, and PostgreSQL cannot index much more.
_LONGEST_KEY = 500


def add_accounts(matter: Matter, accounts: Iterable[Mapping[str, Any]]) -> int:
    """Insert the accounts and their keys, a batch at a time. Call inside a transaction.

    Each mapping has the columns of the accounts file, and `extra`, its unknown columns as JSON;
    NULL text becomes the empty text. Returns how many e-mail cells hold no address that can be
    read: they name nobody.
    """
    not_read = 0
    for batch in chunked(accounts, _BATCH_ACCOUNTS):
        listed = [_account_of_row(matter, row) for row in batch]
        Account.objects.bulk_create(listed)
        _add_keys(matter, listed, batch)
        not_read += _unreadable_email_count(listed)
    return not_read


def correct_accounts(matter: Matter, accounts: Iterable[Mapping[str, Any]]) -> int:
    """Give accounts of the list the values of these rows, and the keys that follow from them.

    The same as `add_accounts` in form and in what is returned. An account keeps its row, so what
    refers to it still does.
    Raises LookupError if one is not in the list: the list and the records have come apart.
    """
    not_read = 0
    for batch in chunked(accounts, _BATCH_ACCOUNTS):
        corrected = [_account_of_row(matter, row) for row in batch]
        listed = Account.objects.of(matter).filter(account_id__in=[a.account_id for a in corrected])
        known = dict(listed.values_list("account_id", "pk"))
        for account in corrected:
            if account.account_id not in known:
                raise LookupError(
                    f"{account.account_id} is in the records and not in the class list."
                )
            account.pk = known[account.account_id]
        Account.objects.bulk_update(corrected, _CORRECTED_COLUMNS)
        AccountKey.objects.filter(account__in=corrected).delete()
        _add_keys(matter, corrected, batch)
        not_read += _unreadable_email_count(corrected)
    return not_read


def _unreadable_email_count(accounts: Iterable[Account]) -> int:
    return sum(
        1
        for account in accounts
        for cell in (account.email, account.other_emails)
        if cell.strip() and not addresses_in(cell)
    )


def _add_keys(
    matter: Matter, accounts: Iterable[Account], rows: Iterable[Mapping[str, Any]]
) -> None:
    AccountKey.objects.bulk_create(
        AccountKey(matter=matter, kind=kind, value=value, account=account)
        for account, row in zip(accounts, rows, strict=True)
        for kind, value in sorted(set(_account_keys(account, _phone_in_extra(row[EXTRA]))))
    )


def _account_of_row(matter: Matter, row: Mapping[str, Any]) -> Account:
    dates = {"created_on", "closed_on", "ai_training_setting_changed_on"}
    cells = {
        name: cell if name in dates else cell or "" for name, cell in row.items() if name != EXTRA
    }
    return Account(matter=matter, **cells)


def _phone_in_extra(extra: str | None) -> str:
    return str(json.loads(extra).get("phone", "")) if extra else ""


def _account_keys(account: Account, phone: str) -> Iterator[tuple[str, str]]:
    """(kind, value) of each key that can be kept; an address may be there twice."""
    found: list[tuple[str, str | None]] = [
        (AccountKey.Kind.EMAIL.value, key)
        for key in email_keys(account.email, account.other_emails)
    ]
    found.append((AccountKey.Kind.PROFILE.value, profile_key(account.profile_url)))
    found.append((AccountKey.Kind.PHONE.value, phone_key(phone, account.country)))
    for kind, key in found:
        # A profile address may hold an escaped NUL, which PostgreSQL has no text for.
        if key and len(key) <= _LONGEST_KEY and "\0" not in key:
            yield kind, key
