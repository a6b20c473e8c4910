"""The list of tallies: state, how far one is, cancelling it, counts and hashes."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims import tally as tallying
from claims.models import Event, EventKind, Matter, Tally, TallyStage
from portal.accounts.models import Role
from tests.claims.exports.sealed_tallies import seal_tally
from tests.factories import NOW, OPERATOR, open_matter
from tests.portal.people import check_page, logged_in, words_of

# Pages over a sealed tally: the same whatever the database.
pytestmark = pytest.mark.one_engine


TALLIES = "/administrator/linkedin-inmail/tallies/"


def test_a_sealed_tally_shows_its_counts_and_hashes(alice: Client, matter: Matter):
    seal_tally(matter)

    answer = alice.get(TALLIES)

    words = words_of(answer)
    assert "Tally 7 Sealed" in words
    assert "Claims 6" in words
    assert "$2,000.00" in words
    assert "2" * 64 in words
    check_page(answer)


@pytest.fixture
def running(matter: Matter) -> Tally:
    """A tally in three parts, of which two have their facts, started ten minutes ago."""
    tally = seal_tally(matter)
    Tally.objects.filter(pk=tally.pk).update(
        state="running", sealed_at=None, counts={}, parts=3, root_sha256="", seal_sha256=""
    )
    for name, place, part in (("snapshot", 0, 0), ("facts", 1, 0), ("facts", 1, 1)):
        TallyStage.objects.create(
            tally=tally,
            name=name,
            place=place,
            part=part,
            rows=1000 + part,
            sha256="5" * 64,
            finished_at=NOW,
        )
    return tally


def test_a_running_tally_shows_how_far_it_is_and_about_how_long_it_takes(
    alice: Client, running: Tally
):
    with time_machine.travel(running.started_at + timedelta(minutes=6), tick=False):
        answer = alice.get(TALLIES)

    words = words_of(answer)
    assert "Drawing facts from the records: 3 of 16 steps of the tally done." in words
    assert "Parts of this stage 2 of 3" in words
    assert "Rows of this stage 2,001" in words
    assert "Running for 6 minutes" in words
    assert "Time left, estimated 26 minutes" in words
    page = " ".join(answer.content.decode().split())
    assert '<progress class="cf-progress" max="16" value="3"' in page
    assert "2 parts, each with its own hash" in words
    check_page(answer)


def test_a_problem_that_is_being_tried_again_is_shown(alice: Client, running: Tally):
    Tally.objects.filter(pk=running.pk).update(problem="The disk is full.")

    words = words_of(alice.get(TALLIES))

    assert "Something went wrong and is being tried again: The disk is full." in words


def test_many_parts_stay_one_line_a_stage_and_the_same_queries(alice: Client, running: Tally):
    with CaptureQueriesContext(connection) as few:
        alice.get(TALLIES)
    Tally.objects.filter(pk=running.pk).update(parts=400)
    TallyStage.objects.bulk_create(
        TallyStage(
            tally=running, name="facts", place=1, part=part, rows=1, sha256="6", finished_at=NOW
        )
        for part in range(2, 400)
    )

    with CaptureQueriesContext(connection) as many:
        answer = alice.get(TALLIES)

    assert len(few) == len(many)
    assert "400 parts, each with its own hash" in words_of(answer)
    check_page(answer)


# -- cancelling -----------------------------------------------------------------------------------


def test_a_running_tally_is_cancelled_after_being_asked(
    alice: Client, matter: Matter, running: Tally
):
    address = f"{TALLIES}{running.number}/cancel/"
    assert address in alice.get(TALLIES).content.decode()

    asked = alice.get(address)
    running.refresh_from_db()
    before = running.state
    answer = alice.post(address, follow=True)

    assert "Cancel tally 7?" in words_of(asked)
    check_page(asked)
    running.refresh_from_db()
    assert (before, running.state) == (Tally.State.RUNNING, Tally.State.CANCELLED)
    words = words_of(answer)
    assert "Tally 7 is cancelled." in words
    assert "Cancelled by a person" in words
    assert address not in answer.content.decode()
    event = Event.objects.get(matter=matter, kind=EventKind.TALLY_CANCELLED)
    assert (event.actor, event.data) == ("administrator:alice", {"tally": 7})


def test_a_form_of_another_site_cannot_cancel(alice: Client, running: Tally):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = alice.cookies

    assert strict.post(f"{TALLIES}{running.number}/cancel/").status_code == 403
    running.refresh_from_db()
    assert running.state == Tally.State.RUNNING


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_tally_that_does_not_run_is_not_cancelled(alice: Client, matter: Matter, method: str):
    tally = seal_tally(matter)

    answer = getattr(alice, method)(f"{TALLIES}{tally.number}/cancel/", follow=True)

    tally.refresh_from_db()
    assert tally.state == Tally.State.SEALED
    assert "running" in words_of(answer)
    assert not Event.objects.filter(kind=EventKind.TALLY_CANCELLED).exists()


def test_a_page_that_is_out_of_date_does_not_cancel_the_next_tally(
    alice: Client, matter: Matter, running: Tally
):
    Tally.objects.filter(pk=running.pk).update(state=Tally.State.SEALED)
    later = tallying.start(matter, actor=OPERATOR, at=NOW)

    answer = alice.post(f"{TALLIES}{running.number}/cancel/", follow=True)

    later.refresh_from_db()
    assert later.state == Tally.State.RUNNING
    assert "Tally 7 is not running any more; 8 is." in words_of(answer)


def test_a_tally_of_another_matter_is_not_found(alice: Client):
    other = tallying.start(open_matter("another-matter"), actor=OPERATOR, at=NOW)

    assert alice.post(f"{TALLIES}{other.number}/cancel/").status_code == 404


def test_counsel_cannot_cancel(matter: Matter, running: Tally):
    carmen = logged_in("carmen", matter, Role.COUNSEL)

    assert carmen.post(f"{TALLIES}{running.number}/cancel/").status_code == 404
    running.refresh_from_db()
    assert running.state == Tally.State.RUNNING


# -- those that ended -----------------------------------------------------------------------------


def test_a_refused_tally_says_why(alice: Client, matter: Matter):
    tally = seal_tally(matter)
    Tally.objects.filter(pk=tally.pk).update(state="refused", problem="A cent is missing.")

    assert "A cent is missing." in words_of(alice.get(TALLIES))


def test_no_tally_is_said(alice: Client):
    assert "There is no tally yet." in words_of(alice.get(TALLIES))


def test_many_tallies_come_in_pages_newest_first(alice: Client, matter: Matter):
    for number in range(1, 13):
        seal_tally(matter, [], number=number)

    first, second = alice.get(TALLIES), alice.get(f"{TALLIES}?page=2")

    assert [line.tally.number for line in first.context["lines"]] == list(range(12, 2, -1))
    assert [line.tally.number for line in second.context["lines"]] == [2, 1]
    check_page(first)
