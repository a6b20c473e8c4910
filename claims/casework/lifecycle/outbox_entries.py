"""Entries of the outbox: work that a committed change asks the worker for."""

from datetime import datetime

from claims.models import ArchiveUpload, Letter, OutboxEntry


def assessment_entry(claim_id: int, matter_id: int, occasion: str, at: datetime) -> OutboxEntry:
    """Hold the claim against the records, once for each `occasion` that asks for it."""
    return OutboxEntry(
        topic=OutboxEntry.Topic.ASSESS_CLAIM,
        key=f"{claim_id}:{occasion}",
        subject_id=claim_id,
        matter_id=matter_id,
        created_at=at,
    )


def linking_entry(
    first_id: int, last_id: int, matter_id: int, occasion: str, at: datetime
) -> OutboxEntry:
    """Look for the accounts of the claims from one primary key to another, once an `occasion`."""
    return OutboxEntry(
        topic=OutboxEntry.Topic.LINK_CLAIMS,
        key=f"{first_id}:{last_id}:{occasion}",
        subject_id=first_id,
        matter_id=matter_id,
        created_at=at,
    )


def linked_range(entry: OutboxEntry) -> tuple[int, int]:
    """The first and the last primary key that a linking entry is about."""
    first, last, _ = entry.key.split(":", 2)
    return int(first), int(last)


def letter_entry(letter: Letter) -> OutboxEntry:
    """Send the letter."""
    return OutboxEntry(
        topic=OutboxEntry.Topic.SEND_LETTER,
        key=str(letter.pk),
        subject_id=letter.pk,
        matter_id=letter.matter_id,
        created_at=letter.created_at,
    )


def archive_entry(upload: ArchiveUpload, matter_id: int) -> OutboxEntry:
    """Read the archive."""
    return OutboxEntry(
        topic=OutboxEntry.Topic.READ_ARCHIVE,
        key=str(upload.pk),
        subject_id=upload.pk,
        matter_id=matter_id,
        created_at=upload.added_at,
    )
