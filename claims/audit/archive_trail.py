"""What a claim's archive says, held against the event that took it in."""

from collections.abc import Sequence

from claims.files.hashes import sha256_of
from claims.models import ArchiveEvidence, Claim, Event, EventKind


def archive_content(archive: ArchiveEvidence) -> dict[str, str]:
    """What the trail says of an archive: hashes, and nothing that was in it."""
    return {"archive_sha256": archive.sha256, "summary_sha256": sha256_of(archive.summary)}


def archive_differs(claim: Claim, events: Sequence[Event]) -> bool:
    """Whether the row and the trail say different things of the claim's archive."""
    archive: ArchiveEvidence | None = getattr(claim, "archive", None)
    received = [event.data for event in events if event.kind == EventKind.ARCHIVE_RECEIVED]
    deleted = any(event.kind == EventKind.ARCHIVE_DELETED for event in events)
    if archive is None:
        return bool(received)
    said = archive_content(archive) | {"kept": bool(archive.kept_path) or deleted}
    return received != [said] or (deleted and bool(archive.kept_path))
