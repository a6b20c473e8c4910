"""Claims under lock are saved once, with their trail, or not at all."""

from datetime import timedelta

import pytest

from claims.audit import SYSTEM
from claims.audit.trail_check import check_trail as check_audit
from claims.casework import lifecycle
from claims.casework.lifecycle import letters
from claims.models import Claim, Letter, Matter, OutboxEntry, Status
from tests.factories import NOW, checked_claim, file_claim, open_matter, trail_of


def test_a_failure_in_the_middle_saves_nothing(matter: Matter):
    claim = file_claim(matter)

    def fail_in_the_middle() -> None:
        with lifecycle.casework(matter, Claim.objects.filter(pk=claim.pk), NOW) as work:
            lifecycle.move(work.claims[0], Status.INTAKE_REVIEW, work.trail, SYSTEM)
            work.save()
            raise MemoryError

    with pytest.raises(MemoryError):
        fail_in_the_middle()

    claim.refresh_from_db()
    assert (claim.status, trail_of(claim)) == ("SUBMITTED", ["submitted"])


def test_claims_of_another_matter_are_not_handed_out(matter: Matter):
    claim = file_claim(open_matter("another-matter"))

    with lifecycle.casework(matter, Claim.objects.filter(pk=claim.pk), NOW) as work:
        assert work.claims == []


def test_casework_on_a_claim_has_it_alone_and_as_it_is_now(matter: Matter):
    claim, _ = file_claim(matter), file_claim(matter)
    Claim.objects.filter(pk=claim.pk).update(status=Status.INTAKE_REVIEW)

    with lifecycle.casework_on(claim, NOW) as work:
        assert (work.claim.pk, work.claim.status) == (claim.pk, Status.INTAKE_REVIEW)
        assert work.claims == [work.claim]
        lifecycle.move(work.claim, Status.MATCHING, work.trail, SYSTEM)

    claim.refresh_from_db()
    assert claim.status == Status.MATCHING


@pytest.mark.parametrize("claims", [1, 60], ids=["one claim", "sixty claims"])
def test_many_claims_are_saved_in_hardly_more_queries_than_one(
    matter: Matter, claims: int, django_assert_max_num_queries
):
    for _ in range(claims):
        file_claim(matter)

    with (
        django_assert_max_num_queries(12),
        lifecycle.casework(matter, Claim.objects.all(), NOW) as work,
    ):
        for claim in work.claims:
            lifecycle.move(claim, Status.INTAKE_REVIEW, work.trail, SYSTEM)

    assert check_audit([matter]).ok


@pytest.mark.parametrize(
    ("days_left", "reminded"),
    [
        pytest.param(timedelta(days=7), True, id="a week left"),
        pytest.param(timedelta(days=7, seconds=1), False, id="a second more than a week"),
    ],
)
def test_whoever_has_a_week_left_is_reminded_once(
    matter: Matter, days_left: timedelta, reminded: bool
):
    claim = checked_claim(matter, email="a1@example.org", signed=False)
    assert claim.cure_due_at is not None
    at = claim.cure_due_at - days_left

    assert letters.enqueue_reminders(matter, at) == int(reminded)
    assert letters.enqueue_reminders(matter, at) == 0

    claim.refresh_from_db()
    assert claim.reminded_at is None, "it is written, and not sent yet"
    for letter in Letter.objects.filter(kind=Letter.Kind.REMINDER):
        letters.record_letter_sent(letter, at)
    claim.refresh_from_db()
    assert (claim.reminded_at == at) is reminded
    assert letters.enqueue_reminders(matter, at) == 0
    assert Letter.objects.filter(kind=Letter.Kind.REMINDER).count() == int(reminded)
    assert check_audit([matter]).ok


def test_whoever_has_no_address_is_not_taken_for_reminded(matter: Matter):
    claim = checked_claim(matter, signed=False)
    assert claim.cure_due_at is not None

    assert letters.enqueue_reminders(matter, claim.cure_due_at) == 0

    assert not Letter.objects.exists()


def test_a_letter_and_its_work_are_saved_with_the_change_or_not_at_all(matter: Matter):
    claim = file_claim(matter, email="a1@example.org")
    entries = OutboxEntry.objects.count()

    def fail_in_the_middle() -> None:
        with lifecycle.casework(matter, Claim.objects.filter(pk=claim.pk), NOW) as work:
            letters.enqueue_letter(work.claims[0], Letter.Kind.ASKED, {}, work.trail)
            raise MemoryError

    with pytest.raises(MemoryError):
        fail_in_the_middle()

    assert (Letter.objects.count(), OutboxEntry.objects.count()) == (0, entries)
