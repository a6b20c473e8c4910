"""The outbox: the database is the truth, the broker a doorbell."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError

from claims import tally as tallying
from claims.audit.trail_check import check_trail as check_audit
from claims.casework import assessment
from claims.casework.assessment import assessment_requests
from claims.casework.intake import submit
from claims.casework.intake.claim_creation import RECEIPTS_AN_HOUR
from claims.models import (
    Assessment,
    Channel,
    Claim,
    Letter,
    Linkage,
    Matter,
    OutboxEntry,
    Tally,
    Work,
)
from portal.worker import jobs, publisher, tasks
from tests.factories import (
    CLAIMANT,
    NOW,
    OPERATOR,
    file_claim,
    member,
    open_matter,
    produce,
    submission,
)
from tests.infrastructure.brokers import Broker

QUEUE = "celery"


@pytest.fixture
def matter(db: None, data_dir: object) -> Matter:
    matter = open_matter()
    produce(matter, member("A1"))
    return matter


@pytest.fixture
def claim(matter: Matter) -> Claim:
    return file_claim(matter, email="a1@example.org")


def file_on_the_web(matter: Matter) -> Claim:
    said = submission(email="a1@example.org", external_ref="")
    return submit(matter, said, channel=Channel.WEB, key="draft", actor=CLAIMANT, at=NOW).claim


def waiting() -> int:
    return OutboxEntry.objects.filter(done_at=None).count()


def queued(broker: Broker) -> int:
    with broker.client() as client:
        return int(client.llen(QUEUE))


def test_work_is_done_once_though_it_is_processed_twice(claim: Claim):
    entry = OutboxEntry.objects.get()

    jobs.process([entry.pk])
    entry.refresh_from_db()
    done_at, events = entry.done_at, claim.events.count()
    jobs.process([entry.pk])

    entry.refresh_from_db()
    assert entry.done_at == done_at
    assert done_at is not None
    assert claim.events.count() == events
    assert Assessment.objects.count() == 1
    assert check_audit([claim.matter]).ok


def test_entries_that_are_gone_or_unknown_do_no_harm(claim: Claim):
    jobs.process([10**9])

    assert waiting() == 1


def test_without_a_broker_the_ring_does_the_work_in_process(matter: Matter):
    claim = file_on_the_web(matter)

    publisher.publish()

    claim.refresh_from_db()
    assert (waiting(), claim.outcome) == (0, "payable")
    assert [message.to for message in mail.outbox] == [["a1@example.org"]]


def test_with_a_broker_the_ring_leaves_it_to_the_relay(matter: Matter, broker: Broker):
    file_on_the_web(matter)

    publisher.publish()

    assert (waiting(), queued(broker)) == (2, 0)


def test_without_a_broker_also_what_was_rung_out_before_is_done(claim: Claim):
    OutboxEntry.objects.update(published_at=datetime.now(UTC), attempts=1)

    jobs.process_waiting(claim.matter)

    assert waiting() == 0


def test_a_tally_started_in_process_runs_to_its_seal(claim: Claim):
    tally = tallying.start(claim.matter, actor=OPERATOR, at=NOW)

    jobs.process_waiting(claim.matter)

    tally.refresh_from_db()
    assert tally.state == Tally.State.SEALED
    assert tally.totals_cents["sca_actual_not_required"] == 100_000


def test_the_work_of_another_matter_is_left_alone(claim: Claim):
    jobs.process_waiting(open_matter("another-matter"))

    assert waiting() == 1


def test_the_relay_rings_a_batch_of_claims_as_one_task(matter: Matter, broker: Broker):
    for _ in range(5):
        file_claim(matter)

    assert publisher.publish_due() == 1

    assert queued(broker) == 1
    assert set(OutboxEntry.objects.values_list("attempts", flat=True)) == {1}
    assert publisher.publish_due() == 0, "what was rung is not rung again at once"


def test_claims_of_two_matters_are_two_tasks(matter: Matter, broker: Broker):
    file_claim(matter)
    file_claim(open_matter("another-matter"))

    assert publisher.publish_due() == 2


def test_more_claims_than_a_task_takes_are_several_tasks(
    matter: Matter, broker: Broker, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(publisher, "ASSESSMENTS_PER_TASK", 2)
    for _ in range(5):
        file_claim(matter)

    assert publisher.publish_due() == 3


def test_an_entry_that_the_broker_lost_is_rung_again_a_minute_later(claim: Claim, broker: Broker):
    noon = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        publisher.publish_due()
    broker.flush()

    with time_machine.travel(noon + timedelta(seconds=60), tick=False):
        tasks.sweep()
        assert queued(broker) == 0
    with time_machine.travel(noon + timedelta(seconds=61), tick=False):
        tasks.sweep()
        assert queued(broker) == 1

    assert OutboxEntry.objects.get().attempts == 2


def test_what_is_done_is_not_rung_again(claim: Claim, broker: Broker):
    jobs.process([OutboxEntry.objects.get().pk])

    with time_machine.travel(datetime.now(UTC) + timedelta(days=1), tick=False):
        assert publisher.publish_due() == 0


def test_a_broker_that_is_away_loses_nothing_and_is_told_of(
    claim: Claim, broker: Broker, caplog: pytest.LogCaptureFixture
):
    from portal.celery import app
    from tests.infrastructure.brokers import celery_through

    with (
        celery_through(app, "redis://127.0.0.1:1/0"),
        caplog.at_level(logging.WARNING, logger="portal"),
    ):
        assert publisher.publish_due() == 0

    assert "the broker does not answer (OperationalError); trying again" in caplog.text
    assert OutboxEntry.objects.get().published_at is None
    assert publisher.publish_due() == 1


def test_a_database_that_is_away_puts_the_work_off(
    claim: Claim, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(*args: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(jobs, "_assess_claims", fail)

    with caplog.at_level(logging.WARNING, logger="portal"):
        tasks.process([OutboxEntry.objects.get().pk])

    assert "put off: OperationalError (the database did not answer)" in caplog.text
    assert waiting() == 1


@pytest.mark.parametrize(
    "problem",
    [
        pytest.param(ConnectionRefusedError(), id="is away"),
        pytest.param(
            SMTPRecipientsRefused({"a1@example.org": (550, b"a1@example.org?")}),
            id="refuses the address",
        ),
    ],
)
def test_a_letter_that_a_mail_server_does_not_take_waits_and_holds_nothing_up(
    matter: Matter,
    problem: Exception,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    def fail(*args: object) -> None:
        raise problem

    claim = file_on_the_web(matter)
    with monkeypatch.context() as broken:
        broken.setattr("portal.accounts.emails.send_letter", fail)
        publisher.publish()

    claim.refresh_from_db()
    assert claim.outcome == "payable", "the letter came before the claim's own work"
    letter = Letter.objects.get()
    assert (letter.sent_at, waiting()) == (None, 1)
    assert type(problem).__name__ in caplog.text
    assert "example.org" not in caplog.text
    publisher.publish()
    letter.refresh_from_db()
    assert letter.sent_at is not None
    assert (waiting(), len(mail.outbox)) == (0, 1)


def test_a_letter_is_sent_once_though_it_is_processed_twice(matter: Matter):
    file_on_the_web(matter)
    entry = OutboxEntry.objects.get(topic=OutboxEntry.Topic.SEND_LETTER)

    jobs.process([entry.pk])
    OutboxEntry.objects.filter(pk=entry.pk).update(done_at=None)
    jobs.process([entry.pk])

    assert (waiting(), len(mail.outbox)) == (1, 1)


def test_nothing_is_written_to_an_address_that_is_none(matter: Matter):
    said = submission(email="not an address", external_ref="")
    submit(matter, said, channel=Channel.WEB, key="d", actor=CLAIMANT, at=NOW)

    publisher.publish()

    assert (waiting(), Letter.objects.count()) == (0, 0)


def test_one_mailbox_gets_a_few_receipts_an_hour_however_many_claims_name_it(matter: Matter):
    said = submission(email="victim@example.org", external_ref="")
    for place in range(RECEIPTS_AN_HOUR + 3):
        submit(matter, said, channel=Channel.API, key=f"k{place}", actor=CLAIMANT, at=NOW)

    assert Letter.objects.count() == RECEIPTS_AN_HOUR


def test_a_surprise_in_process_is_answered_and_logged_without_what_it_held(
    claim: Claim, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(*args: object) -> None:
        raise ValueError("Failing row contains (Ana, a1@example.org)")

    monkeypatch.setattr(jobs, "_assess_claims", fail)

    publisher.publish()

    assert "work of the outbox was put off: ValueError" in caplog.text
    assert "example.org" not in caplog.text
    assert waiting() == 1


def test_everything_of_a_claim_is_logged_without_its_author(
    matter: Matter, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG):
        file_on_the_web(matter)
        tallying.start(matter, actor=OPERATOR, at=NOW)
        publisher.publish()

    for secret in ("a1@example.org", "Díaz"):
        assert not [
            r for r in caplog.records if r.name != "django.db.backends" and secret in r.getMessage()
        ]


def test_no_task_is_published_by_a_request_itself(matter: Matter, broker: Broker):
    assert settings.REDIS_URL
    file_on_the_web(matter)

    assert queued(broker) == 0


@pytest.fixture
def many_are_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assessment_requests, "LINKED_WITH_ASSESSMENT", 1)
    monkeypatch.setattr(assessment_requests, "LINKED_AT_ONCE", 2)


NAMED = {"first_name": "Ana", "last_name": "Okafor", "street": "1 Elm St", "postal_code": "94610"}


@pytest.mark.usefixtures("many_are_two")
def test_many_claims_are_linked_by_themselves_and_their_assessments_wait(matter: Matter):
    produce(matter, member("A9", **NAMED))
    claims = [file_claim(matter, **NAMED, email=f"{n}@example.net") for n in range(5)]

    assert assessment_requests.request_linking(matter, NOW) == 5
    assert assessment_requests.request_linking(matter, NOW) == 5
    linkings = OutboxEntry.objects.filter(topic=OutboxEntry.Topic.LINK_CLAIMS)
    assert linkings.count() == 3, "two, two and one, however often it is asked for"
    assert {entry.topic for entry in publisher.due_entries(NOW, matter)} == {"link_claims"}

    jobs.process([entry.pk for entry in linkings])

    assert Linkage.objects.filter(claim__in=claims).count() == 5
    assert assessment_requests.request_linking(matter, NOW) == 0
    assert {entry.topic for entry in publisher.due_entries(NOW, matter)} == {"assess_claim"}
    jobs.process_waiting(matter)
    assert Claim.objects.filter(matched_by__startswith="linkage model").count() == 5


@pytest.mark.usefixtures("many_are_two")
def test_assessments_do_not_wait_for_a_linking_that_keeps_failing(matter: Matter):
    for n in range(2):
        file_claim(matter, **NAMED, email=f"{n}@example.net")
    assessment_requests.request_linking(matter, NOW)
    OutboxEntry.objects.filter(topic="link_claims").update(
        attempts=publisher.LINKING_ATTEMPTS_AWAITED
    )

    topics = {entry.topic for entry in publisher.due_entries(NOW, matter)}

    assert topics == {"link_claims", "assess_claim"}


def test_few_claims_are_linked_with_their_assessment(matter: Matter, claim: Claim):
    assert assessment_requests.request_linking(matter, NOW) == 0
    assert not OutboxEntry.objects.filter(topic="link_claims").exists()


def failing_on(monkeypatch: pytest.MonkeyPatch, odd: Claim) -> None:
    """Have the assessment fail wherever this claim is among those assessed."""
    does = assessment.assess

    def assess(matter: Matter, claims: Iterable[int], at: datetime) -> None:
        if odd.pk in claims:
            raise ValueError("Failing row contains (Ana, a1@example.org)")
        does(matter, claims, at)

    monkeypatch.setattr(assessment, "assess", assess)


def test_a_claim_that_cannot_be_assessed_is_put_aside_and_all_others_are_done(
    matter: Matter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    claims = [file_claim(matter, email="a1@example.org") for _ in range(12)]
    odd = claims[7]
    failing_on(monkeypatch, odd)

    jobs.process_waiting(matter)

    odd.refresh_from_db()
    assert (odd.put_aside, odd.outcome) == (Work.ASSESSMENT, "")
    assert Claim.objects.exclude(pk=odd.pk).exclude(outcome="").count() == 11
    assert [entry.subject_id for entry in OutboxEntry.objects.filter(done_at=None)] == [odd.pk]
    assert f"claim {odd.reference} is put aside" in caplog.text
    assert "example.org" not in caplog.text
    assert check_audit([matter]).ok


def test_a_claim_put_aside_stops_no_tally_and_is_taken_up_when_it_can_be_assessed(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
):
    claims = [file_claim(matter, email="a1@example.org") for _ in range(3)]
    with monkeypatch.context() as broken:
        failing_on(broken, claims[1])
        call_command("tally", matter.slug)
    counts = Tally.objects.get().counts
    assert (counts["claims"], counts["unmatched"], counts["put_aside"]) == (3, 1, 1)

    call_command("tally", matter.slug)

    counts = Tally.objects.latest("number").counts
    claims[1].refresh_from_db()
    assert (counts["unmatched"], "put_aside" in counts) == (0, False)
    assert (claims[1].put_aside, claims[1].outcome) == ("", "duplicate")
    assert check_audit([matter]).ok


def test_a_claim_that_cannot_be_linked_does_not_keep_the_others_from_it(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(assessment_requests, "LINKED_WITH_ASSESSMENT", 1)
    produce(matter, member("A9", **NAMED))
    claims = [file_claim(matter, **NAMED, email=f"{n}@example.net") for n in range(5)]
    does = assessment.link_claims

    def link(matter: Matter, some: Iterable[Claim], at: datetime) -> int:
        if claims[3] in list(some):
            raise ValueError("this one")
        return does(matter, some, at)

    monkeypatch.setattr(assessment, "link_claims", link)
    assessment_requests.request_linking(matter, NOW)

    jobs.process_waiting(matter)

    assert Linkage.objects.filter(claim__in=claims).count() == 4
    assert list(Claim.objects.exclude(put_aside="")) == [claims[3]]
