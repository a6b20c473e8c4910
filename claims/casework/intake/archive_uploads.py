"""A claimant's archive: uploaded with a draft, read by a worker, then the claim's.

What it says is kept; the file only until it is read, or longer if the claimant says so.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Sum

from claims.audit import Actor
from claims.audit.archive_trail import archive_content
from claims.casework import lifecycle
from claims.casework.intake.archive_files import IncomingFile, delete_files
from claims.casework.lifecycle.outbox_entries import archive_entry
from claims.matching.digests import Kind, keyed_digest
from claims.models import (
    ArchiveEvidence,
    ArchiveUpload,
    Claim,
    ClaimKey,
    Draft,
    DraftArchive,
    EventKind,
)


class NoStoredFile(ValueError):
    """There is no archive file of this claim to delete."""


class UploadsFull(Exception):
    """Drafts hold as many bytes of files as the site keeps for them."""


def has_room(size_bytes: int, beside: Draft | None = None) -> bool:
    """Whether so many bytes more fit under what the site keeps for drafts; what `beside` holds is
    about to go."""
    uploads, kept = ArchiveUpload.objects.unread(), DraftArchive.objects.all()
    if beside is not None:
        uploads, kept = uploads.exclude(draft=beside), kept.exclude(draft=beside)
    held: int = uploads.aggregate(held=Sum("size_bytes", default=0))["held"]
    held += kept.aggregate(held=Sum("kept_bytes", default=0))["held"]
    most: int = settings.DRAFT_UPLOADS_MOST_BYTES
    return held + size_bytes <= most


def add(draft: Draft, incoming: IncomingFile, *, keeps_file: bool, at: datetime) -> None:
    """Have the file, which came whole, read by a worker, in place of one that waits.

    What the draft holds of an archive read before stays until then. A draft that was sent
    meanwhile, in another tab, stays as it was. Raises NoRoom, and OSError as Incoming does; then
    the draft stays as it was too. Requests at the same moment may pass the limit by a file each.
    """
    path = incoming.keep()
    unneeded, replaced = [path], None
    try:
        with transaction.atomic():
            locked = Draft.objects.select_for_update().get(pk=draft.pk)
            if locked.submitted_claim_id is None:
                if not has_room(incoming.size_bytes, beside=locked):
                    raise UploadsFull
                replaced = _delete_uploads(ArchiveUpload.objects.filter(draft=locked))
                upload = ArchiveUpload.objects.create(
                    draft=locked,
                    path=path,
                    size_bytes=incoming.size_bytes,
                    sha256=incoming.sha256,
                    keeps_file=keeps_file,
                    added_at=at,
                )
                archive_entry(upload, locked.matter_id).save()
                locked.changed_at = at
                locked.save(update_fields=["changed_at"])
        if replaced is not None:
            # Committed, and not before: the draft names the new file now and the old one no more.
            unneeded = replaced
    finally:
        delete_files(unneeded)


def forget_archives(drafts: Iterable[Draft]) -> None:
    """Forget what these drafts hold of an archive, read or not, and its files."""
    with transaction.atomic():
        # A worker that has just read one of them ends before, or finds it gone.
        locked = list(
            Draft.objects.filter(pk__in=[draft.pk for draft in drafts])
            .order_by("id")
            .select_for_update()
        )
        paths = _delete_uploads(ArchiveUpload.objects.filter(draft__in=locked))
        paths += delete_draft_archives(DraftArchive.objects.filter(draft__in=locked))
    delete_files(paths)


def attach_to_claim(draft: Draft, claim: Claim, *, actor: Actor, at: datetime) -> bool:
    """Make what the draft holds the claim's, with a link in its trail; False if it holds none.

    While a file of the draft is not read, False too: whoever has read it calls this again. Call
    inside a transaction that has locked the draft.
    """
    held = DraftArchive.objects.filter(draft=draft).first()
    if held is None or ArchiveUpload.objects.unread().filter(draft=draft).exists():
        return False
    with lifecycle.casework_on(claim, at) as work:
        locked = work.claim
        archive = ArchiveEvidence.objects.create(
            claim=locked,
            summary=held.summary,
            sha256=held.sha256,
            kept_path=held.kept_path,
            recorded_at=at,
        )
        said = archive_content(archive) | {"kept": bool(archive.kept_path)}
        work.trail.add(locked, EventKind.ARCHIVE_RECEIVED, actor, said)
    ClaimKey.objects.create(
        matter=claim.matter,
        claim=claim,
        kind=Kind.DOCUMENT.value,
        value=keyed_digest(bytes(claim.matter.pseudonym_key), Kind.DOCUMENT, held.sha256),
    )
    claim.chain_length, claim.chain_head = locked.chain_length, locked.chain_head
    held.delete()
    return True


def upload_of(claim: Claim) -> ArchiveUpload | None:
    """The file that was sent with the claim and is not read, or was refused since."""
    return ArchiveUpload.objects.filter(draft__submitted_claim=claim).first()


def delete_file(claim: Claim, *, actor: Actor, at: datetime) -> None:
    """Delete the kept file of a claim; what the archive says stays. Raises NoFileKept."""
    with lifecycle.casework_on(claim, at) as work:
        locked = work.claim
        archive = ArchiveEvidence.objects.filter(claim=locked).exclude(kept_path="").first()
        if archive is None:
            raise NoStoredFile(f"Claim {claim.reference} has no archive file that was kept.")
        path, archive.kept_path = archive.kept_path, ""
        archive.save(update_fields=["kept_path"])
        work.trail.add(locked, EventKind.ARCHIVE_DELETED, actor)
    delete_files([path])


def delete_draft_archives(held: models.QuerySet[DraftArchive]) -> list[str]:
    """Delete the rows; the paths of files that nobody needs once that is committed."""
    paths = list(held.values_list("kept_path", flat=True))
    held.delete()
    return paths


def _delete_uploads(uploads: models.QuerySet[ArchiveUpload]) -> list[str]:
    """As `delete_held`."""
    paths = list(uploads.values_list("path", flat=True))
    uploads.delete()
    return paths
