"""Celery tasks: IDs in, one call. What a task does is done once, however often it runs.

Only workers import this (see `portal.celery`): it loads the engine.
"""

import logging
from collections.abc import Callable
from time import monotonic

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from claims.casework.intake import archive_files, expired_drafts
from claims.casework.lifecycle import letters
from claims.casework.signals import passes
from claims.models import Matter, Scoring
from portal.web import rate_limits, shared_values
from portal.worker import jobs
from portal.worker.publisher import PROCESS_TASK, publish_due

logger = logging.getLogger(__name__)

PIECE_SECONDS = 45


@shared_task(name=PROCESS_TASK)
def process(entry_ids: list[int]) -> None:
    """Do the work of some outbox entries."""
    try:
        jobs.process(entry_ids)
    except (OperationalError, InterfaceError):
        # The database is restarting or two batches met: the sweep rings these entries again.
        logger.warning("put off %d outbox entries: the database was not ready", len(entry_ids))


@shared_task(name="portal.sweep")
def sweep() -> None:
    """Ring again for what was lost, each minute."""
    publish_due()


@shared_task(name="portal.remind")
def remind() -> None:
    """Remind those whose time to answer is running out, each hour."""
    for matter in Matter.objects.all():
        letters.enqueue_reminders(matter, timezone.now())


@shared_task(name="portal.forget")
def forget() -> None:
    """Delete what nobody can reach any more, each hour: old drafts and sessions, files that a crash
    left, counts and shared values that have run out."""
    now = timezone.now()
    expired_drafts.forget_expired_drafts(now)
    archive_files.delete_orphan_files(now)
    rate_limits.forget_ended_windows(now)
    shared_values.forget_expired()
    SessionStore.clear_expired()


@shared_task(name="portal.score_at_deadline")
def score_at_deadline() -> None:
    """Score all claims of a matter when its filing window has closed: once, piece by piece."""
    for matter in Matter.objects.all():
        scoring = passes.due_pass(matter, timezone.now())
        if scoring is None or not passes.take_pass(scoring, timezone.now()):
            continue
        scoring.refresh_from_db()
        try:
            passes.score_all(scoring, timezone.now(), _within_piece())
        finally:
            passes.leave_pass(scoring)


def _within_piece() -> Callable[[Scoring], bool]:
    ends_at = monotonic() + PIECE_SECONDS
    return lambda _: monotonic() < ends_at
