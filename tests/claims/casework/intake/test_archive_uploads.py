"""An archive with a draft, and with the claim that the draft becomes, on either database."""

import contextlib
import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pytest_django import Settings

from claims.audit.trail_check import check_trail
from claims.casework.intake import archive_files, archive_uploads
from claims.casework.intake.archive_files import IncomingFile
from claims.casework.intake.archive_queue import read_oldest
from claims.casework.intake.expired_drafts import DRAFT_LIFETIME, forget_expired_drafts
from claims.models import ArchiveEvidence, ArchiveUpload, Claim, Draft, DraftArchive, Matter
from claims.records.archives import ArchiveSummary, Fault, read_archive
from tests.claims.records.archives.zips import FILES, PERIOD, archive, csv_text, zipped
from tests.factories import CLAIMANT, NOW, file_claim


@pytest.fixture
def draft(matter: Matter) -> Draft:
    return Draft.objects.create(matter=matter, key="k", started_at=NOW, changed_at=NOW)


def add(draft: Draft, data: bytes, *, keeps_file: bool = False) -> None:
    with contextlib.closing(IncomingFile()) as incoming:
        incoming.write(data)
        incoming.end()
        archive_uploads.add(draft, incoming, keeps_file=keeps_file, at=NOW)


def hold(draft: Draft, data: bytes, *, keeps_file: bool = False) -> None:
    """Add the archive, and let a worker read it."""
    add(draft, data, keeps_file=keeps_file)
    read_oldest(lambda: NOW)


def filed(draft: Draft) -> Claim:
    claim = file_claim(draft.matter)
    archive_uploads.attach_to_claim(draft, claim, actor=CLAIMANT, at=NOW)
    return claim


def test_what_is_held_is_what_is_filed_and_the_trail_bears_it_out(draft: Draft, matter: Matter):
    odd = csv_text(
        ["First Name", "Last Name"], [["Zoë\u2028\u0007 O’Neil \\u0000", "李 \U0001f600"]]
    )
    data = zipped([{**FILES, "Profile.csv": odd}])
    hold(draft, data)

    filed(draft)

    kept = ArchiveSummary.from_json(ArchiveEvidence.objects.get().summary)
    assert kept == read_archive(BytesIO(data), PERIOD)
    assert (kept.first_name, kept.last_name) == ("Zoë O’Neil \\u0000", "李 \U0001f600")
    assert check_trail([matter]).ok


def test_a_draft_without_an_archive_files_none(draft: Draft, matter: Matter):
    filed(draft)

    assert not ArchiveEvidence.objects.exists()
    assert check_trail([matter]).ok


def test_a_claim_has_one_archive(draft: Draft):
    hold(draft, archive())
    claim = filed(draft)

    archive_uploads.attach_to_claim(draft, claim, actor=CLAIMANT, at=NOW)

    assert ArchiveEvidence.objects.count() == 1


def test_an_archive_that_is_refused_leaves_its_reason_and_no_file(draft: Draft, data_dir: Path):
    hold(draft, b"%PDF", keeps_file=True)

    assert not DraftArchive.objects.exists()
    assert ArchiveUpload.objects.get().fault == Fault.NOT_A_ZIP.name
    assert not list((data_dir / "uploads").iterdir())


def test_a_draft_that_was_sent_meanwhile_takes_no_archive_and_keeps_no_file(
    draft: Draft, data_dir: Path
):
    draft.submitted_claim = file_claim(draft.matter)
    draft.save()

    add(draft, archive(), keeps_file=True)

    assert not ArchiveUpload.objects.exists()
    assert not list((data_dir / "uploads").iterdir())


def test_what_drafts_hold_is_forgotten_with_their_files(draft: Draft, data_dir: Path):
    hold(draft, archive(), keeps_file=True)
    add(draft, archive())

    archive_uploads.forget_archives(Draft.objects.filter(pk=draft.pk))

    assert not DraftArchive.objects.exists()
    assert not ArchiveUpload.objects.exists()
    assert not list((data_dir / "uploads").iterdir())


def test_a_disk_that_is_full_leaves_no_half_a_file(
    draft: Draft, data_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(OSError, match="No space"):
        add(draft, archive())

    assert not list((data_dir / "uploads").iterdir())


def test_what_drafts_may_hold_in_all_has_a_limit(
    draft: Draft, matter: Matter, data_dir: Path, settings: Settings
):
    other = Draft.objects.create(matter=matter, key="o", started_at=NOW, changed_at=NOW)
    settings.DRAFT_UPLOADS_MOST_BYTES = 2 * len(archive()) - 1
    hold(draft, archive(), keeps_file=True)

    with pytest.raises(archive_uploads.UploadsFull):
        add(other, archive())

    assert len(list((data_dir / "uploads").iterdir())) == 1
    add(draft, archive())
    read_oldest(lambda: NOW)
    add(other, archive())
    assert ArchiveUpload.objects.get().draft == other


def test_files_that_a_crash_left_are_swept_and_no_other(
    draft: Draft, matter: Matter, data_dir: Path
):
    hold(draft, archive(), keeps_file=True)
    filed(draft)
    held, waiting = (
        Draft.objects.create(matter=matter, key=key, started_at=NOW, changed_at=NOW)
        for key in ("h", "w")
    )
    hold(held, archive(), keeps_file=True)
    add(waiting, archive())
    uploads = data_dir / "uploads"
    named = set(uploads.iterdir())
    for name in ("0" * 64 + "-00000000.zip", ".partial-lost", "fresh.zip"):
        (uploads / name).write_bytes(b"PK")
    for path in uploads.iterdir():
        age = timedelta(minutes=30 if path.name == "fresh.zip" else 90)
        moment = (NOW - age).timestamp()
        os.utime(path, (moment, moment))

    assert len(named) == 3
    assert archive_files.delete_orphan_files(NOW) == 2
    assert set(uploads.iterdir()) == {*named, uploads / "fresh.zip"}


def test_where_nothing_was_ever_kept_nothing_is_swept(data_dir: Path):
    assert archive_files.delete_orphan_files(NOW) == 0


def test_a_draft_that_nobody_can_reach_goes_with_its_file(draft: Draft, data_dir: Path):
    hold(draft, archive(), keeps_file=True)

    forget_expired_drafts(NOW + DRAFT_LIFETIME - timedelta(seconds=1))
    assert Draft.objects.exists()
    assert list((data_dir / "uploads").iterdir())
    forget_expired_drafts(NOW + DRAFT_LIFETIME)

    assert not Draft.objects.exists()
    assert not list((data_dir / "uploads").iterdir())


def test_a_draft_that_was_sent_stays(draft: Draft, matter: Matter):
    draft.submitted_claim = file_claim(matter)
    draft.save()

    forget_expired_drafts(NOW + DRAFT_LIFETIME)

    assert Draft.objects.exists()
