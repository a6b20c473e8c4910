"""Archives read by whichever worker comes: a few at once, once each, whatever ends a reader."""

import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, connections
from pytest_django import Settings

from claims.audit.trail_check import check_trail as check_audit
from claims.casework.intake import archive_queue, archive_uploads
from claims.casework.intake.archive_queue import (
    LONGEST_READING,
    MOST_STARTS,
    SILENCE_LIMIT,
    ReadingTooLong,
    read_oldest,
)
from claims.casework.intake.withdrawal import withdraw_claim
from claims.models import (
    ArchiveEvidence,
    ArchiveUpload,
    Claim,
    Draft,
    DraftArchive,
    Matter,
    OutboxEntry,
)
from claims.records.archives import Fault
from tests.claims.casework.intake.test_archive_uploads import add, hold
from tests.claims.records.archives.zips import archive, message_row, messages
from tests.factories import CLAIMANT, NOW, file_claim, trail_of
from tests.infrastructure.databases import database_url
from tools.paths import PYTHON, ROOT

A_SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _one_at_once(settings: Settings) -> None:
    settings.ARCHIVES_AT_ONCE = 1


@pytest.fixture
def drafts(matter: Matter) -> list[Draft]:
    return [
        Draft.objects.create(matter=matter, key=key, started_at=NOW, changed_at=NOW)
        for key in ("first", "second")
    ]


def now() -> datetime:
    return NOW


class Clock:
    """Goes on by a second or more each time that somebody looks, and then does something."""

    def __init__(
        self, then: Callable[[], object] = lambda: None, step: timedelta = A_SECOND
    ) -> None:
        self.at, self.step, self.then = NOW, step, then

    def __call__(self) -> datetime:
        self.at += self.step
        self.then()
        return self.at


def send(draft: Draft) -> Claim:
    """File the draft's claim, with what it holds."""
    draft.submitted_claim = file_claim(draft.matter)
    draft.save()
    archive_uploads.attach_to_claim(draft, draft.submitted_claim, actor=CLAIMANT, at=NOW)
    return draft.submitted_claim


def files(data_dir: Path) -> list[Path]:
    return list((data_dir / "uploads").iterdir())


def test_the_oldest_is_read_first_and_each_knows_how_many_come_before(drafts: list[Draft]):
    for draft in drafts:
        add(draft, archive())
    first, second = ArchiveUpload.objects.all()
    assert [archive_queue.archives_ahead(upload) for upload in (first, second)] == [0, 1]

    read_oldest(now)

    assert list(ArchiveUpload.objects.all()) == [second]
    assert DraftArchive.objects.get().draft == drafts[0]
    assert OutboxEntry.objects.get(key=str(first.pk), topic="read_archive").done_at == NOW
    assert archive_queue.archives_ahead(second) == 0


@pytest.mark.parametrize(
    ("silent_for", "is_read"),
    [(SILENCE_LIMIT, False), (SILENCE_LIMIT + A_SECOND, True)],
    ids=["its reader may still be there", "its reader was killed"],
)
def test_a_place_is_free_again_when_its_reader_is_silent(
    drafts: list[Draft], silent_for: timedelta, is_read: bool
):
    for draft in drafts:
        add(draft, archive())
    ArchiveUpload.objects.filter(draft=drafts[0]).update(place=0, begun=1, seen_at=NOW - silent_for)

    read_oldest(now)

    assert DraftArchive.objects.filter(draft=drafts[0]).exists() == is_read
    assert not DraftArchive.objects.filter(draft=drafts[1]).exists()


def test_while_it_is_read_the_row_says_how_far_it_is(drafts: list[Draft]):
    add(drafts[0], archive())
    seen: list[tuple[int, int]] = []

    read_oldest(
        Clock(lambda: seen.append(ArchiveUpload.objects.values_list("read_bytes", "all_bytes")[0]))
    )

    parts = [read for read, expected in seen if expected]
    assert parts == sorted(parts)
    assert len(set(parts)) > 3
    assert parts[-1] == seen[-1][1]


def test_a_removed_archive_is_read_no_further(drafts: list[Draft], data_dir: Path):
    add(drafts[0], archive(), keeps_file=True)
    looks = iter(range(100))

    def remove() -> None:
        if next(looks) == 3:
            archive_uploads.forget_archives(drafts)

    read_oldest(Clock(remove))

    assert next(looks) < 7
    assert not DraftArchive.objects.exists()
    assert not files(data_dir)


def test_one_replaced_while_it_is_read_is_forgotten_and_the_other_read(
    drafts: list[Draft], data_dir: Path
):
    add(drafts[0], archive(), keeps_file=True)
    looks = iter(range(100))

    def replace() -> None:
        if next(looks) == 3:
            add(drafts[0], archive(messages=messages(message_row())))

    read_oldest(Clock(replace))
    assert not DraftArchive.objects.exists()
    read_oldest(now)

    assert DraftArchive.objects.get().summary["messages"]["sent"] == 1
    assert not files(data_dir)


def test_what_takes_too_long_is_put_off_and_frees_its_place(drafts: list[Draft], data_dir: Path):
    add(drafts[0], archive())

    with pytest.raises(ReadingTooLong):
        read_oldest(Clock(step=LONGEST_READING + A_SECOND))

    upload = ArchiveUpload.objects.get()
    assert (upload.place, upload.begun, upload.fault) == (None, 1, "")
    assert len(files(data_dir)) == 1


def test_what_was_begun_three_times_and_never_finished_is_refused(
    drafts: list[Draft], data_dir: Path
):
    add(drafts[0], archive())
    (file,) = files(data_dir)
    file.unlink()
    for _ in range(MOST_STARTS):
        with pytest.raises(FileNotFoundError):
            read_oldest(now)

    read_oldest(now)

    assert ArchiveUpload.objects.get().fault == Fault.NOT_FINISHED.name
    assert not archive_queue.is_waiting(ArchiveUpload.objects.get().pk)


# -- a claim that was sent before its archive was read ---------------------------------------------


@pytest.mark.parametrize("keeps_file", [True, False], ids=["kept", "not kept"])
def test_an_archive_that_waits_when_the_claim_is_sent_becomes_the_claims(
    drafts: list[Draft], matter: Matter, data_dir: Path, keeps_file: bool
):
    add(drafts[0], archive(), keeps_file=keeps_file)
    claim = send(drafts[0])
    assert not ArchiveEvidence.objects.exists()

    read_oldest(now)

    evidence = ArchiveEvidence.objects.get()
    assert evidence.claim == claim
    assert [evidence.kept_path] == ([f"uploads/{f.name}" for f in files(data_dir)] or [""])
    assert bool(evidence.kept_path) == keeps_file
    assert trail_of(claim) == ["submitted", "archive_received"]
    assert OutboxEntry.objects.filter(key=f"{claim.pk}:archive", topic="assess_claim").exists()
    assert check_audit([matter]).ok


def test_where_it_is_refused_the_one_held_before_becomes_the_claims(
    drafts: list[Draft], data_dir: Path
):
    hold(drafts[0], archive())
    add(drafts[0], b"%PDF")
    claim = send(drafts[0])

    read_oldest(now)

    assert ArchiveEvidence.objects.get().claim == claim
    assert archive_uploads.upload_of(claim).fault == Fault.NOT_A_ZIP.name  # type: ignore[union-attr]
    assert not files(data_dir)


def test_a_claim_that_is_withdrawn_lets_its_unread_archive_go(drafts: list[Draft], data_dir: Path):
    add(drafts[0], archive(), keeps_file=True)
    claim = send(drafts[0])

    withdraw_claim(claim, actor=CLAIMANT, at=NOW)

    assert read_oldest(now) is None
    assert not files(data_dir)


# -- several at once, and killed ------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_no_more_read_than_there_are_places_and_each_archive_once(
    drafts: list[Draft], settings: Settings
):
    settings.ARCHIVES_AT_ONCE = 2
    for draft in drafts:
        add(draft, archive())
    most = 0

    def look() -> None:
        nonlocal most
        most = max(most, ArchiveUpload.objects.filter(place__isnull=False).count())

    def work(_: int) -> None:
        try:
            while read_oldest(Clock(look)):
                pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    while read_oldest(now):
        pass
    assert most in (1, 2)
    assert DraftArchive.objects.count() == 2
    assert not ArchiveUpload.objects.exists()


KILLED = """
import os, signal, sys
from datetime import datetime, timedelta
import django
django.setup()
from claims.casework.intake.archive_queue import read_oldest
at = datetime.fromisoformat(sys.argv[1])
def clock():
    global at
    at += timedelta(seconds=1)
    if (at - datetime.fromisoformat(sys.argv[1])).seconds == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return at
read_oldest(clock)
"""


@pytest.mark.django_db(transaction=True)
def test_a_reader_that_is_killed_leaves_the_file_and_another_reads_it(
    drafts: list[Draft], data_dir: Path
):
    add(drafts[0], archive())
    ended = subprocess.run(
        [str(PYTHON), "-c", KILLED, NOW.isoformat()],
        cwd=ROOT,
        env={
            "DATABASE_URL": database_url(connection),
            "DATA_DIR": str(data_dir),
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        },
    )
    assert ended.returncode == -9
    left = ArchiveUpload.objects.get()
    assert (left.place, left.begun, len(files(data_dir))) == (0, 1, 1)
    assert 0 < left.read_bytes <= left.all_bytes

    assert read_oldest(lambda: NOW + 2 * A_SECOND) is None
    read_oldest(lambda: NOW + SILENCE_LIMIT + 10 * A_SECOND)

    assert DraftArchive.objects.get().draft == drafts[0]
    assert not files(data_dir)
