"""The outbox: what waits, how it is rung out to workers, and how it is done."""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from claims import assessment, tally
from claims.lifecycle.letters import sent
from claims.models import Letter, Matter, OutboxEntry, Tally
from portal.accounts import letters

logger = logging.getLogger(__name__)

ASSESSMENTS_A_TASK = 500
AT_ONCE = 5_000
RING_AGAIN_AFTER = timedelta(seconds=60)

Topic = OutboxEntry.Topic


def waiting(now: datetime, matter: Matter | None = None) -> list[OutboxEntry]:
    """Entries to ring out now, oldest first: never rung, or rung long ago and still not done."""
    entries = OutboxEntry.objects.filter(done_at__isnull=True).filter(
        Q(published_at__isnull=True) | Q(published_at__lt=now - RING_AGAIN_AFTER)
    )
    if matter is not None:
        entries = entries.filter(matter=matter)
    return list(entries.order_by("id")[:AT_ONCE])


def ring_out(entries: Sequence[OutboxEntry], send: Callable[[list[int]], object]) -> int:
    """Hand the entries to `send` in groups that one task does; returns how many groups.

    Marked as rung afterwards: a crash between the two rings twice, which does no harm.
    """
    groups = _grouped(entries)
    for group in groups:
        send(group)
        OutboxEntry.objects.filter(pk__in=group).update(
            published_at=timezone.now(), attempts=F("attempts") + 1
        )
    return len(groups)


def do_waiting(matter: Matter | None = None) -> None:
    """Without a broker: do everything that waits, and what that asks for, in this process.

    Also what was rung out while there was a broker. Each entry is tried once a call.
    """
    undone = OutboxEntry.objects.filter(done_at__isnull=True).order_by("id")
    if matter is not None:
        undone = undone.filter(matter=matter)
    last = 0
    while entries := list(undone.filter(pk__gt=last)[:AT_ONCE]):
        last = entries[-1].pk
        ring_out(entries, process)


def do_newest(at_most: int) -> None:
    """Without a broker, inside a request: do what was asked for last, and what that asks for.

    Bounded, because somebody waits for the page; a backlog is for `manage.py tally`.
    """
    undone = OutboxEntry.objects.filter(done_at__isnull=True)
    newest = list(undone.order_by("-id")[:at_most])
    ring_out(sorted(newest, key=lambda entry: entry.pk), process)


def process(entry_ids: Sequence[int]) -> None:
    """Do the work of entries that are not done yet. Safe to call twice, or twice at once."""
    entries = OutboxEntry.objects.filter(pk__in=entry_ids, done_at__isnull=True).order_by("id")
    by_topic: dict[str, list[OutboxEntry]] = defaultdict(list)
    for entry in entries.select_related("matter"):
        by_topic[entry.topic].append(entry)
    for entry in by_topic[Topic.SEND_LETTER]:
        _send_letter(entry)
    by_matter: dict[Matter, list[OutboxEntry]] = defaultdict(list)
    for entry in by_topic[Topic.ASSESS_CLAIM]:
        by_matter[entry.matter].append(entry)
    for matter, asked in by_matter.items():
        _assess(matter, asked)
    for entry in by_topic[Topic.TALLY_STAGE]:
        _do_stage(entry)


def _grouped(entries: Sequence[OutboxEntry]) -> list[list[int]]:
    groups: list[list[int]] = []
    assessments: dict[int, list[int]] = defaultdict(list)
    for entry in entries:
        if entry.topic == Topic.ASSESS_CLAIM:
            assessments[entry.matter_id].append(entry.pk)
        else:
            groups.append([entry.pk])
    # Claims first: in one process a stage of a tally that waits with them counts them as assessed.
    batches = [
        keys[at : at + ASSESSMENTS_A_TASK]
        for keys in assessments.values()
        for at in range(0, len(keys), ASSESSMENTS_A_TASK)
    ]
    return batches + groups


def _assess(matter: Matter, entries: Sequence[OutboxEntry]) -> None:
    now = timezone.now()
    with transaction.atomic():
        assessment.assess(matter, {entry.subject_id for entry in entries}, now)
        _mark_done(entries, now)


def _do_stage(entry: OutboxEntry) -> None:
    """Done when its part of the stage is, whoever did it; else the sweep rings again."""
    now = timezone.now()
    row = Tally.objects.select_related("matter", "plan_version", "production")
    found = row.get(pk=entry.subject_id)
    place, part = tally.step_of(entry)
    # The minute after which it is rung again counts from now, not from when it was rung.
    OutboxEntry.objects.filter(pk=entry.pk).update(published_at=now)
    is_mine = tally.run_part(found, place, part, now)
    logger.info("tally %s: %s", entry.key, "done" if is_mine else "nothing to do")
    found.refresh_from_db()
    if tally.is_done(found, place, part):
        _mark_done([entry], now)


def _send_letter(entry: OutboxEntry) -> None:
    """Send, then remember. A crash between the two sends twice: better than never."""
    now = timezone.now()
    with transaction.atomic():
        # Skipped when another worker holds it: that one is sending it.
        held = Letter.objects.select_for_update(skip_locked=True).filter(pk=entry.subject_id)
        letter = held.filter(sent_at__isnull=True).first()
        if letter is None:
            if Letter.objects.filter(pk=entry.subject_id, sent_at__isnull=False).exists():
                _mark_done([entry], now)
            return
        try:
            is_sent = letters.send(letter, now)
        except (OSError, SMTPException) as error:
            # Its text may hold the address, so only its kind is told.
            logger.warning("letter %s is tried again: %s", letter.pk, type(error).__name__)
            return
        if is_sent:
            sent(letter, now)
        _mark_done([entry], now)


def _mark_done(entries: Sequence[OutboxEntry], now: datetime) -> None:
    OutboxEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(done_at=now)
