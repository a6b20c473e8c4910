"""Notice IDs of a matter: written for the printer, read from claims, and their key changed."""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from django.db import transaction

from claims.audit import Actor
from claims.audit.chain import record_for_matter
from claims.files.replacement import replace_file, unfinished
from claims.files.spreadsheets import CsvTable
from claims.matching.notice import account_number, notice_id
from claims.models import Account, EarlierNoticeKey, EventKind, Matter

_BATCH = 10_000


def notice_keys(matter: Matter, *, with_revoked: bool = False) -> list[bytes]:
    """The keys that a notice may have been printed with, today's first; those that were revoked
    are among them only where it is asked whether we printed it at all."""
    earlier = matter.earlier_notice_keys.all()
    if not with_revoked:
        earlier = earlier.filter(is_revoked=False)
    return [bytes(matter.notice_key), *(bytes(each.key) for each in earlier)]


def account_of_notice(keys: Iterable[bytes], text: str) -> int | None:
    """The primary key of the account that a notice ID was printed for; None if we printed none."""
    found = (account_number(key, text) for key in keys)
    return next((number for number in found if number is not None), None)


def write_notice_ids(
    matter: Matter,
    path: Path,
    *,
    actor: Actor,
    at: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """A CSV (account_id, notice_id) of the whole class list, readable by its owner alone.

    Written beside and renamed when complete; what stood there before is replaced. Returns the rows.
    An account whose identifier looks like a formula has an apostrophe before it.
    That it was written is in the matter's trail. Raises OSError where it cannot be written.
    """
    accounts = Account.objects.of(matter).order_by("account_id").values_list("account_id", "pk")
    total, rows = accounts.count(), 0
    key = bytes(matter.notice_key)
    with unfinished(path, private=True) as partial:
        with partial.open("w", encoding="utf-8", newline="") as stream:
            table = CsvTable(stream)
            table.write_row(("account_id", "notice_id"))
            for account_id, number in accounts.iterator(chunk_size=_BATCH):
                table.write_row((account_id, notice_id(key, number)))
                rows += 1
                if progress and rows % _BATCH == 0:
                    progress(rows, total)
        with transaction.atomic():
            record_for_matter(matter, EventKind.NOTICE_IDS_WRITTEN, actor, at, {"accounts": rows})
            replace_file(partial, path)
    return rows


def change_notice_key(matter: Matter, *, revoke: bool, actor: Actor, at: datetime) -> None:
    """Print with a new key from now on.

    Notices printed before are still read, unless `revoke`: then every key so far is known to
    somebody who should not know it, and no notice printed before names an account any more.
    """
    with transaction.atomic():
        locked = Matter.objects.select_for_update(no_key=True).get(pk=matter.pk)
        EarlierNoticeKey.objects.create(matter=locked, key=locked.notice_key, retired_at=at)
        if revoke:
            locked.earlier_notice_keys.update(is_revoked=True)
        locked.notice_key = secrets.token_bytes(32)
        locked.save(update_fields=["notice_key"])
        record_for_matter(
            matter, EventKind.NOTICE_KEY_CHANGED, actor, at, {"earlier_revoked": revoke}
        )
    matter.notice_key = locked.notice_key
