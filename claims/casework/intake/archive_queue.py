"""Reading uploaded archives, a few at once over the whole site, by whichever worker comes.

Who reads has one of the places and says each second that it still reads. A place whose reader has
been silent for a while, because it was killed, is free again, and its archive is begun anew.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F

from claims.audit import Actor
from claims.casework import docket
from claims.casework.intake import archive_uploads
from claims.casework.intake.archive_files import delete_files, stored_path
from claims.casework.lifecycle.outbox_entries import assessment_entry
from claims.models import ArchiveUpload, Draft, DraftArchive, OutboxEntry
from claims.records.archives import ArchiveRefused, ArchiveSummary, Fault, read_archive

HEARTBEAT_INTERVAL = timedelta(seconds=1)
SILENCE_LIMIT = timedelta(seconds=30)
"""After so long without a word a reader counts as lost."""
LONGEST_READING = timedelta(minutes=5)
"""Reading takes ten seconds of a processor at most; on a crowded machine some times that."""
MOST_STARTS = 3

Clock = Callable[[], datetime]


class ReadingTooLong(Exception):
    """The reading had not ended after LONGEST_READING. It may be begun again."""


class _SlotLost(Exception):
    """The archive was removed or replaced meanwhile, or another reader has it by now."""


def read_oldest(clock: Clock) -> ArchiveUpload | None:
    """Read the archive that waits longest, and keep what it says or why it is refused.

    None, and nothing done, where none waits or all places are taken. An archive that was begun
    MOST_BEGINNINGS times and never finished, as when its reader is killed for want of memory, is
    refused. Any other error frees the place, so that it is begun again, and is raised.
    """
    upload = _take_oldest(clock())
    if upload is None:
        return None
    try:
        _read_upload(upload, clock)
    except ArchiveRefused as refused:
        upload.fault, upload.faulty_file = refused.fault.name, refused.file
        _finish_reading(upload, None, clock())
    except _SlotLost:
        pass
    except Exception:
        _own_row(upload).update(place=None)
        raise
    return upload


def is_waiting(upload_id: int) -> bool:
    """Whether this archive is still to be read."""
    return ArchiveUpload.objects.unread().filter(pk=upload_id).exists()


def archives_ahead(upload: ArchiveUpload) -> int:
    """How many archives are read before this one, those that are being read included."""
    return ArchiveUpload.objects.unread().filter(pk__lt=upload.pk).count()


def is_silent(upload: ArchiveUpload, at: datetime) -> bool:
    """Whether nobody reads it at the moment."""
    return upload.place is None or upload.seen_at is None or upload.seen_at < at - SILENCE_LIMIT


def republish_oldest() -> None:
    """Have the archive that waits longest rung out again: a place is free."""
    oldest = ArchiveUpload.objects.unread().filter(place=None).first()
    if oldest is not None:
        _outbox_rows(oldest).update(published_at=None)


def _take_oldest(at: datetime) -> ArchiveUpload | None:
    """Put the oldest that waits into a free place. The database has each place once."""
    taken = ArchiveUpload.objects.filter(place__isnull=False)
    taken.filter(seen_at__lt=at - SILENCE_LIMIT).update(place=None)
    waiting = ArchiveUpload.objects.unread().filter(place=None)
    used = set(taken.values_list("place", flat=True))
    for place in set(range(settings.ARCHIVES_AT_ONCE)) - used:
        oldest = waiting.first()
        if oldest is None:
            return None
        try:
            with transaction.atomic():
                is_mine = waiting.filter(pk=oldest.pk, begun=oldest.begun).update(
                    place=place, seen_at=at, begun=F("begun") + 1, read_bytes=0, all_bytes=0
                )
        except IntegrityError:
            # Another worker was faster, with this place.
            continue
        if is_mine:
            oldest.refresh_from_db()
            return oldest
    return None


def _read_upload(upload: ArchiveUpload, clock: Clock) -> None:
    if upload.begun > MOST_STARTS:
        raise ArchiveRefused(Fault.NOT_FINISHED)
    period = docket.current_plan(upload.draft.matter).period
    with stored_path(upload.path).open("rb") as file:
        summary = read_archive(file, period, _heartbeat(upload, clock))
    _finish_reading(upload, summary, clock())


def _heartbeat(upload: ArchiveUpload, clock: Clock) -> Callable[[int, int], None]:
    """Says each second how far it is. Raises _PlaceLost, TookTooLong."""
    began_at = said_at = clock()

    def say(read: int, expected: int) -> None:
        nonlocal said_at
        now = clock()
        if now - said_at < HEARTBEAT_INTERVAL:
            return
        said_at = now
        if not _own_row(upload).update(seen_at=now, read_bytes=read, all_bytes=expected):
            raise _SlotLost
        if now - began_at > LONGEST_READING:
            raise ReadingTooLong

    return say


def _finish_reading(upload: ArchiveUpload, summary: ArchiveSummary | None, at: datetime) -> None:
    """Keep what the archive says, or with None why it is refused, and let the file go; where the
    claim was sent meanwhile, make it the claim's. All or nothing, once."""
    unneeded = [upload.path]
    with transaction.atomic():
        locked = Draft.objects.select_for_update(of=("self",)).filter(pk=upload.draft_id)
        draft = locked.select_related("matter", "submitted_claim").first()
        if draft is None or not _own_row(upload).exists():
            raise _SlotLost
        if summary is None:
            _own_row(upload).update(
                fault=upload.fault, faulty_file=upload.faulty_file, path="", place=None
            )
        else:
            unneeded = _store_summary(upload, draft, summary, at)
            _own_row(upload).delete()
        _outbox_rows(upload).update(done_at=at)
        claim = draft.submitted_claim
        if claim and archive_uploads.attach_to_claim(draft, claim, actor=Actor("claimant"), at=at):
            # The claim may have its archive in common with others.
            assessment_entry(claim.pk, claim.matter_id, "archive", at).save()
    delete_files(unneeded)


def _store_summary(
    upload: ArchiveUpload, draft: Draft, summary: ArchiveSummary, at: datetime
) -> list[str]:
    """Hold with the draft what the archive says; the files that nobody needs any more."""
    unneeded = archive_uploads.delete_draft_archives(DraftArchive.objects.filter(draft=draft))
    if not upload.keeps_file:
        unneeded.append(upload.path)
    DraftArchive.objects.create(
        draft=draft,
        summary=summary.as_json(),
        sha256=upload.sha256,
        kept_path=upload.path if upload.keeps_file else "",
        kept_bytes=upload.size_bytes if upload.keeps_file else 0,
        added_at=at,
    )
    return unneeded


def _own_row(upload: ArchiveUpload) -> models.QuerySet[ArchiveUpload]:
    """The row, as long as this beginning of its reading is the last and has its place."""
    return ArchiveUpload.objects.filter(pk=upload.pk, begun=upload.begun, place=upload.place)


def _outbox_rows(upload: ArchiveUpload) -> models.QuerySet[OutboxEntry]:
    return OutboxEntry.objects.filter(
        topic=OutboxEntry.Topic.READ_ARCHIVE, key=str(upload.pk), done_at__isnull=True
    )
