"""Drawing a sample, looking through it, and what administrators and counsel then read."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import AuditedClaim, AuditSample, Claim, Matter
from portal.accounts.models import Role
from tests.factories import check, file_claim, member, produce
from tests.portal.people import check_page, logged_in, words_of

pytestmark = pytest.mark.one_engine

SAMPLES = "/administrator/linkedin-inmail/samples/"
QUALITY = "/counsel/linkedin-inmail/quality/"


@pytest.fixture
def claims(matter: Matter) -> list[Claim]:
    produce(matter, *(member(f"A{n}", email=f"a{n}@example.org") for n in range(4)))
    filed = [file_claim(matter, email=f"a{n}@example.org", last_name="Díaz") for n in range(4)]
    check(matter, *filed)
    return filed


def test_nothing_is_claimed_before_a_sample_was_looked_through(alice: Client, matter: Matter):
    answer = alice.get(SAMPLES)

    assert "No sample has been drawn yet" in words_of(answer)
    check_page(answer)


def test_a_sample_is_drawn_looked_through_and_told_to_counsel(
    alice: Client, matter: Matter, claims: list[Claim]
):
    answer = alice.post(SAMPLES, {"subject": "keyed", "size": "3"}, follow=True)
    assert "3 claims have not been looked at" in words_of(answer)
    check_page(answer)

    for place, finding in ((1, "right"), (2, "wrong"), (3, "unknown")):
        page = alice.get(f"{SAMPLES}1/{place}/")
        assert "Is that the claimant’s account?" in words_of(page)
        check_page(page)
        answer = alice.post(f"{SAMPLES}1/{place}/", {"finding": finding}, follow=True)
    assert "All of them have been looked at" in words_of(answer)

    for client, address in (
        (alice, SAMPLES),
        (logged_in("carmen", matter, Role.COUNSEL), QUALITY),
    ):
        page = client.get(address)
        words = words_of(page)
        assert "Matched by an exact key, and rightly (precision) 4 3 of 3 1 50.0%" in words
        assert "9.5% to 90.5%" in words
        check_page(page)
    assert not any(claim.reference in page.content.decode() for claim in claims)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose which claims to draw from"),
        ({"subject": "keyed", "size": "0"}, "greater than or equal to 1"),
        ({"subject": "keyed", "size": "many"}, "Enter a whole number"),
        ({"subject": "held", "size": "5"}, "No claim to draw from: Held or rejected"),
        ({"subject": "others", "size": "5"}, "others is not one of the available choices"),
    ],
)
def test_what_cannot_be_drawn_says_why(alice: Client, claims: list[Claim], sent, said):
    answer = alice.post(SAMPLES, sent)

    assert answer.status_code == 422
    assert said in words_of(answer)
    check_page(answer)
    assert not AuditSample.objects.exists()


def test_a_finding_has_to_be_chosen(alice: Client, claims: list[Claim]):
    alice.post(SAMPLES, {"subject": "keyed", "size": "1"})

    answer = alice.post(f"{SAMPLES}1/1/", {"note": "?"})

    assert answer.status_code == 422
    assert "Choose what you found" in words_of(answer)
    assert AuditedClaim.objects.get().finding == ""


@pytest.mark.parametrize("address", ["9/", "1/9/", "9/1/"])
def test_what_does_not_exist_is_not_found(alice: Client, claims: list[Claim], address: str):
    alice.post(SAMPLES, {"subject": "keyed", "size": "1"})

    assert alice.get(SAMPLES + address).status_code == 404


def test_a_page_of_claims_asks_no_query_for_each(alice: Client, claims: list[Claim]):
    alice.post(SAMPLES, {"subject": "keyed", "size": "1"})
    alice.post(SAMPLES, {"subject": "keyed", "size": "4"})
    alice.get(f"{SAMPLES}1/")

    with CaptureQueriesContext(connection) as one:
        alice.get(f"{SAMPLES}1/")
    with CaptureQueriesContext(connection) as four:
        alice.get(f"{SAMPLES}2/")

    assert len(one) == len(four)
