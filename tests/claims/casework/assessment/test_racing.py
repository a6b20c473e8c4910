"""Two batches that meet at one account."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections

from claims.audit.trail_check import check_trail as check_audit
from claims.casework.assessment import assess
from claims.models import Claim, Matter
from tests.factories import NOW, file_claim, member, open_matter, produce


def at_once(matter: Matter, batches: list[list[int]]) -> None:
    start = Barrier(len(batches))

    def run(batch: list[int]) -> None:
        try:
            start.wait(30)
            assess(matter, batch, NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(batches)) as pool:
        list(pool.map(run, batches))


@pytest.mark.django_db(transaction=True)
def test_batches_that_meet_at_one_account_leave_one_payable_claim(data_dir: object):
    matter = open_matter()
    produce(matter, *(member(f"A{n}") for n in range(6)))
    batches = [
        [file_claim(matter, email=f"a{n}@example.org").pk for n in range(6)] for _ in range(4)
    ]

    at_once(matter, batches)

    for n in range(6):
        of_account = Claim.objects.filter(account__account_id=f"A{n}").order_by("external_ref")
        assert [c.outcome for c in of_account] == ["payable", *["duplicate"] * 3]
        assert {c.payable_claim for c in of_account[1:]} == {of_account[0]}
    assert check_audit([matter]).first_break is None


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_in_two_workers_is_assessed_once(data_dir: object):
    matter = open_matter()
    produce(matter, member("A1"))
    claims = [file_claim(matter, email="a1@example.org").pk for _ in range(5)]

    at_once(matter, [claims, list(reversed(claims)), claims])

    assert check_audit([matter]).first_break is None
    assert [c.events.count() for c in Claim.objects.all()] == [6] * 5
    assert [c.assessments.count() for c in Claim.objects.all()] == [1] * 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one writer in at a time")
def test_records_that_arrive_between_the_lock_and_the_match_do_no_harm(
    data_dir: object, monkeypatch: pytest.MonkeyPatch
):
    matter = open_matter()
    claim = file_claim(matter, email="a1@example.org", filed_at=NOW - timedelta(days=1))
    module = __import__("claims.casework.assessment.claim_assessment", fromlist=["match_decisions"])
    real, calls = module.match_decisions, []

    def match_then_import(*args: object) -> object:
        decisions = real(*args)
        calls.append(args)
        if len(calls) == 1:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(import_elsewhere).result(60)
        return decisions

    def import_elsewhere() -> None:
        try:
            produce(matter, member("A1"))
        finally:
            connections.close_all()

    monkeypatch.setattr(module, "match_decisions", match_then_import)

    assess(matter, [claim.pk], NOW)
    assess(matter, [claim.pk], NOW)

    claim.refresh_from_db()
    assert (claim.outcome, claim.verdict) == ("payable", "eligible")
    assert connection.vendor == "postgresql"
