"""Flags around claims that have just been assessed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from claims.casework.duplicates.flag_writer import apply_flags
from claims.casework.duplicates.merged_accounts import follow_survivors
from claims.casework.duplicates.nearby_claims import findings_around
from claims.models import DuplicateFlag, Matter


def refresh_flags(matter: Matter, claim_ids: Iterable[int], at: datetime) -> None:
    """Flag what these claims look like, and lift the flags that rested on them and hold no more.

    Doing it twice changes nothing. Workers take turns at one matter: what one has found is not
    undone by another that had read less.
    """
    asked = set(claim_ids)
    with transaction.atomic():
        lock_matter(matter)
        touched = DuplicateFlag.objects.of(matter).touching(asked)
        waiting = touched.filter(state=DuplicateFlag.State.FLAGGED)
        around = asked | set(waiting.values_list("claim_id", flat=True))
        found, whole = findings_around(matter, around)
        apply_flags(matter, whole, found.alike, at)
    follow_survivors(matter, asked, at)


def lock_matter(matter: Matter) -> None:
    """Take the matter's turn until the transaction ends."""
    # NO KEY: claims of the matter, which point to its row, come in meanwhile.
    Matter.objects.select_for_update(no_key=True).get(pk=matter.pk)
