"""A claimant's archive: read when it is uploaded, held with the draft, then with the claim.

What it says is kept; the file only if the claimant says so, readable by us alone. A kept file has a
name of its own (its hash and a random word), so that whoever takes theirs back takes no other's.
"""

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import models, transaction

from claims import lifecycle
from claims.archives import ArchiveSummary, limits, read_archive
from claims.audit import Actor
from claims.audit.archive import archive_content
from claims.matching.likeness import Kind, digest
from claims.models import ArchiveEvidence, Claim, ClaimKey, Draft, DraftArchive, EventKind
from claims.periods import Period

_FOLDER = "uploads"
_ABOUT_TO_BE_NAMED = timedelta(hours=1)
_AT_ONCE = 500


class NoFileKept(ValueError):
    """There is no archive file of this claim to delete."""


def hold(
    draft: Draft, stream: BinaryIO, period: Period, *, keeps_file: bool, at: datetime
) -> ArchiveSummary:
    """Read the archive and hold what it says with the draft, in place of one held before.

    A draft that was sent meanwhile, in another tab, stays as it was. Raises ArchiveRefused, and
    then the draft stays as it was too.
    """
    # Outside of the transaction: reading may take seconds, and the database has other visitors.
    summary = read_archive(stream, period)
    sha256 = _sha256_of(stream)
    kept_path = _keep(stream, sha256) if keeps_file else ""
    unneeded, replaced = [kept_path], None
    try:
        with transaction.atomic():
            locked = Draft.objects.select_for_update().get(pk=draft.pk)
            if locked.submitted_claim_id is None:
                replaced = _delete(DraftArchive.objects.filter(draft=locked))
                DraftArchive.objects.create(
                    draft=locked,
                    summary=summary.as_json(),
                    sha256=sha256,
                    kept_path=kept_path,
                    added_at=at,
                )
                locked.changed_at = at
                locked.save(update_fields=["changed_at"])
        if replaced is not None:
            # Committed, and not before: the draft names the new file now and the old one no more.
            unneeded = replaced
    finally:
        _delete_files(unneeded)
    return summary


def let_go(drafts: Iterable[Draft]) -> None:
    """Forget what these drafts hold of an archive, and the files kept with it."""
    with transaction.atomic():
        paths = _delete(DraftArchive.objects.filter(draft__in=drafts))
    _delete_files(paths)


def file_with(draft: Draft, claim: Claim, *, actor: Actor, at: datetime) -> None:
    """Make what the draft holds the claim's, with a link in its trail; nothing if it holds none.

    Call inside the transaction that makes the claim.
    """
    held = DraftArchive.objects.filter(draft=draft).first()
    if held is None:
        return
    with lifecycle.casework(claim.matter, Claim.objects.filter(pk=claim.pk), at) as work:
        (locked,) = work.claims
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
        value=digest(bytes(claim.matter.pseudonym_key), Kind.DOCUMENT, held.sha256),
    )
    claim.chain_length, claim.chain_head = locked.chain_length, locked.chain_head
    held.delete()


def delete_file(claim: Claim, *, actor: Actor, at: datetime) -> None:
    """Delete the kept file of a claim; what the archive says stays. Raises NoFileKept."""
    with lifecycle.casework(claim.matter, Claim.objects.filter(pk=claim.pk), at) as work:
        (locked,) = work.claims
        archive = ArchiveEvidence.objects.filter(claim=locked).exclude(kept_path="").first()
        if archive is None:
            raise NoFileKept(f"Claim {claim.reference} has no archive file that was kept.")
        path, archive.kept_path = archive.kept_path, ""
        archive.save(update_fields=["kept_path"])
        work.trail.add(locked, EventKind.ARCHIVE_DELETED, actor)
    _delete_files([path])


def sweep_files(at: datetime) -> int:
    """Delete files that no draft and no claim names, as a crash leaves them; how many."""
    folder = Path(settings.DATA_DIR) / _FOLDER
    if not folder.is_dir():
        return 0
    # One that is younger may be about to be named.
    before = (at - _ABOUT_TO_BE_NAMED).timestamp()
    old = [f"{_FOLDER}/{path.name}" for path in folder.iterdir() if _is_older(path, before)]
    swept = 0
    for start in range(0, len(old), _AT_ONCE):
        paths = old[start : start + _AT_ONCE]
        # In the order in which a claim takes over from its draft: never both without it.
        named = set(_named(DraftArchive, paths)) | set(_named(ArchiveEvidence, paths))
        unneeded = set(paths) - named
        _delete_files(unneeded)
        swept += len(unneeded)
    return swept


def _is_older(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:  # whoever made it has just deleted it
        return False


def _named(model: type[DraftArchive | ArchiveEvidence], paths: list[str]) -> Iterable[str]:
    return model.objects.filter(kept_path__in=paths).values_list("kept_path", flat=True)


def _delete(held: models.QuerySet[DraftArchive]) -> list[str]:
    """Delete the rows; the paths of files that nobody needs once that is committed."""
    paths = list(held.exclude(kept_path="").values_list("kept_path", flat=True))
    held.delete()
    return paths


def _delete_files(paths: Iterable[str]) -> None:
    for path in filter(None, paths):
        (Path(settings.DATA_DIR) / path).unlink(missing_ok=True)


def _sha256_of(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    stream.seek(0)
    while chunk := stream.read(limits.CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _keep(stream: BinaryIO, sha256: str) -> str:
    """A copy of the file, complete or not there at all; its path relative to DATA_DIR."""
    folder = Path(settings.DATA_DIR) / _FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stream.seek(0)
    # Made with mode 0600.
    descriptor, partial = tempfile.mkstemp(prefix=".partial-", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as copy:
            shutil.copyfileobj(stream, copy)
            copy.flush()
            os.fsync(copy.fileno())
        name = f"{sha256}-{secrets.token_hex(4)}.zip"
        Path(partial).replace(folder / name)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    return f"{_FOLDER}/{name}"
