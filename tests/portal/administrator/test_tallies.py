"""The list of tallies: state, stages, counts and hashes."""

from django.test import Client

from claims.models import Matter, Tally, TallyStage
from tests.claims.exports.sealed_tallies import seal_tally
from tests.factories import NOW
from tests.portal.staff import check_page, words_of

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


def test_a_running_tally_shows_how_far_it_is(alice: Client, matter: Matter):
    tally = seal_tally(matter)
    Tally.objects.filter(pk=tally.pk).update(state="running", sealed_at=None, counts={})
    TallyStage.objects.create(
        tally=tally, name="snapshot", place=0, rows=6, sha256="5" * 64, finished_at=NOW
    )

    words = words_of(alice.get(TALLIES))

    assert "1 of 6 stages done; to come: assess, allocate, reconcile, publish, seal." in words


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
