"""The archive of a claim held against the production that was imported."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest

from claims.casework.docket import current_plan
from claims.models import ArchiveEvidence, Claim, Matter
from claims.records.archive_check import archive_comparison_lines
from claims.records.archives import read_archive
from claims.records.archives.archive_comparison import ComparedSubject, ComparisonLine
from tests.claims.records.archives.zips import PERIOD, archive
from tests.claims.records.production_files import message, subscription
from tests.factories import NOW, Member, checked_claim, member, open_matter, produce


@pytest.fixture
def matter(db: None) -> Matter:
    return open_matter()


def with_archive(claim: Claim) -> Claim:
    summary = read_archive(BytesIO(archive()), PERIOD).as_json()
    ArchiveEvidence.objects.create(claim=claim, summary=summary, sha256="0" * 64, recorded_at=NOW)
    return claim


def lines(claim: Claim) -> dict[ComparedSubject, ComparisonLine]:
    found = archive_comparison_lines(claim, current_plan(claim.matter))
    return {line.subject: line for line in found}


def with_rows(of: Member, **rows: Any) -> Member:
    return replace(of, **rows)


def test_messages_of_the_records_count_inside_the_period_to_the_second(matter: Matter):
    moments = ["2021-01-20T23:59:59Z", "2021-01-21T00:00:00Z", "2024-09-17T23:59:59Z"]
    moments += ["2024-09-18T00:00:00Z"]
    rows = tuple(
        message(message_id=f"M{n}", account_id="A1", sent_at=at) for n, at in enumerate(moments)
    )
    produce(matter, with_rows(member("A1"), messages=rows), member("A2"))
    claim = with_archive(checked_claim(matter, email="a1@example.org"))

    found = lines(claim)

    assert found[ComparedSubject.MESSAGES].records == {"count": 2, "inmail": 2}
    assert found[ComparedSubject.MONTHS].records == {"count": 2}


@pytest.mark.parametrize(
    ("row", "days"),
    [
        pytest.param({"product": "premium_career"}, 31, id="Premium"),
        pytest.param({"product": "learning"}, 0, id="another product"),
        pytest.param({"product": "premium_career", "is_trial": "true"}, 0, id="a trial"),
        pytest.param({"product": "premium_career", "amount_paid": "0.00"}, 0, id="not paid for"),
    ],
)
def test_subscriptions_are_those_that_the_plan_asks_for(
    matter: Matter, row: dict[str, str], days: int
):
    rows = (subscription(subscription_id="S1", account_id="A1", **row),)
    produce(matter, with_rows(member("A1"), subscriptions=rows))
    claim = with_archive(checked_claim(matter, email="a1@example.org"))

    assert lines(claim)[ComparedSubject.PREMIUM].records == {"days": days}


def test_a_refused_row_of_the_account_makes_its_kind_incomplete(matter: Matter):
    bad = message(message_id="M9", account_id="A1", sent_at="yesterday")
    produce(matter, with_rows(member("A1"), messages=(bad,)))
    claim = with_archive(checked_claim(matter, email="a1@example.org"))

    found = lines(claim)

    assert found[ComparedSubject.MESSAGES].why == "records_incomplete"
    assert found[ComparedSubject.PREMIUM].why is None


@pytest.mark.parametrize("email", ["nobody@example.org", "a1@example.org"])
def test_there_is_nothing_to_compare_without_an_account_or_an_archive(matter: Matter, email: str):
    produce(matter, member("A1"))
    claim = checked_claim(matter, email=email)

    assert not lines(claim if email.startswith("a1") else with_archive(claim))
