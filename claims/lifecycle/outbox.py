"""Entries of the outbox: work that a committed change asks the worker for."""

from datetime import datetime

from claims.models import Letter, OutboxEntry


def assessment_entry(claim_id: int, matter_id: int, occasion: str, at: datetime) -> OutboxEntry:
    """Hold the claim against the records, once for each `occasion` that asks for it."""
    return OutboxEntry(
        topic=OutboxEntry.Topic.ASSESS_CLAIM,
        key=f"{claim_id}:{occasion}",
        subject_id=claim_id,
        matter_id=matter_id,
        created_at=at,
    )


def letter_entry(letter: Letter) -> OutboxEntry:
    """Send the letter."""
    return OutboxEntry(
        topic=OutboxEntry.Topic.SEND_LETTER,
        key=str(letter.pk),
        subject_id=letter.pk,
        matter_id=letter.matter_id,
        created_at=letter.created_at,
    )
