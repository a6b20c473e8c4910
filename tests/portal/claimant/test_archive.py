"""The claimant's own archive on the form: optional, read by a worker, shown, removed, sent."""

import json
import logging
import os
import re
import resource
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.core.serializers import serialize
from django.db import DatabaseError, OperationalError
from django.test import Client

from claims.audit.trail_check import check_trail as check_audit
from claims.casework.intake.expired_drafts import DRAFT_LIFETIME
from claims.models import ArchiveEvidence, ArchiveUpload, Claim, Draft, DraftArchive, Event, Matter
from claims.records.archives import ArchiveSummary, limits
from portal.worker import jobs, publisher
from tests.claims.records.archives.test_archive_faults import HOSTILE
from tests.claims.records.archives.zips import (
    ANA,
    CANARY,
    FILES,
    archive,
    message_row,
    messages,
    zipped,
)
from tests.factories import NOW, check, member, produce, trail_of
from tests.portal.claimant.visitors import Visitor, code_for, title_of, words_of

pytestmark = pytest.mark.one_engine

PAGE = "file/archive/"


def send(visitor: Visitor, data: bytes, **fields: str) -> Any:
    """Upload the archive, which then waits."""
    file = SimpleUploadedFile("Basic_LinkedInDataExport.zip", data, "application/zip")
    return visitor.post(PAGE, {"archive": file, **fields})


def upload(visitor: Visitor, data: bytes, **fields: str) -> Any:
    """Upload the archive, and let a worker read it."""
    answer = send(visitor, data, **fields)
    jobs.read_archives()
    return answer


@pytest.fixture
def filled(visitor: Visitor) -> Visitor:
    visitor.fill()
    return visitor


# -- the page -------------------------------------------------------------------------------------


def test_the_archive_is_asked_for_last_and_need_not_be_given(filled: Visitor):
    led_to = filled.answer("place").headers["Location"]
    page = filled.get(PAGE)

    assert led_to == f"/linkedin-inmail/{PAGE}"
    assert page.content.decode().count("<h1") == 1
    assert "You need not do this" in words_of(page)
    assert re.search(r'<p id="why">\s*We ask ', page.content.decode())
    assert 'href="/linkedin-inmail/file/check/"' in page.content.decode()
    assert not re.search(r"<input[^>]* checked", page.content.decode())
    filled.sign()
    assert not ArchiveEvidence.objects.exists()


def test_what_the_archive_says_is_shown_before_anything_is_sent(filled: Visitor):
    answer = upload(filled, archive())
    words = words_of(filled.get(PAGE))

    assert answer.headers["Location"] == f"/linkedin-inmail/{PAGE}"
    for said in (
        "2 in all: 1 sent, 1 received.",
        "1 received. On 15 January 2023.",
        "Between 21 January 2021 and 17 September 2024, the class period: 2.",
        "The archive does not say which of them were InMail.",
        "1 for Premium: $29.99.",
        "1 for something else.",
        "ana@example.org (primary, confirmed)",
        f"Ana Díaz {ANA}",
        "Account opened 14 September 2012",
        "It does not decide the claim.",
        "The file is deleted.",
    ):
        assert said in words
    assert not Claim.objects.exists()


@pytest.mark.parametrize("word", ["eligible", "records say", "agrees", "differs", "InMails", "pay"])
def test_the_page_promises_nothing_and_compares_with_nothing(
    filled: Visitor, matter: Matter, word: str
):
    produce(matter, member("A1", email="ana@example.org"))
    upload(filled, archive())

    page = filled.get(PAGE).content.decode()
    main = page[page.index("<h1>") : page.index("</main>")]

    assert word.casefold() not in main.casefold()


def test_what_is_missing_or_cannot_be_read_is_said(filled: Visitor):
    upload(filled, zipped([{"messages.csv": "DÉ,DATE\nJosé,x\n".encode("latin-1")}]))

    words = words_of(filled.get(PAGE))

    assert (
        "We could not read messages.csv: it is not UTF-8 text. If another program opened and saved "
        "it, upload the archive as LinkedIn sent it." in words
    )
    assert "The archive has no Receipts_v2.csv." in words


def test_what_was_passed_over_is_counted(filled: Visitor):
    rows = [
        message_row(),
        message_row(at="4/3/24"),
        message_row(at="4/4/2024 10:00"),
        message_row(at=""),
        message_row(draft="Yes"),
        message_row(sender="Jos~"),
    ]
    line = "2023-01-01 08:00:00 UTC,LinkedIn Premium,{},USD\n"
    receipts = "Transaction Made At,Description,Total Amount,Currency Code\n" + "".join(
        line.format(total) for total in ("29.99", '"29,99"', "(9.99)")
    )
    text = messages(*rows).encode().replace(b"~", b"\xe9")
    upload(filled, archive(messages=text, receipts_v2=receipts))

    words = words_of(filled.get(PAGE))

    for said in (
        "5 in all: 5 sent, 0 received.",
        "2 have no date that we can read. No date at all: 1; Day, month and year cannot be told "
        "apart, as in 4/3/24: 1.",
        "1 draft, which was not sent, is not among them.",
        "1 row of messages.csv has letters that are not UTF-8 text; we left out what they are in.",
        "3 for Premium: $20.00.",
        "1 of them has an amount that we cannot read for sure, and is not in the sum.",
    ):
        assert said in words


@pytest.mark.parametrize("sent", [{}, {"archive": "a text"}], ids=["nothing", "no file"])
def test_a_form_without_a_file_says_what_to_do(filled: Visitor, sent: dict[str, str]):
    answer = filled.post(PAGE, sent)

    assert title_of(answer).startswith("Error: ")
    assert words_of(answer).count("Choose the .zip file, or go on without an archive") == 2


def test_a_bad_archive_gets_one_clear_sentence(filled: Visitor, settings: Any):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "upload": {"network": (1000, 600)}}
    for name, (made, fault) in HOSTILE.items():
        upload(filled, made())
        answer = filled.get(PAGE)

        assert (answer.status_code, title_of(answer)[:6]) == (200, "Error:"), name
        said = fault.value.en.format(file="messages.csv")
        assert words_of(answer).count(said) == 2, name
    assert not DraftArchive.objects.exists()


def test_the_sentence_is_there_in_spanish(filled: Visitor):
    file = SimpleUploadedFile("a.zip", b"%PDF", "application/zip")

    filled.post(PAGE, {"archive": file})
    jobs.read_archives()
    answer = filled.get(PAGE, headers={"Accept-Language": "es"})

    assert "El archivo no es un ZIP." in words_of(answer)


def test_a_bad_archive_leaves_the_one_before(filled: Visitor):
    upload(filled, archive())

    upload(filled, b"%PDF")

    words = words_of(filled.get(PAGE))
    assert "uploaded after this one was not taken. The file is not a ZIP archive." in words
    assert "2 in all: 1 sent, 1 received." in words


def test_another_archive_takes_the_place_of_the_first(filled: Visitor):
    upload(filled, archive())
    upload(filled, archive(messages=messages(message_row())))

    assert "1 message, 1 Premium receipt, 2 e-mail addresses" in words_of(filled.get("file/check/"))


def test_an_archive_can_be_removed(filled: Visitor, data_dir: Path):
    upload(filled, archive(), keep="on")
    filled.post("file/archive/remove/")
    claim = sent(filled)

    assert not DraftArchive.objects.exists()
    assert not ArchiveEvidence.objects.filter(claim=claim).exists()
    assert not list((data_dir / "uploads").iterdir())


def test_a_visitor_without_a_draft_is_led_to_the_start(visitor: Visitor):
    assert visitor.get(PAGE).headers["Location"] == "/linkedin-inmail/file/"
    assert upload(visitor, archive()).headers["Location"] == "/linkedin-inmail/file/"
    assert visitor.post("file/archive/remove/").headers["Location"] == "/linkedin-inmail/file/"


def test_an_archive_that_comes_after_sending_changes_nothing(filled: Visitor):
    claim = sent(filled)

    answer = upload(filled, archive())

    assert answer.headers["Location"] == "/linkedin-inmail/file/sent/"
    assert not ArchiveEvidence.objects.filter(claim=claim).exists()


# -- while it waits -------------------------------------------------------------------------------


def test_the_page_says_how_many_come_before_and_how_far_it_is(filled: Visitor, matter: Matter):
    other = Visitor(matter.slug, Client())
    other.fill()
    send(other, archive())
    answer = send(filled, archive())

    waiting = filled.get(PAGE)
    ArchiveUpload.objects.filter(pk=ArchiveUpload.objects.latest("pk").pk).update(
        place=0, seen_at=NOW, begun=1, read_bytes=limits.MEGABYTE, all_bytes=41 * limits.MEGABYTE
    )

    assert answer.headers["Location"] == f"/linkedin-inmail/{PAGE}"
    assert "1 archive is read before yours." in words_of(waiting)
    assert "Yours is the next." in words_of(other.get(PAGE))
    assert "1 of 41 megabytes are read." in words_of(filled.get(PAGE))
    assert 'href="/linkedin-inmail/file/check/"' in waiting.content.decode()


def test_the_page_looks_again_by_itself_only_for_those_who_ask(filled: Visitor):
    send(filled, archive())

    asked, unasked = filled.get(f"{PAGE}?again"), filled.get(PAGE)
    jobs.read_archives()

    assert (asked.headers["Refresh"], "Refresh" in unasked.headers) == ("5", False)
    assert "Stop that" in words_of(asked)
    assert "Refresh" not in filled.get(f"{PAGE}?again").headers


def test_a_claim_sent_before_its_archive_is_read_says_so_until_it_is(
    filled: Visitor, matter: Matter
):
    send(filled, archive())
    shown = [filled.get("file/check/")]
    claim = sent(filled)
    entered = opened(claim)
    shown += [filled.get("file/sent/"), entered.get(f"claim/{claim.reference}/")]
    jobs.read_archives()

    for page in shown:
        assert "Your archive is still being read" in words_of(page)
    assert "Not read yet" in words_of(shown[2])
    assert "2 in all: 1 sent, 1 received." in words_of(entered.get(f"claim/{claim.reference}/"))
    assert trail_of(claim) == ["submitted", "archive_received"]
    assert check_audit([matter]).ok


def test_a_refusal_after_the_claim_was_sent_stands_on_its_page(filled: Visitor):
    send(filled, b"%PDF")
    claim = sent(filled)
    jobs.read_archives()

    words = words_of(opened(claim).get(f"claim/{claim.reference}/"))

    assert "Your archive was not taken The file is not a ZIP archive." in words
    assert "Your claim is checked in the same way without it." in words


def test_an_archive_can_be_removed_before_it_is_read(filled: Visitor, data_dir: Path):
    send(filled, archive(), keep="on")

    filled.post("file/archive/remove/")

    assert "Do you want to add" in words_of(filled.get(PAGE))
    assert not list((data_dir / "uploads").iterdir())


def test_without_a_broker_a_thread_reads_it(
    filled: Visitor, ring_archive: Callable[[], None], monkeypatch: pytest.MonkeyPatch
):
    begun: list[Callable[[], None]] = []

    class Thread:
        def __init__(self, *, target: Callable[[], None], daemon: bool) -> None:
            begun.append(target)

        def start(self) -> None:
            """It comes to it later."""

    monkeypatch.setattr(publisher, "Thread", Thread)
    monkeypatch.setattr("portal.worker.publisher.connections.close_all", lambda: None)
    monkeypatch.setattr(publisher, "publish_archive", ring_archive)

    send(filled, archive())
    jobs.process_newest(20)
    assert ArchiveUpload.objects.exists(), "no request reads it"
    begun[0]()

    assert not ArchiveUpload.objects.exists()
    assert DraftArchive.objects.exists()


# -- what is turned away before it is read --------------------------------------------------------


def test_an_upload_that_is_too_large_is_turned_away_by_its_length(
    filled: Visitor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limits, "LARGEST_UPLOAD", limits.MEGABYTE)

    answer = upload(filled, b"x" * (limits.MEGABYTE + 70_000))

    assert answer.status_code == 413
    assert "We read files of up to 1 megabytes." in words_of(answer)


def test_the_form_must_be_ours(filled: Visitor):
    stranger = Visitor(client=Client(enforce_csrf_checks=True))
    stranger.client.cookies = filled.client.cookies

    assert upload(stranger, archive()).status_code == 403
    assert stranger.post("file/archive/remove/").status_code == 403


def test_too_many_uploads_from_one_address_are_told_to_wait(filled: Visitor, settings: Any):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "upload": {"visit": (1, 600)}}

    answers = [upload(filled, archive()).status_code for _ in range(2)]

    assert answers == [302, 429]


NO_ROOM = "We hold as many files as we can at the moment, so we could not take yours."
NOT_STORED = "We could not store the file, for a reason on our side. Go on without an archive"


def test_over_the_sites_limit_the_form_says_so_and_takes_nothing(
    filled: Visitor, settings: Any, data_dir: Path
):
    settings.DRAFT_UPLOADS_MOST_BYTES = len(archive()) - 1

    answer = send(filled, archive())

    assert (answer.status_code, title_of(answer)[:6]) == (503, "Error:")
    assert words_of(answer).count(NO_ROOM) == 2
    assert not (data_dir / "uploads").exists()


@pytest.fixture
def full_disk(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A DATA_DIR on which a file of three megabytes has no room: where we may, a file system of its
    own, else a limit on what this process writes."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)]
    if os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0:
        settings.DATA_DIR = tmp_path
        yield
        subprocess.run(["umount", str(tmp_path)], check=True)
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * limits.MEGABYTE, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    filled: Visitor, full_disk: None, settings: Any, caplog: pytest.LogCaptureFixture
):
    answer = send(filled, os.urandom(3 * limits.MEGABYTE))

    assert (answer.status_code, title_of(answer)[:6]) == (503, "Error:")
    assert words_of(answer).count(NOT_STORED) == 2
    assert not list((Path(settings.DATA_DIR) / "uploads").iterdir())
    assert not ArchiveUpload.objects.exists()
    (line,) = (record.message for record in caplog.records if record.name.startswith("portal.cl"))
    assert line in (
        "an uploaded archive was not taken: No space left on device",
        "an uploaded archive was not taken: File too large",
    )


def test_a_folder_that_cannot_be_written_is_the_same_sentence(
    filled: Visitor, settings: Any, tmp_path: Path
):
    settings.DATA_DIR = tmp_path / "a file"
    settings.DATA_DIR.write_text("")

    answer = send(filled, archive())

    assert answer.status_code == 503
    assert words_of(answer).count(NOT_STORED) == 2


def test_a_database_on_the_full_disk_is_the_same_sentence(
    filled: Visitor, data_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    def fails(**values: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(ArchiveUpload.objects, "create", fails)

    answer = send(filled, archive())

    assert words_of(answer).count(NOT_STORED) == 2
    assert not list((data_dir / "uploads").iterdir())


# -- with the claim -------------------------------------------------------------------------------


def sent(visitor: Visitor) -> Claim:
    assert visitor.sign().status_code == 302
    return Claim.objects.latest("id")


def test_what_the_archive_says_becomes_the_claims_when_it_is_sent(filled: Visitor):
    upload(filled, archive())

    claim = sent(filled)

    evidence = ArchiveEvidence.objects.get()
    assert (evidence.claim, evidence.recorded_at, evidence.kept_path) == (claim, NOW, "")
    assert ArchiveSummary.from_json(evidence.summary).messages.sent == 1
    assert not DraftArchive.objects.exists()
    assert trail_of(claim) == ["submitted", "archive_received"]
    data = Event.objects.get(kind="archive_received").data
    assert (data["archive_sha256"], data["kept"]) == (evidence.sha256, False)


def test_signing_twice_files_the_archive_once(filled: Visitor):
    upload(filled, archive())

    filled.sign()
    filled.sign()

    assert ArchiveEvidence.objects.count() == 1


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param({"sha256": "0" * 64}, id="another file"),
        pytest.param({"summary": {}}, id="another summary"),
        pytest.param({"kept_path": "uploads/x.zip"}, id="a file that was not kept"),
    ],
)
def test_a_change_of_what_the_archive_says_breaks_the_trail(
    filled: Visitor, matter: Matter, spoil: dict[str, Any]
):
    upload(filled, archive())
    claim = sent(filled)
    assert check_audit([matter]).ok

    ArchiveEvidence.objects.update(**spoil)

    assert check_audit([matter]).first_break == (
        f"Claim {claim.reference}: what its archive says is not what its trail says."
    )


def test_an_archive_that_is_gone_breaks_the_trail(filled: Visitor, matter: Matter):
    upload(filled, archive())
    sent(filled)

    ArchiveEvidence.objects.all().delete()

    assert "what its archive says" in (check_audit([matter]).first_break or "")


def test_the_archive_is_no_key_by_which_the_claim_is_matched(matter: Matter):
    produce(matter, member("A1", email="ana.diaz@work.example", profile_url=ANA + "-x"))
    visitor = Visitor()
    visitor.fill(email="", profile_url="", notice_id="", first_name="Zoe", last_name="Unlike")
    upload(visitor, archive())
    claim = sent(visitor)

    check(matter, claim)

    assert claim.account is None


# -- the file -------------------------------------------------------------------------------------


def test_the_file_is_kept_only_if_the_claimant_says_so(filled: Visitor, data_dir: Path):
    upload(filled, archive(), keep="on")
    claim = sent(filled)

    (kept,) = (data_dir / "uploads").iterdir()
    assert kept.read_bytes() == archive()
    assert kept.name.startswith(claim.archive.sha256)
    assert claim.archive.kept_path == f"uploads/{kept.name}"
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_kept_file_goes_with_a_draft_that_nobody_sent(
    filled: Visitor, matter: Matter, data_dir: Path, clock: time_machine.Traveller
):
    upload(filled, archive(), keep="on")

    clock.move_to(NOW + DRAFT_LIFETIME)
    Visitor(matter.slug).begin()

    assert not list((data_dir / "uploads").iterdir())
    assert Draft.objects.count() == 1


def test_a_kept_file_goes_when_another_archive_comes(filled: Visitor, data_dir: Path):
    upload(filled, archive(), keep="on")
    upload(filled, archive())

    assert not list((data_dir / "uploads").iterdir())


def test_what_could_not_be_saved_leaves_the_file_before_and_no_other(
    filled: Visitor, data_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    upload(filled, archive(), keep="on")
    (kept,) = (data_dir / "uploads").iterdir()

    def fails(**values: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(ArchiveUpload.objects, "create", fails)
    filled.client.raise_request_exception = False
    answer = upload(filled, archive(profile="First Name,Last Name\nBo,Ek\n"), keep="on")

    assert answer.status_code == 500
    assert list((data_dir / "uploads").iterdir()) == [kept]
    assert DraftArchive.objects.get().kept_path == f"uploads/{kept.name}"


def test_two_people_with_one_file_have_a_copy_each(matter: Matter, data_dir: Path):
    visitors = [Visitor(client=Client()) for _ in range(2)]
    for visitor in visitors:
        visitor.fill()
        upload(visitor, archive(), keep="on")

    visitors[0].post("file/archive/remove/")

    assert len(list((data_dir / "uploads").iterdir())) == 1


def test_a_kept_file_is_deleted_on_request_and_the_trail_says_so(
    filled: Visitor, matter: Matter, data_dir: Path
):
    upload(filled, archive(), keep="on")
    claim = sent(filled)

    call_command("forget_archive", claim.reference, stdout=StringIO())

    assert not list((data_dir / "uploads").iterdir())
    assert trail_of(claim)[-1] == "archive_deleted"
    assert check_audit([matter]).ok
    with pytest.raises(CommandError, match="has no archive file that was kept"):
        call_command("forget_archive", claim.reference)


# -- what is never kept ---------------------------------------------------------------------------

NEVER_KEPT = (CANARY, "Ben Okoro", "ben-okoro")


def test_what_anybody_wrote_reaches_no_table_log_session_page_or_file(
    filled: Visitor, matter: Matter, data_dir: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    broken = dict(FILES) | {"messages.csv": FILES["messages.csv"] + f'"{CANARY}'}
    before = set(temporary_files())
    pages = [upload(filled, zipped([broken])), filled.get(PAGE)]
    pages += [upload(filled, archive()[:-30]), upload(filled, archive()), filled.get(PAGE)]
    pages += [filled.get("file/check/")]
    claim = sent(filled)
    visitor = opened(claim)
    pages += [filled.get("file/sent/"), visitor.get(f"claim/{claim.reference}/")]

    models = (Claim, Draft, ArchiveUpload, DraftArchive, ArchiveEvidence, Event)
    places = {
        "tables": "".join(serialize("json", model.objects.all()) for model in models),
        "session": json.dumps([session.get_decoded() for session in Session.objects.all()]),
        "log": caplog.text,
        "pages": "".join(page.content.decode() for page in pages),
        "files": "".join(f.read_bytes().decode("latin-1") for f in files_under(data_dir)),
    }
    leaks = {name: word for name, text in places.items() for word in NEVER_KEPT if word in text}
    assert not leaks
    assert set(temporary_files()) == before


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def temporary_files() -> list[str]:
    import tempfile

    return [path.name for path in Path(tempfile.gettempdir()).glob("*.upload*")]


# -- on the claim's own page ----------------------------------------------------------------------


def opened(claim: Claim) -> Visitor:
    """The claim, opened in another browser with its one-time code."""
    visitor = Visitor(claim.matter.slug, Client())
    visitor.post("claim/", {"reference": claim.reference})
    visitor.post("claim/code/", {"code": code_for(claim)})
    return visitor


BESIDE = "Your archive beside the defendant’s records"


@pytest.mark.parametrize(
    ("on_file", "claimed", "is_shown"),
    [
        pytest.param("ana@example.org", {}, True, id="the claim's e-mail address is on file"),
        pytest.param(
            "else@example.org",
            {"profile_url": "linkedin.com/in/a1"},
            False,
            id="matched by a profile address that anybody can write down",
        ),
        pytest.param("else@example.org", {}, False, id="no account"),
    ],
)
def test_records_are_shown_only_to_whoever_proved_a_contact_on_file(
    matter: Matter, on_file: str, claimed: dict[str, str], is_shown: bool
):
    produce(matter, member("A1", email=on_file))
    visitor = Visitor()
    visitor.fill(**{"profile_url": "", "notice_id": "", **claimed})
    upload(visitor, archive())
    claim = sent(visitor)
    check(matter, claim)

    words = words_of(opened(claim).get(f"claim/{claim.reference}/"))

    assert "What your archive says" in words
    assert (BESIDE in words) == is_shown
    assert ("The records say" in words) == is_shown


def test_a_match_that_proves_nothing_shows_the_page_of_a_stranger(matter: Matter):
    produce(matter, member("A1", email="else@example.org"))
    shown = []
    for slug in ("a1", "nobody-of-this-name"):
        visitor = Visitor(client=Client())
        visitor.fill(profile_url=f"linkedin.com/in/{slug}", notice_id="")
        upload(visitor, archive())
        claim = sent(visitor)
        check(matter, claim)
        words = words_of(opened(claim).get(f"claim/{claim.reference}/"))
        shown.append(words.replace(claim.reference, "").replace(slug, ""))

    assert shown[0] == shown[1]


def test_names_and_addresses_on_file_are_not_shown_to_the_claimant(matter: Matter):
    produce(
        matter,
        member(
            "A1",
            email="ana@example.org",
            other_emails="secret@on-file.example",
            first_name="Ana",
            last_name="Onfile",
        ),
    )
    visitor = Visitor()
    visitor.fill(profile_url="", notice_id="")
    upload(visitor, archive())
    claim = sent(visitor)
    check(matter, claim)

    words = words_of(opened(claim).get(f"claim/{claim.reference}/"))

    assert "1 of them on file" in words
    for hidden in ("secret@on-file", "Onfile", "/in/a1"):
        assert hidden not in words


def test_a_claim_without_an_archive_says_nothing_of_one(matter: Matter, filled: Visitor):
    claim = sent(filled)

    words = words_of(opened(claim).get(f"claim/{claim.reference}/"))

    assert "archive" not in words.casefold()


def test_the_copy_of_the_claim_names_the_archive(filled: Visitor):
    from portal.claimant import submitted_answers

    upload(filled, archive())
    claim = sent(filled)

    rows = dict(submitted_answers.answer_rows(claim))
    assert rows["LinkedIn archive"] == "2 messages, 1 Premium receipt, 2 e-mail addresses"


def test_a_proof_lasts_no_longer_than_the_visit(matter: Matter, clock: time_machine.Traveller):
    produce(matter, member("A1", email="ana@example.org"))
    visitor = Visitor()
    visitor.fill(profile_url="", notice_id="")
    upload(visitor, archive())
    claim = sent(visitor)
    check(matter, claim)
    entered = opened(claim)

    clock.move_to(NOW + timedelta(minutes=31))

    assert entered.get(f"claim/{claim.reference}/").headers["Location"].endswith("/claim/")
