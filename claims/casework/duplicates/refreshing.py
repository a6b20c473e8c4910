"""Flags around claims that have just been assessed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from claims.casework.duplicates.flagging import apply
from claims.casework.duplicates.following import follow
from claims.casework.duplicates.gathering import found_around
from claims.models import DuplicateFlag, Matter


def refresh(matter: Matter, claim_ids: Iterable[int], at: datetime) -> None:
    """Flag what these claims look like, and lift the flags that rested on them and hold no more.

    Doing it twice changes nothing. Workers take turns at one matter: what one has found is not
    undone by another that had read less.
    """
    asked = set(claim_ids)
    with transaction.atomic():
        lock(matter)
        touched = DuplicateFlag.objects.of(matter).touching(asked)
        waiting = touched.filter(state=DuplicateFlag.State.FLAGGED)
        around = asked | set(waiting.values_list("claim_id", flat=True))
        found, whole = found_around(matter, around)
        apply(matter, whole, found.alike, at)
    follow(matter, asked, at)


def lock(matter: Matter) -> None:
    """Take the matter's turn until the transaction ends."""
    # NO KEY: claims of the matter, which point to its row, come in meanwhile.
    Matter.objects.select_for_update(no_key=True).get(pk=matter.pk)
