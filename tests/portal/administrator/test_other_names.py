"""What a clerk sees of a key that names somebody else, and of a match by earlier rules."""

import pytest
from django.core.management import call_command
from django.test import Client

from claims.models import Claim, Matter
from tests.claims.casework.assessment.test_other_names import (
    HOLDER,
    STRANGER,
    match_by_earlier_rules,
)
from tests.factories import checked_claim, member, produce
from tests.portal.people import check_page, words_of

pytestmark = pytest.mark.one_engine


@pytest.fixture
def contradicted(matter: Matter) -> Claim:
    produce(matter, member("A1", **HOLDER), member("A2"))
    checked_claim(matter, email="a2@example.org")
    return checked_claim(matter, email="a1@example.org", **STRANGER)


def page(alice: Client, claim: Claim):
    return alice.get(f"/administrator/linkedin-inmail/claims/{claim.reference}/")


def listed(alice: Client, match: str) -> list[str]:
    answer = alice.get(f"/administrator/linkedin-inmail/?match={match}")
    return [claim.reference for claim in answer.context["leaf"].claims]


def test_the_page_says_why_a_person_decides(alice: Client, contradicted: Claim):
    answer = page(alice, contradicted)

    assert "A key names account A1, but neither its given name nor its family name" in words_of(
        answer
    )
    check_page(answer)
    assert listed(alice, "names") == [contradicted.reference]
    assert listed(alice, "check") == []


def test_matches_of_earlier_rules_are_listed(
    alice: Client, contradicted: Claim, capsys: pytest.CaptureFixture[str]
):
    match_by_earlier_rules(contradicted, "A1")

    call_command("matches_to_check", "linkedin-inmail", "--json")

    assert capsys.readouterr().out == '{"to_check": 1}\n'
    assert listed(alice, "check") == [contradicted.reference]
    queue = alice.get("/administrator/linkedin-inmail/")
    assert "1 match of earlier rules is to be checked" in words_of(queue)
    answer = page(alice, contradicted)
    assert "This match was made by earlier rules and stays." in words_of(answer)
    check_page(answer)


def test_the_command_says_how_many(contradicted: Claim, capsys: pytest.CaptureFixture[str]):
    call_command("matches_to_check", "linkedin-inmail")

    assert "Matches to be checked by a person: 0." in capsys.readouterr().out
