"""The queue: which claims it shows, in which order, at which cost."""

from datetime import timedelta

import pytest
import zeal
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.casework import review
from claims.models import Claim, Matter
from portal.administrator.views.queue import CLAIMS_A_PAGE
from tests.factories import ALICE, NOW, check, checked_claim, file_claim, member, produce
from tests.portal.people import check_page, words_of

pytestmark = pytest.mark.one_engine

QUEUE = "/administrator/linkedin-inmail/"


def references(answer) -> list[str]:
    return [claim.reference for claim in answer.context["leaf"].claims]


@pytest.fixture
def mixed(matter: Matter) -> dict[str, Claim]:
    """One claim of each kind, oldest first."""
    produce(matter, member("A1"), member("A2", country="DE"), member("A3", country=""))
    claims = {
        "eligible": file_claim(matter, email="a1@example.org", last_name="Rivera"),
        "ineligible": file_claim(matter, email="a2@example.org", last_name="riverton"),
        "undetermined": file_claim(
            matter, email="a3@example.org", last_name="Smith", medium="paper"
        ),
        "unmatched": file_claim(matter, email="x@example.org", last_name="O'Neil"),
        "duplicate": file_claim(matter, email="a1@example.org", last_name="Rivera"),
    }
    check(matter)
    for claim in claims.values():
        claim.refresh_from_db()
    return claims


def test_the_oldest_claim_comes_first(alice: Client, matter: Matter):
    later = file_claim(matter, filed_at=NOW + timedelta(days=1))
    first = file_claim(matter, filed_at=NOW)

    answer = alice.get(QUEUE)

    assert references(answer) == [first.reference, later.reference]
    check_page(answer)


def test_a_claim_of_another_matter_is_not_shown(alice: Client, matter: Matter):
    from tests.factories import open_matter

    file_claim(open_matter("another-matter"))

    assert references(alice.get(QUEUE)) == []
    assert "No claim fits" in words_of(alice.get(QUEUE))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        pytest.param(
            "status=ELIGIBILITY_REVIEW&verdict=eligible&outcome=payable",
            ["eligible"],
            id="three filters at once",
        ),
        pytest.param("status=UNMATCHED", ["unmatched"], id="status"),
        pytest.param("outcome=duplicate", ["duplicate"], id="outcome"),
        pytest.param("verdict=ineligible", ["ineligible"], id="verdict"),
        pytest.param("medium=paper", ["undetermined"], id="medium"),
        pytest.param("waiting=yes", [], id="nobody waits for a second person"),
        pytest.param("q=RIVER", ["eligible", "ineligible", "duplicate"], id="name, other case"),
        pytest.param("q=rivera", ["eligible", "duplicate"], id="the whole family name"),
        pytest.param("q=vera", [], id="the middle of a name is no start"),
        pytest.param("q=r", [], id="one letter is not searched for"),
        pytest.param("q=%20A1@Example.org%20", ["eligible", "duplicate"], id="e-mail address"),
        pytest.param("q=a1@example.or", [], id="part of an e-mail address"),
        pytest.param(
            "q=", ["eligible", "ineligible", "undetermined", "unmatched", "duplicate"], id="blank"
        ),
    ],
)
def test_the_queue_shows(alice: Client, mixed: dict[str, Claim], query: str, shown: list[str]):
    answer = alice.get(f"{QUEUE}?{query}")

    assert references(answer) == [mixed[name].reference for name in shown]


def test_a_reference_is_found_as_somebody_types_it(alice: Client, mixed: dict[str, Claim]):
    claim = mixed["unmatched"]

    for typed in (claim.reference, claim.reference.lower().replace("-", " "), claim.external_ref):
        assert references(alice.get(QUEUE, {"q": typed})) == [claim.reference]


def test_a_claim_with_a_proposal_waits_for_a_second_person(alice: Client, mixed: dict[str, Claim]):
    claim = mixed["ineligible"]
    review.decide(claim, "approve", "proven_otherwise", "A bill.", actor=ALICE, at=NOW)

    answer = alice.get(f"{QUEUE}?waiting=yes")

    assert references(answer) == [claim.reference]
    assert "1 decision is waiting for a second person" in words_of(answer)


def test_the_counts_link_to_their_claims(alice: Client, mixed: dict[str, Claim]):
    answer = alice.get(QUEUE)

    counts = {count["status"]: count["claims"] for count in answer.context["counts"]}
    assert counts == {"ELIGIBILITY_REVIEW": 4, "UNMATCHED": 1}
    assert "?status=UNMATCHED" in answer.content.decode()


@pytest.mark.parametrize("query", ["status=NONSENSE", "verdict=maybe", "q=" + "x" * 201, "q=a%00b"])
def test_a_filter_that_there_is_not_is_said_and_shows_nothing(
    alice: Client, mixed: dict[str, Claim], query: str
):
    answer = alice.get(f"{QUEUE}?{query}")

    assert references(answer) == []
    assert "There is a problem" in words_of(answer)


@pytest.mark.parametrize("query", ["after=x", "after=-1", "after=99999999999999999999", "before="])
def test_a_place_that_there_is_not_is_the_first_page(
    alice: Client, mixed: dict[str, Claim], query: str
):
    assert len(references(alice.get(f"{QUEUE}?{query}"))) == 5


def test_leafing_forth_and_back_shows_every_claim_once(alice: Client, matter: Matter):
    # Several claims of one moment: the order among them is by their key.
    filed = [
        file_claim(matter, filed_at=NOW + timedelta(hours=n // 10)).reference
        for n in range(2 * CLAIMS_A_PAGE + 3)
    ]

    first = alice.get(QUEUE)
    second = alice.get(f"{QUEUE}?{first.context['leaf'].later}")
    third = alice.get(f"{QUEUE}?{second.context['leaf'].later}")
    back = alice.get(f"{QUEUE}?{third.context['leaf'].earlier}")

    assert references(first) + references(second) + references(third) == filed
    assert references(back) == references(second)
    assert (first.context["leaf"].earlier, third.context["leaf"].later) == ("", "")


def test_leafing_keeps_the_filters(alice: Client, matter: Matter):
    for _ in range(CLAIMS_A_PAGE + 1):
        file_claim(matter)

    answer = alice.get(f"{QUEUE}?medium=bulk&status=SUBMITTED")

    assert answer.context["leaf"].later.startswith("medium=bulk&status=SUBMITTED&after=")


def test_a_full_queue_costs_as_many_queries_as_a_short_one(alice: Client, matter: Matter):
    produce(matter, *(member(f"A{n}") for n in range(CLAIMS_A_PAGE)))
    checked_claim(matter, email="a0@example.org")
    alice.get(QUEUE)
    with CaptureQueriesContext(connection) as short:
        alice.get(QUEUE)
    for n in range(1, CLAIMS_A_PAGE):
        file_claim(matter, email=f"a{n}@example.org")
    check(matter)

    with zeal.zeal_context(), CaptureQueriesContext(connection) as full:
        answer = alice.get(QUEUE)

    assert len(references(answer)) == CLAIMS_A_PAGE
    assert len(full) == len(short)
    check_page(answer)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_is_there_in_both_languages(alice: Client, mixed: dict[str, Claim], language: str):
    answer = alice.get(QUEUE, headers={"Accept-Language": language})

    assert f'<html lang="{language}">' in answer.content.decode()
