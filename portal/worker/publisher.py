"""The outbox: what waits, and how workers are told of it.

Loads nothing of the engine: the web processes, the relay and the beat need no more than this.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Thread

from django.conf import settings
from django.db import connections
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerUnreachable
from more_itertools import chunked

from claims.models import Matter, OutboxEntry
from portal.celery import app

logger = logging.getLogger(__name__)

PROCESS_TASK = "portal.process"
"""The task that does the work of some entries, by the name under which workers know it."""
ASSESSMENTS_PER_TASK = 500
ENTRIES_PER_ROUND = 5_000
ENTRIES_PER_REQUEST = 20
"""Outbox entries that a request without a broker does before it answers."""
LINKING_ATTEMPTS_AWAITED = 3
"""Attempts at linking claims before their assessments go ahead and link for themselves."""

Topic = OutboxEntry.Topic


def republish_delay() -> timedelta:
    """How long after an entry was rung out it counts as lost."""
    return timedelta(seconds=settings.OUTBOX_RING_AGAIN_SECONDS)


def due_entries(now: datetime, matter: Matter | None = None) -> list[OutboxEntry]:
    """Entries to ring out now, oldest first: never rung, or rung long ago and still not done.

    One whose work failed is dated ahead, so that it waits longer each time. While claims of a
    matter are linked together, its assessments wait for it.
    """
    linking = OutboxEntry.objects.filter(
        matter=OuterRef("matter"),
        topic=Topic.LINK_CLAIMS,
        done_at__isnull=True,
        attempts__lt=LINKING_ATTEMPTS_AWAITED,
    )
    entries = OutboxEntry.objects.filter(done_at__isnull=True).filter(
        Q(published_at__isnull=True) | Q(published_at__lt=now - republish_delay()),
        ~(Q(topic=Topic.ASSESS_CLAIM) & Exists(linking)),
    )
    if matter is not None:
        entries = entries.filter(matter=matter)
    return list(entries.order_by("id")[:ENTRIES_PER_ROUND])


def retry_now(matter: Matter) -> None:
    """Ring out at once what failed and would wait: somebody mended the cause and asks."""
    ahead = OutboxEntry.objects.filter(
        matter=matter, done_at__isnull=True, published_at__gt=timezone.now()
    )
    ahead.update(published_at=None)


def publish_entries(entries: Sequence[OutboxEntry], send: Callable[[list[int]], object]) -> int:
    """Hand the entries to `send` in groups that one task does; returns how many groups.

    Marked as rung afterwards: a crash between the two rings twice, which does no harm.
    """
    groups = _task_groups(entries)
    for group in groups:
        send(group)
        now = timezone.now()
        # Later, where the work has failed by now and is to wait.
        OutboxEntry.objects.filter(pk__in=group).update(
            published_at=Greatest(Coalesce("published_at", now), now), attempts=F("attempts") + 1
        )
    return len(groups)


def publish_due() -> int:
    """Publish what waits to the broker; returns how many tasks. Nothing is lost if it is away."""
    entries = due_entries(timezone.now())
    try:
        return publish_entries(entries, lambda ids: app.send_task(PROCESS_TASK, (ids,)))
    except (BrokerUnreachable, OSError) as error:
        logger.warning("the broker does not answer (%s); trying again", type(error).__name__)
        return 0


def publish() -> None:
    """Called by a view after its commit: with a broker the relay sees to it; without, work is done
    here and now."""
    if settings.REDIS_URL:
        return
    # Only here, because it loads the engine, and where there is a broker workers do the work.
    from portal.worker import jobs

    try:
        jobs.process_newest(ENTRIES_PER_REQUEST)
    except Exception as error:  # noqa: BLE001
        # The claim is committed and must be answered; its work stays in the outbox for the next
        # ring, or for `manage.py tally`. What a database says of a row may hold a name or an
        # address, so only the kind of error is told.
        logger.error("work of the outbox was put off: %s", type(error).__name__)


def publish_later() -> None:
    """As `ring`, once the answer is on its way: how long this work takes would tell what it was."""
    if not settings.REDIS_URL:
        Thread(target=_publish_in_thread, daemon=True).start()


def publish_archive() -> None:
    """Called by a view that stored an archive, or shows that one waits: with a broker the relay
    sees to it; without, a thread of this process reads what waits, while other pages go on."""
    if not settings.REDIS_URL:
        Thread(target=_read_archives_in_thread, daemon=True).start()


def _publish_in_thread() -> None:
    try:
        publish()
    finally:
        connections.close_all()


def _read_archives_in_thread() -> None:
    from portal.worker import jobs

    try:
        jobs.read_archives()
    except Exception as error:  # noqa: BLE001
        # Whoever looks at the page begins it again. Only the kind, as in `ring`.
        logger.error("reading an archive was put off: %s", type(error).__name__)
    finally:
        connections.close_all()


def _task_groups(entries: Sequence[OutboxEntry]) -> list[list[int]]:
    linkings: list[list[int]] = []
    groups: list[list[int]] = []
    assessments: dict[int, list[int]] = defaultdict(list)
    for entry in entries:
        if entry.topic == Topic.ASSESS_CLAIM:
            assessments[entry.matter_id].append(entry.pk)
        elif entry.topic == Topic.LINK_CLAIMS:
            linkings.append([entry.pk])
        else:
            groups.append([entry.pk])
    # Claims first: in one process a stage of a tally that waits with them counts them as assessed.
    batches = [
        some for keys in assessments.values() for some in chunked(keys, ASSESSMENTS_PER_TASK)
    ]
    return linkings + batches + groups
