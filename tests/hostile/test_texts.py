"""Every text field, with every hostile text, through every door and all that is done with claims.

Nothing stops: no work is left undone, no claim is put aside, every count adds up, the bundle
verifies, the trail holds. What is shown holds no control character.
"""

import csv
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client

from claims.audit.trail_check import check_trail as check_audit
from claims.casework.docket import current_plan
from claims.casework.intake.claims_file import import_claims
from claims.casework.intake.file_rows import FileReport
from claims.exports import export_tally
from claims.models import Claim, Letter, Matter, OutboxEntry, Tally
from claims.verification import verify_bundle
from portal.accounts.models import Role
from portal.claimant import copies
from portal.worker import jobs, publisher, tasks
from tests.claims.records.production_files import Row, account
from tests.factories import NOW, OPERATOR, Member, member, open_matter, produce
from tests.hostile.texts import CONTROLS_SHOWN, NO_TEXT, TEXTS, TOO_LONG
from tests.portal.claimant.visitors import ANSWERS, Visitor
from tests.portal.people import logged_in

FIELDS = (
    *("first_name", "last_name", "email", "profile_url", "street", "city", "state"),
    *("postal_code", "notice_id", "phone", "payment_destination", "birth_date"),
)
API = "/api/v1/matters/linkedin-inmail/claims/"
ACCOUNTS = 40
VALID = {
    "filed_at": "2026-03-02T08:38:11Z",
    "country": "US",
    "signed": "yes",
    "medium": "bulk",
    **dict.fromkeys(FIELDS, ""),
}


@pytest.fixture
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def matter(db: None, clock: None, monkeypatch: pytest.MonkeyPatch) -> Matter:
    monkeypatch.setattr(publisher, "publish", lambda: None)
    monkeypatch.setattr(publisher, "publish_later", lambda: None)
    matter = open_matter()
    texts = list(TEXTS.values())
    members = [member(f"A{n}") for n in range(ACCOUNTS)]
    # The defendant's records hold such texts too.
    members += [odd_member(f"B{n}", text) for n, text in enumerate(texts)]
    produce(matter, *members)
    return matter


def odd_member(account_id: str, text: str) -> Member:
    said = dict.fromkeys(("first_name", "last_name", "street", "city", "state"), text)
    row: Row = account(account_id=account_id, email=f"{account_id}@example.com".lower(), **said)
    return Member(row, (), ())


def rows_of_mixed_cells() -> list[dict[str, str]]:
    """Each text once in each field, with another one in every other field; and the same again with
    an address that is on file."""
    texts = list(TEXTS.values())
    made = []
    for place in range(len(texts)):
        odd = {name: texts[(place + at) % len(texts)] for at, name in enumerate(FIELDS)}
        on_file = {"email": f"a{place % ACCOUNTS}@example.org"}
        made.append(VALID | odd | {"external_ref": f"P{place}"})
        made.append(VALID | odd | on_file | {"external_ref": f"Q{place}"})
    return made


def rows_of_odd_cells() -> list[dict[str, str]]:
    """One row for each text, in every field, and in the submitter's reference; every other one is
    not signed, so that its author is asked for it by letter."""
    unsigned = {"signed": "no", "email": "unsigned@example.net"}
    return [
        VALID
        | dict.fromkeys(FIELDS, text)
        | {"external_ref": f"C{place} {text}"}
        | (unsigned if place % 2 else {})
        for place, text in enumerate(TEXTS.values())
    ]


def write_csv(path: Path, of: list[dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(of[0]), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(of)
    return path


def write_parquet(path: Path, of: list[dict[str, str]]) -> Path:
    pq.write_table(pa.Table.from_pylist(of), path)
    return path


def take_in(matter: Matter, path: Path) -> FileReport:
    report = import_claims(
        matter, path, refusals=path.with_suffix(".refused.csv"), actor=OPERATOR, at=NOW
    )
    assert report.accepted + report.repeated + report.refused == report.rows
    with report.refusals.open(newline="", encoding="utf-8") as stream:
        refused = list(csv.DictReader(stream))
    assert len(refused) == report.refused
    assert all(row["line"] and row["reason"] for row in refused)
    return report


def file_by_program(client: Client, place: int, text: str, fields: tuple[str, ...] = FIELDS) -> Any:
    body = dict.fromkeys((*fields, "external_ref"), text) | {"signed": True, "country": "US"}
    return client.post(
        API,
        json.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": f"key-{place}"},
    )


def file_by_form(text: str) -> Any:
    """Answer each question with the text; where it is refused with an error, as a person would."""
    visitor = Visitor()
    visitor.begin()
    for step, answers in ANSWERS.items():
        answered = visitor.answer(step, **{n: text for n in answers if n not in _CHOSEN})
        assert answered.status_code in (200, 302), (step, answered.status_code)
        if answered.status_code == 200:
            assert b"usa-error-message" in answered.content, step
            assert visitor.answer(step).status_code == 302, step
    signed = visitor.sign(text)
    if signed.status_code == 200:
        assert b"usa-error-message" in signed.content
        signed = visitor.sign()
    return signed


_CHOSEN = ("country", "signing_country")


def test_no_text_of_the_public_stops_anything(
    matter: Matter, tmp_path: Path, record_property: Any, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.ERROR)
    client = Client()
    by_file = [
        take_in(matter, write_csv(tmp_path / "claims.csv", rows_of_odd_cells())),
        take_in(matter, write_parquet(tmp_path / "claims.parquet", rows_of_mixed_cells())),
    ]
    for place, text in enumerate(TEXTS.values()):
        answer = file_by_program(client, place, text)
        assert answer.status_code in (201, 400), answer.content
        if answer.status_code == 400:
            assert answer.json()["error"]["fields"]
        assert file_by_form(text).status_code == 302

    claims = Claim.objects.of(matter)
    record_property("claims", claims.count())
    assert claims.filter(channel="bulk").count() == sum(report.accepted for report in by_file)
    assert claims.filter(channel="web").count() == len(TEXTS)

    jobs.process_waiting(matter)
    call_command("find_duplicates", matter.slug)
    call_command("score_claims", matter.slug)
    call_command("tally", matter.slug)

    tally = Tally.objects.get()
    assert not OutboxEntry.objects.filter(done_at=None).exists(), "work was left undone"
    assert not claims.exclude(put_aside="").exists()
    counts = tally.counts
    assert counts["claims"] == claims.count() == counts["matched"] + counts["unmatched"]
    assert counts["matched"] == (
        sum(counts["payable"].values()) + counts["duplicates"] + counts["incomplete"]
    )
    assert check_audit([matter]).ok
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    check_files(tally, tmp_path)
    due = claims.exclude(cure_due_at=None).earliest("cure_due_at").cure_due_at
    assert due is not None
    with time_machine.travel(due - timedelta(days=1), tick=False):
        tasks.remind()
        jobs.process_waiting(matter)
    assert Letter.objects.filter(kind=Letter.Kind.REMINDER, sent_at__isnull=False).exists()
    check_letters()
    check_pages(matter)


def check_files(tally: Tally, folder: Path) -> None:
    for name in ("csv", "xlsx", "parquet", "bundle"):
        export_tally(tally, name, folder / name, actor=OPERATOR, at=NOW)
    found = verify_bundle(folder / "bundle", root=tally.root_sha256)
    assert found.ok, found.first_difference
    with (folder / "csv" / "determinations.csv").open(newline="", encoding="utf-8-sig") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert not [cell for cell in cells if CONTROLS_SHOWN & set(cell) or "\n" in cell]
    assert not [cell for cell in cells if cell[:1] in ("=", "@", "＝", "+")]


def check_letters() -> None:
    assert mail.outbox
    for letter in mail.outbox:
        assert len(letter.to) == 1
        assert not any(sign in f"{letter.subject}{letter.to[0]}" for sign in "\r\n")
        assert not CONTROLS_SHOWN & set(f"{letter.subject}{letter.body}")
        assert letter.message()["Bcc"] is None


def check_pages(matter: Matter) -> None:
    plan = current_plan(matter)
    alice = logged_in("alice", matter, Role.ADMINISTRATOR)
    carol = logged_in("carol", matter, Role.COUNSEL)
    shown = [alice.get(f"/administrator/{matter.slug}/"), carol.get(f"/counsel/{matter.slug}/")]
    for claim in Claim.objects.of(matter).filter(channel="web"):
        assert copies.copy_pdf(claim, plan).startswith(b"%PDF-")
        shown.append(alice.get(f"/administrator/{matter.slug}/claims/{claim.reference}/"))
    for answer in shown:
        assert answer.status_code == 200, answer.request["PATH_INFO"]
        page = answer.content.decode()
        odd = [line for line in page.splitlines() if CONTROLS_SHOWN & set(line)]
        assert not odd, (answer.request["PATH_INFO"], odd)
        assert "<script>alert" not in page


@pytest.mark.parametrize("text", [*NO_TEXT, TOO_LONG], ids=["NUL", "a surrogate", "too long"])
def test_what_no_claim_can_hold_is_refused_with_one_sentence(
    matter: Matter, text: str, tmp_path: Path
):
    answer = file_by_program(Client(), 1, text, ("first_name",))

    assert answer.status_code == 400
    assert answer.json()["error"]["message"]
    assert not Claim.objects.exists()


@pytest.mark.parametrize("name", FIELDS)
def test_a_text_that_is_too_long_refuses_its_row_alone(matter: Matter, name: str, tmp_path: Path):
    of = [VALID | {"external_ref": "R1", name: TOO_LONG}, VALID | {"external_ref": "R2"}]

    report = take_in(matter, write_csv(tmp_path / "claims.csv", of))

    assert (report.accepted, report.refused) == (1, 1)
    assert name in report.refusals.read_text()
