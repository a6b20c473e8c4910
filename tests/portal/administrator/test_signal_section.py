"""The score on the claim's page, the queue by signals, and release."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.casework.intake import FilingTrace
from claims.models import Claim, Matter, Status
from portal.accounts.models import Role
from tests.claims.casework.signals.filings import (
    file_all,
    form,
    keyed,
    scored_all,
    with_rules,
)
from tests.portal.people import check_page, logged_in, words_of

pytestmark = pytest.mark.one_engine

BOT = FilingTrace(network="203.0.113.9", device="one", filled_the_trap=True, form_seconds=2)


@pytest.fixture
def claims(matter: Matter) -> list[Claim]:
    """Four of a kind, held; one that is to be looked at first; one of which nothing is known."""
    with_rules(matter, hold_below=45, signals={"device": {"at_least": 3}})
    held = [form(seen=BOT, last_name=f"Bot{i}") for i in range(4)]
    first = form(seen=FilingTrace(filled_the_trap=True, form_seconds=2), last_name="First")
    filed = keyed(file_all(matter, [*held, first, form(last_name="Honest")]))
    scored_all(matter)
    return filed


def page_of(claim: Claim, act: str = "") -> str:
    return f"/administrator/{claim.matter.slug}/claims/{claim.reference}/{act}"


def test_the_page_says_what_was_taken_off_and_why(alice: Client, claims: list[Claim]):
    shown = alice.get(page_of(claims[0]))

    check_page(shown)
    words = words_of(shown)
    assert "35 of 100. Below 45 a claim is held" in words
    assert "3 other claims have the same." in words
    assert "2 seconds from the first page to the signature." in words
    assert "A release puts it back to: Submitted." in words
    assert "Nothing was found so far" in words_of(alice.get(page_of(claims[-1])))
    spanish = words_of(alice.get(page_of(claims[0]), headers={"Accept-Language": "es"}))
    assert "35 de 100." in spanish


def test_a_link_leads_to_the_claims_that_are_alike_and_names_no_person(
    alice: Client, claims: list[Claim]
):
    page = alice.get(page_of(claims[0])).content.decode()
    (link,) = {unescape(each) for each in re.findall(r'href="([^"]*alike[^"]*)"', page)}
    assert link.endswith(f"?alike={claims[0].reference}&kind=device")

    alike = alice.get(link)

    check_page(alike)
    assert {c.last_name for c in alike.context["leaf"].claims} == {f"Bot{i}" for i in range(4)}
    assert "Only claims that have the same as this one in: Device." in words_of(alike)
    of_nobody = alice.get(f"/administrator/{claims[0].matter.slug}/?alike=x&kind=device")
    assert len(of_nobody.context["leaf"].claims) == 6


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        pytest.param("held", {f"Bot{i}" for i in range(4)}, id="on hold"),
        pytest.param("first", {"First"}, id="to be looked at first"),
    ],
)
def test_the_queue_by_signals(alice: Client, claims: list[Claim], asked: str, names: set[str]):
    shown = alice.get(f"/administrator/{claims[0].matter.slug}/?signals={asked}")

    check_page(shown)
    assert {claim.last_name for claim in shown.context["leaf"].claims} == names
    assert "1 claim is to be looked at first" in words_of(shown)


def test_a_release_needs_a_reason_and_is_in_the_trail(alice: Client, claims: list[Claim]):
    refused = alice.post(page_of(claims[0], "release/"), {"note": ""})
    assert refused.status_code == 422
    assert "Say why the claim is released." in words_of(refused)

    done = alice.post(page_of(claims[0], "release/"), {"note": "I spoke to him."}, follow=True)

    words = words_of(done)
    assert "The claim is released." in words
    assert "I spoke to him." in words
    assert "On hold, fraud check → Submitted: Released by a person" in words
    claims[0].refresh_from_db()
    assert claims[0].status == Status.UNMATCHED, "where the worker took it from SUBMITTED"
    again = alice.post(page_of(claims[0], "release/"), {"note": "Again."})
    assert "is not on hold" in words_of(again)


def test_a_denial_from_hold_waits_for_a_second_person(
    alice: Client, bruno: Client, claims: list[Claim]
):
    decision = {"reason": "no_account", "note": "Asked by telephone."}
    proposed = alice.post(page_of(claims[0], "decide/"), decision, follow=True)
    words = words_of(proposed)
    assert "Denying a claim on hold takes two people" in words
    assert "It goes against the assessment." not in words
    claims[0].refresh_from_db()
    assert claims[0].status == Status.HOLD_FRAUD

    confirm = {"decision": str(claims[0].decisions.get().pk), "answer": "confirm"}
    alice.post(page_of(claims[0], "second/"), confirm)
    bruno.post(page_of(claims[0], "second/"), confirm)
    claims[0].refresh_from_db()
    assert claims[0].status == Status.DENIED


def test_counsel_reads_numbers_and_no_person(matter: Matter, claims: list[Claim]):
    carol = logged_in("carol", matter, Role.COUNSEL)

    with CaptureQueriesContext(connection) as few:
        shown = carol.get(f"/counsel/{matter.slug}/")

    check_page(shown)
    words = words_of(shown)
    assert "On hold 4" in words
    assert "Many claims from one browser 4" in words
    assert "A field that people do not see was filled in 5" in words
    assert "All 6 claims were last scored together" in words
    assert not any(claim.reference in words or claim.last_name in words for claim in claims)
    assert len(few) < 30
