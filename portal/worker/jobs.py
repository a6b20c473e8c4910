"""The work of the outbox, done: by a worker, or in process where there is no broker."""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from smtplib import SMTPException

from django.db import transaction
from django.utils import timezone

from claims import tally
from claims.casework import assessment, duplicates
from claims.casework.intake import archive_queue
from claims.casework.lifecycle.claims_put_aside import put_aside, take_up
from claims.casework.lifecycle.faults import find_faulty_items
from claims.casework.lifecycle.letters import record_letter_sent
from claims.casework.lifecycle.outbox_entries import linked_range
from claims.casework.signals.claim_scores import score_new_claims
from claims.models import Claim, Letter, Matter, OutboxEntry, Tally, Work
from claims.records.archives import Fault
from claims.tally.tally_comparison import CannotCompare, compare_tallies, tallies_of_entry
from portal.accounts import emails
from portal.worker.publisher import ENTRIES_PER_ROUND, publish_entries
from portal.worker.retries import clear_problem, postpone, record_problem

logger = logging.getLogger(__name__)

STARTS_WORTH_REPORTING = 3
"""A part of a tally that was begun so often and is not done is told of."""

Topic = OutboxEntry.Topic


def process_waiting(matter: Matter | None = None, told: Callable[[], object] | None = None) -> None:
    """Without a broker: do everything that waits, and what that asks for, in this process.

    Also what was rung out while there was a broker. Each entry is tried once a call. `told` is
    called after each group of entries, so that a person can be shown how far it is.
    """

    def send(entry_ids: list[int]) -> None:
        process(entry_ids)
        if told is not None:
            told()

    undone = OutboxEntry.objects.filter(done_at__isnull=True).order_by("id")
    if matter is not None:
        undone = undone.filter(matter=matter)
    last = 0
    while entries := list(undone.filter(pk__gt=last)[:ENTRIES_PER_ROUND]):
        last = entries[-1].pk
        publish_entries(entries, send)


def process_newest(at_most: int) -> None:
    """Without a broker, inside a request: do what was asked for last, and what that asks for.

    Bounded, because somebody waits for the page; a backlog is for `manage.py tally`.
    """
    # An archive takes too long to be read while somebody waits.
    undone = OutboxEntry.objects.filter(done_at__isnull=True).exclude(topic=Topic.READ_ARCHIVE)
    newest = list(undone.order_by("-id")[:at_most])
    publish_entries(sorted(newest, key=lambda entry: entry.pk), process)


def read_archives() -> None:
    """Without a broker: read what waits, one archive after the other, while a place is free."""
    while _read_oldest_archive():
        pass


def process(entry_ids: Sequence[int]) -> None:
    """Do the work of entries that are not done yet. Safe to call twice, or twice at once.

    Work that fails is put off and holds nothing else up. Raises OperationalError or InterfaceError
    where not even that can be written down, because the database is away.
    """
    entries = OutboxEntry.objects.filter(pk__in=entry_ids, done_at__isnull=True).order_by("id")
    by_topic: dict[str, list[OutboxEntry]] = defaultdict(list)
    for entry in entries.select_related("matter"):
        by_topic[entry.topic].append(entry)
    for entry in by_topic[Topic.SEND_LETTER]:
        _process_or_postpone([entry], partial(_send_letter, entry))
    for entry in by_topic[Topic.COMPARE]:
        _process_or_postpone([entry], partial(_compare_tallies, entry))
    for entry in by_topic[Topic.LINK_CLAIMS]:
        _process_or_postpone([entry], partial(_link_claims, entry))
    by_matter: dict[Matter, list[OutboxEntry]] = defaultdict(list)
    for entry in by_topic[Topic.ASSESS_CLAIM]:
        by_matter[entry.matter].append(entry)
    for matter, asked in by_matter.items():
        _assess_or_put_aside(matter, asked)
    for entry in by_topic[Topic.TALLY_STAGE]:
        _process_or_postpone([entry], partial(_run_stage, entry))
    for entry in by_topic[Topic.READ_ARCHIVE]:
        _process_or_postpone([entry], partial(_read_archive, entry))


def _process_or_postpone(entries: Sequence[OutboxEntry], work: Callable[[], None]) -> None:
    try:
        work()
    except Exception as error:  # noqa: BLE001
        postpone(entries, error)


def _link_claims(entry: OutboxEntry) -> None:
    """What another worker linked meanwhile is not linked again."""
    now = timezone.now()
    first, last = linked_range(entry)

    def work(claims: Sequence[int]) -> int:
        some = Claim.objects.of(entry.matter).filter(pk__range=(claims[0], claims[-1]))
        return assessment.link_claims(entry.matter, some, now)

    try:
        logger.info("linked %d claims", work([first, last]))
    except Exception as error:  # noqa: BLE001
        # Those are found again, and put aside, when they are assessed.
        find_faulty_items(range(first, last + 1), work, error)
    _mark_done([entry], now)


def _assess_or_put_aside(matter: Matter, entries: Sequence[OutboxEntry]) -> None:
    """Assess their claims together; where the data of some makes it fail, put those aside and do
    the others."""
    by_claim: dict[int, list[OutboxEntry]] = defaultdict(list)
    for entry in entries:
        by_claim[entry.subject_id].append(entry)

    def work(claims: Sequence[int]) -> None:
        _assess_claims(matter, claims)
        _mark_done([entry for claim in claims for entry in by_claim[claim]], timezone.now())

    claims = list(by_claim)
    try:
        work(claims)
    except Exception as error:  # noqa: BLE001
        try:
            faulty = find_faulty_items(claims, work, error)
        except Exception as of_all:  # noqa: BLE001
            postpone(_open_entries(entries), of_all)
            return
        put_aside(matter, faulty, Work.ASSESSMENT, timezone.now())
        left = _open_entries(entries)
        postpone(left, next(iter(faulty.values())))


def _open_entries(entries: Sequence[OutboxEntry]) -> list[OutboxEntry]:
    return list(
        OutboxEntry.objects.filter(pk__in=[entry.pk for entry in entries], done_at__isnull=True)
    )


def _assess_claims(matter: Matter, claims: Sequence[int]) -> None:
    now = timezone.now()
    # Before the transaction: the first time on a production it takes a while.
    looked_at = list(Claim.objects.filter(pk__in=claims))
    assessment.store_keys(looked_at)
    assessment.link_claims(matter, looked_at, now)
    with transaction.atomic():
        assessment.assess(matter, claims, now)
        score_new_claims(matter, set(claims), now)
    # Not in one transaction: it locks other claims, in an order of its own. Both may be done twice.
    duplicates.refresh_flags(matter, claims, now)
    take_up(matter, claims, Work.ASSESSMENT, now)


def _run_stage(entry: OutboxEntry) -> None:
    """Done when its part of the stage is, whoever did it; else the sweep rings again."""
    now = timezone.now()
    row = Tally.objects.select_related("matter", "plan_version", "production")
    found = row.get(pk=entry.subject_id)
    place, part = tally.step_of(entry)
    # The minute after which it is rung again counts from now, not from when it was rung.
    OutboxEntry.objects.filter(pk=entry.pk).update(published_at=now)
    begun = tally.step_beginnings(found, place, part)
    if begun >= STARTS_WORTH_REPORTING and not found.problem:
        # Nobody could say so when its process was killed, as a machine short of memory does.
        record_problem(entry, f"begun {begun} times and not done: workers end in the middle of it.")
    is_mine = tally.run_part(found, place, part, now)
    logger.info("tally %s: %s", entry.key, "done" if is_mine else "nothing to do")
    found.refresh_from_db()
    if tally.is_done(found, place, part):
        _mark_done([entry], now)
        if found.problem:
            clear_problem(entry)


def _read_archive(entry: OutboxEntry) -> None:
    """Read the archive that waits longest, whichever was rung; nothing while others have all the
    places, for then this one is rung again when one is free."""
    _read_oldest_archive()
    if not archive_queue.is_waiting(entry.subject_id):
        _mark_done([entry], timezone.now())


def _read_oldest_archive() -> bool:
    try:
        read = archive_queue.read_oldest(timezone.now)
    except Exception:
        archive_queue.republish_oldest()
        raise
    if read is None:
        return False
    archive_queue.republish_oldest()
    if read.fault == Fault.NOT_FINISHED.name:
        # Nobody could say so when its process was killed, as a machine short of memory does.
        logger.error("archive %d was begun %d times and is given up", read.pk, read.begun)
    return True


def _compare_tallies(entry: OutboxEntry) -> None:
    """Leave the comparison where the page that asked for it will find it, or say why not there."""
    try:
        compare_tallies(*tallies_of_entry(entry))
    except CannotCompare as error:
        logger.info("compare %s: %s", entry.key, error)
    _mark_done([entry], timezone.now())


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
            is_sent = emails.send_letter(letter, now)
        except (OSError, SMTPException) as error:
            # Its text may hold the address, so only its kind is told.
            logger.warning("letter %s is tried again: %s", letter.pk, type(error).__name__)
            return
        if is_sent:
            record_letter_sent(letter, now)
        _mark_done([entry], now)


def _mark_done(entries: Sequence[OutboxEntry], now: datetime) -> None:
    OutboxEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(done_at=now)
