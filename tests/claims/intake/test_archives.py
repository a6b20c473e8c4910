"""An archive with a draft, and with the claim that the draft becomes, on either database."""

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from claims.archives import ArchiveRefused, ArchiveSummary
from claims.audit.check import check
from claims.intake import archives
from claims.intake.drafts import KEPT, forget_unreachable
from claims.models import ArchiveEvidence, Claim, Draft, DraftArchive, Matter
from tests.claims.archives.zips import FILES, PERIOD, archive, csv_text, zipped
from tests.factories import CLAIMANT, NOW, file_claim


@pytest.fixture
def draft(matter: Matter) -> Draft:
    return Draft.objects.create(matter=matter, key="k", started_at=NOW, changed_at=NOW)


def hold(draft: Draft, data: bytes, *, keeps_file: bool = False) -> ArchiveSummary:
    return archives.hold(draft, BytesIO(data), PERIOD, keeps_file=keeps_file, at=NOW)


def filed(draft: Draft) -> Claim:
    claim = file_claim(draft.matter)
    archives.file_with(draft, claim, actor=CLAIMANT, at=NOW)
    return claim


def test_what_is_held_is_what_is_filed_and_the_trail_bears_it_out(draft: Draft, matter: Matter):
    odd = csv_text(
        ["First Name", "Last Name"], [["Zoë\u2028\u0007 O’Neil \\u0000", "李 \U0001f600"]]
    )
    summary = hold(draft, zipped([{**FILES, "Profile.csv": odd}]))

    filed(draft)

    kept = ArchiveSummary.from_json(ArchiveEvidence.objects.get().summary)
    assert kept == summary
    assert (kept.first_name, kept.last_name) == ("Zoë O’Neil \\u0000", "李 \U0001f600")
    assert check([matter]).ok


def test_a_draft_without_an_archive_files_none(draft: Draft, matter: Matter):
    filed(draft)

    assert not ArchiveEvidence.objects.exists()
    assert check([matter]).ok


def test_a_claim_has_one_archive(draft: Draft):
    hold(draft, archive())
    claim = filed(draft)

    archives.file_with(draft, claim, actor=CLAIMANT, at=NOW)

    assert ArchiveEvidence.objects.count() == 1


def test_an_archive_that_is_refused_leaves_no_file_and_no_row(draft: Draft, data_dir: Path):
    with pytest.raises(ArchiveRefused):
        hold(draft, b"%PDF", keeps_file=True)

    assert not DraftArchive.objects.exists()
    assert not (data_dir / "uploads").exists()


def test_a_draft_that_was_sent_meanwhile_takes_no_archive_and_keeps_no_file(
    draft: Draft, data_dir: Path
):
    draft.submitted_claim = file_claim(draft.matter)
    draft.save()

    hold(draft, archive(), keeps_file=True)

    assert not DraftArchive.objects.exists()
    assert not list((data_dir / "uploads").iterdir())


def test_what_drafts_hold_is_forgotten_with_their_files(draft: Draft, data_dir: Path):
    hold(draft, archive(), keeps_file=True)

    archives.let_go(Draft.objects.filter(pk=draft.pk))

    assert not DraftArchive.objects.exists()
    assert not list((data_dir / "uploads").iterdir())


def test_a_disk_that_is_full_leaves_no_half_a_file(
    draft: Draft, data_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)

    with pytest.raises(OSError, match="No space"):
        hold(draft, archive(), keeps_file=True)

    assert not list((data_dir / "uploads").iterdir())
    assert not DraftArchive.objects.exists()


def test_files_that_a_crash_left_are_swept_and_no_other(
    draft: Draft, matter: Matter, data_dir: Path
):
    hold(draft, archive(), keeps_file=True)
    filed(draft)
    waiting = Draft.objects.create(matter=matter, key="w", started_at=NOW, changed_at=NOW)
    hold(waiting, archive(), keeps_file=True)
    uploads = data_dir / "uploads"
    named = set(uploads.iterdir())
    for name in ("0" * 64 + "-00000000.zip", ".partial-lost", "fresh.zip"):
        (uploads / name).write_bytes(b"PK")
    for path in uploads.iterdir():
        age = timedelta(minutes=30 if path.name == "fresh.zip" else 90)
        moment = (NOW - age).timestamp()
        os.utime(path, (moment, moment))

    assert len(named) == 2
    assert archives.sweep_files(NOW) == 2
    assert set(uploads.iterdir()) == {*named, uploads / "fresh.zip"}


def test_where_nothing_was_ever_kept_nothing_is_swept(data_dir: Path):
    assert archives.sweep_files(NOW) == 0


def test_a_draft_that_nobody_can_reach_goes_with_its_file(draft: Draft, data_dir: Path):
    hold(draft, archive(), keeps_file=True)

    forget_unreachable(NOW + KEPT - timedelta(seconds=1))
    assert Draft.objects.exists()
    assert list((data_dir / "uploads").iterdir())
    forget_unreachable(NOW + KEPT)

    assert not Draft.objects.exists()
    assert not list((data_dir / "uploads").iterdir())


def test_a_draft_that_was_sent_stays(draft: Draft, matter: Matter):
    draft.submitted_claim = file_claim(matter)
    draft.save()

    forget_unreachable(NOW + KEPT)

    assert Draft.objects.exists()
