"""Celery tasks: IDs in, one call. What a task does is done once, however often it runs."""

import logging
from collections.abc import Callable
from threading import Thread
from time import monotonic

from celery import shared_task
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerUnreachable

from claims import signals
from claims.intake import archive_files, drafts
from claims.lifecycle import letters
from claims.models import Matter, Scoring
from portal import processing, rate_limits, shared_values

logger = logging.getLogger(__name__)

PIECE_SECONDS = 45
IN_A_REQUEST = 20
"""Outbox entries that a request without a broker does before it answers."""


@shared_task(name="portal.process")
def process(entry_ids: list[int]) -> None:
    """Do the work of some outbox entries."""
    try:
        processing.process(entry_ids)
    except (OperationalError, InterfaceError):
        # The database is restarting or two batches met: the sweep rings these entries again.
        logger.warning("put off %d outbox entries: the database was not ready", len(entry_ids))


@shared_task(name="portal.sweep")
def sweep() -> None:
    """Ring again for what was lost, each minute."""
    relay_once()


@shared_task(name="portal.remind")
def remind() -> None:
    """Remind those whose time to answer is running out, each hour."""
    for matter in Matter.objects.all():
        letters.remind(matter, timezone.now())


@shared_task(name="portal.forget")
def forget() -> None:
    """Delete what nobody can reach any more, each hour: old drafts and sessions, files that a crash
    left, counts and shared values that have run out."""
    now = timezone.now()
    drafts.forget_unreachable(now)
    archive_files.sweep_files(now)
    rate_limits.forget_ended(now)
    shared_values.forget_run_out()
    SessionStore.clear_expired()


@shared_task(name="portal.score_at_deadline")
def score_at_deadline() -> None:
    """Score all claims of a matter when its filing window has closed: once, piece by piece."""
    for matter in Matter.objects.all():
        scoring = signals.due(matter, timezone.now())
        if scoring is None or not signals.take(scoring, timezone.now()):
            continue
        scoring.refresh_from_db()
        try:
            signals.score_all(scoring, timezone.now(), _for_a_piece())
        finally:
            signals.leave(scoring)


def _for_a_piece() -> Callable[[Scoring], bool]:
    ends_at = monotonic() + PIECE_SECONDS
    return lambda _: monotonic() < ends_at


def relay_once() -> int:
    """Publish what waits to the broker; returns how many tasks. Nothing is lost if it is away."""
    entries = processing.waiting(timezone.now())
    try:
        return processing.ring_out(entries, lambda ids: process.apply_async((ids,)))
    except (BrokerUnreachable, OSError) as error:
        logger.warning("the broker does not answer (%s); trying again", type(error).__name__)
        return 0


def ring() -> None:
    """Called by a view after its commit: with a broker the relay sees to it; without, work is done
    here and now."""
    if settings.REDIS_URL:
        return
    try:
        processing.do_newest(IN_A_REQUEST)
    except Exception as error:  # noqa: BLE001
        # The claim is committed and must be answered; its work stays in the outbox for the next
        # ring, or for `manage.py tally`. What a database says of a row may hold a name or an
        # address, so only the kind of error is told.
        logger.error("work of the outbox was put off: %s", type(error).__name__)


def ring_later() -> None:
    """As `ring`, once the answer is on its way: how long this work takes would tell what it was."""
    if not settings.REDIS_URL:
        Thread(target=_ring_apart, daemon=True).start()


def ring_archive() -> None:
    """Called by a view that stored an archive, or shows that one waits: with a broker the relay
    sees to it; without, a thread of this process reads what waits, while other pages go on."""
    if not settings.REDIS_URL:
        Thread(target=_read_apart, daemon=True).start()


def _ring_apart() -> None:
    try:
        ring()
    finally:
        connections.close_all()


def _read_apart() -> None:
    try:
        processing.read_archives()
    except Exception as error:  # noqa: BLE001
        # Whoever looks at the page begins it again. Only the kind, as in `ring`.
        logger.error("reading an archive was put off: %s", type(error).__name__)
    finally:
        connections.close_all()
