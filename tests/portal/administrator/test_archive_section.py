"""The claimant's archive on the claim's page, beside the records."""

from io import BytesIO

import pytest
from django.test import Client

from claims.models import ArchiveEvidence, ArchiveUpload, Claim, Draft, Matter
from claims.records.archives import read_archive
from tests.claims.records.archives.zips import ANA, PERIOD, archive
from tests.factories import NOW, checked_claim, member, produce
from tests.portal.people import check_page, words_of

pytestmark = pytest.mark.one_engine


def page_of(claim: Claim) -> str:
    return f"/administrator/{claim.matter.slug}/claims/{claim.reference}/"


def with_archive(claim: Claim, **columns: str) -> Claim:
    summary = read_archive(BytesIO(archive()), PERIOD).as_json()
    ArchiveEvidence.objects.create(
        claim=claim, summary=summary, sha256="a" * 64, recorded_at=NOW, **columns
    )
    return claim


@pytest.fixture
def matched(matter: Matter) -> Claim:
    produce(matter, member("A1", first_name="Ana", last_name="Díaz", profile_url=ANA))
    return with_archive(checked_claim(matter, email="a1@example.org"))


@pytest.mark.parametrize(
    "row",
    [
        "Messages in the class period 2 1, of them 1 InMail ✗ Differs",
        "Messages sent 1 1 ✓ Agrees",
        "Messages received 1 0 ✗ Differs",
        "Months with messages 1 1 ✓ Agrees",
        "1 receipt, 1 on days of a subscription on record 31 days of paid Premium ✓ Agrees",
        "Paid for Premium, at any time $29.99 $29.99 ✓ Agrees",
        "ana@example.org; ana.diaz@work.example a1@example.org ✗ Differs",
        f"Profile address {ANA} {ANA} ✓ Agrees",
        "Name Ana Díaz Ana Díaz ✓ Agrees",
        "Account opened 14 September 2012 1 January 2020 ✗ Differs",
    ],
)
def test_what_the_archive_says_stands_beside_the_records(alice: Client, matched: Claim, row: str):
    answer = alice.get(page_of(matched))

    assert row in words_of(answer)
    check_page(answer)


def test_an_archive_that_is_not_read_yet_is_told_of(alice: Client, matter: Matter):
    claim = checked_claim(matter, email="x@example.org")
    draft = Draft.objects.create(
        matter=matter, key="d", started_at=NOW, changed_at=NOW, submitted_claim=claim
    )
    ArchiveUpload.objects.create(
        draft=draft, path="uploads/x.zip", size_bytes=1, keeps_file=False, added_at=NOW
    )

    assert "The claimant’s archive Not read yet" in words_of(alice.get(page_of(claim)))


def test_an_archive_without_an_account_stands_alone(alice: Client, matter: Matter):
    claim = with_archive(checked_claim(matter, email="nobody@example.org"))

    words = words_of(alice.get(page_of(claim)))

    assert "The claimant’s archive" in words
    assert "2 in all: 1 sent, 1 received." in words
    assert "The archive says" not in words


@pytest.mark.parametrize(
    ("path", "said"),
    [("", "The file was not kept."), ("uploads/a.zip", "The claimant asked us to keep the file.")],
)
def test_the_page_says_whether_the_file_is_kept(
    alice: Client, matter: Matter, path: str, said: str
):
    claim = with_archive(checked_claim(matter, email="x@example.org"), kept_path=path)

    assert said in words_of(alice.get(page_of(claim)))


def test_a_claim_without_an_archive_has_no_such_part(alice: Client, matter: Matter):
    claim = checked_claim(matter, email="x@example.org")

    assert "archive" not in words_of(alice.get(page_of(claim))).casefold()
