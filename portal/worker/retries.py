"""Work of the outbox that failed: when it is tried again, and where it says why."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from claims import tally
from claims.models import OutboxEntry, Tally
from portal.worker.failures import failure_text
from portal.worker.publisher import republish_delay

logger = logging.getLogger(__name__)

LONGEST_PAUSE = timedelta(minutes=10)
_ENTRIES_LOGGED = 5
"""Entries that a line of the log names."""


def postpone(entries: Sequence[OutboxEntry], error: Exception) -> None:
    """Have the sweep try again, after a pause that grows, and say why where people look."""
    if isinstance(error, DatabaseError | InterfaceError) and not connection.in_atomic_block:
        # A connection that was lost is closed, so that the next statement opens another.
        close_old_connections()
    reason, now = failure_text(error), timezone.now()
    # The error's text may hold what a claimant wrote, so only its kind is told.
    logger.error(
        "work of the outbox was put off: %s (%s): %s",
        type(error).__name__,
        reason,
        ", ".join(f"{entry.topic} {entry.key}" for entry in entries[:_ENTRIES_LOGGED])
        + (f" and {len(entries) - _ENTRIES_LOGGED} more" if len(entries) > _ENTRIES_LOGGED else ""),
    )
    for entry in entries:
        OutboxEntry.objects.filter(pk=entry.pk, done_at__isnull=True).update(
            published_at=now + pause_after(entry.attempts) - republish_delay()
        )
        if entry.topic == OutboxEntry.Topic.TALLY_STAGE:
            record_problem(
                entry, f"{reason}." if not settings.REDIS_URL else f"{reason}; trying again."
            )


def pause_after(attempts: int) -> timedelta:
    """How long work that failed so many times waits: at first as long as an entry that was lost,
    then twice as long each time, up to LONGEST_PAUSE."""
    first = republish_delay()
    return max(first, min(first * (1 << min(max(attempts - 1, 0), 20)), LONGEST_PAUSE))


def record_problem(entry: OutboxEntry, problem: str) -> None:
    """Show on the tally that the entry is part of, while it runs, what holds this part up."""
    running = Tally.objects.filter(pk=entry.subject_id, state=Tally.State.RUNNING)
    running.update(problem=f"{_part_name(entry)}: {problem}")


def clear_problem(entry: OutboxEntry) -> None:
    """The problem is of the past, unless meanwhile another part has one."""
    running = Tally.objects.filter(pk=entry.subject_id, state=Tally.State.RUNNING)
    running.filter(problem__startswith=f"{_part_name(entry)}: ").update(problem="")


def _part_name(entry: OutboxEntry) -> str:
    place, part = tally.step_of(entry)
    return f"{tally.STAGES[place].name}, part {part + 1}"
