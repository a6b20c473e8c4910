"""Showing that an account is yours: one answer to everybody, and a code to whoever holds it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.casework import lifecycle
from claims.models import Claim, Letter, Matter, Status
from portal.accounts.contact_codes import MOST_A_DAY
from portal.accounts.models import ContactCode
from tests.claims.casework.signals.filings import scored_as_filed, with_rules
from tests.factories import NOW, check, file_claim, member, produce
from tests.infrastructure.mail import Mailbox
from tests.portal.claimant.visitors import Visitor, code_for, words_of

pytestmark = pytest.mark.one_engine

PROFILE = "https://www.linkedin.com/in/a1"


@pytest.fixture
def claim(matter: Matter) -> Claim:
    """Of somebody whose own address is not on file for the account that the claim names."""
    holder = member("A1", email="holder@example.org", other_emails="old@example.org;no address")
    produce(matter, holder)
    claim = file_claim(matter, email="new@mailinator.com", profile_url=PROFILE)
    check(matter, claim)
    return claim


@pytest.fixture
def stranger(matter: Matter) -> Claim:
    """Of somebody for whom there is no account."""
    claim = file_claim(matter, email="stranger@example.org")
    check(matter, claim)
    return claim


def enter(visitor: Visitor, claim: Claim) -> str:
    """Open the claim as its author does; the address of its page."""
    visitor.post("claim/", {"reference": claim.reference})
    visitor.post("claim/code/", {"code": code_for(claim)})
    return f"claim/{claim.reference}/"


def code_in(body: str) -> str:
    found = re.search(r"\b\d{8}\b", body)
    assert found
    return found[0]


def test_a_held_claim_is_cleared_by_the_code_from_an_address_on_file(
    visitor: Visitor, claim: Claim, work: Callable[[], None], smtp_server: Mailbox
):
    with_rules(claim.matter, signals={"disposable": {"points": 65}})
    scored_as_filed(claim.matter, claim)
    assert claim.status == Status.HOLD_FRAUD
    page = enter(visitor, claim)
    held = words_of(visitor.get(page))
    assert "Checking our records" in held
    assert "Extra check" not in held
    assert "Show that the account is yours" in held
    work()
    before = len(smtp_server.messages)

    visitor.post(f"{page}prove/")
    work()
    sent = smtp_server.messages[before:]
    assert sorted(message["To"] for message in sent) == ["holder@example.org", "old@example.org"]
    body = bytes(sent[0].get_payload(decode=True)).decode()
    assert claim.reference in body
    assert "Ana" not in body
    assert "mailinator" not in body
    cleared = visitor.post(f"{page}prove/code/", {"code": code_in(body)}, follow=True)

    claim.refresh_from_db()
    assert claim.status == Status.ELIGIBILITY_REVIEW
    assert lifecycle.has_proved_contact(claim)
    told = words_of(cleared)
    assert "You have shown that the account is yours." in told
    assert "Deciding" in told, "who has proved control reads the words themselves"
    assert "holder@" not in told


def test_nobody_learns_whether_there_is_an_account(
    claim: Claim, stranger: Claim, work: Callable[[], None]
):
    seen = []
    for each in (claim, stranger):
        visitor = Visitor()
        page = enter(visitor, each)
        statements = []
        answers = []
        for path, data in (("prove/", {}), ("prove/code/", {"code": "00000000"})):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answers.append(visitor.post(f"{page}{path}", data))
            statements.append([re.sub(r"\d+|'[^']*'", "?", q["sql"])[:60] for q in queries])
        work()
        answers += [visitor.post(f"{page}prove/code/", {"code": "00000000"})]
        said = [
            (a.status_code, re.sub(r"CF-[\w-]+|value=\"\w{40,}\"", "", a.content.decode()))
            for a in answers
        ]
        places = [a.headers.get("Location", "").replace(each.reference, "") for a in answers]
        seen.append((statements, [re.sub(r'nonce="[^"]*"', "", t) for _, t in said], places))

    (one, one_said, one_places), (other, other_said, other_places) = seen
    assert one == other, "the same statements, so that the time does not tell either"
    assert (one_said, one_places) == (other_said, other_places)
    proofs = [message for message in mail.outbox if message.subject == "Is this claim yours?"]
    assert [to for message in proofs for to in message.to] == [
        "holder@example.org",
        "old@example.org",
    ]


def test_no_statement_tells_whether_there_is_an_account_or_was_a_code(
    claim: Claim, stranger: Claim, work: Callable[[], None]
):
    seen = []
    for each in (claim, stranger):
        visitor, page = Visitor(), f"claim/{each.reference}/"
        visitor.post("claim/", {"reference": each.reference})
        work()
        with CaptureQueriesContext(connection) as entering:
            visitor.post("claim/code/", {"code": code_for(each)})
        visitor.post(f"{page}prove/")
        work()
        with CaptureQueriesContext(connection) as looking:
            visitor.get(page)
        with CaptureQueriesContext(connection) as trying:
            visitor.post(f"{page}prove/code/", {"code": "00000000"})
        queries = [*entering, *looking, *trying]
        seen.append([re.sub(r"\d+|'[^']*'", "?", query["sql"])[:60] for query in queries])

    assert ContactCode.objects.count() == 1
    assert seen[0] == seen[1]
    # One that is written in any case, so that both wait for the disk.
    assert any(query.startswith('UPDATE "claims_claim"') for query in seen[1])


def test_a_code_bears_five_tries_and_half_an_hour_and_works_once(
    visitor: Visitor, claim: Claim, work: Callable[[], None], clock: time_machine.Traveller
):
    page = enter(visitor, claim)

    def ask() -> str:
        visitor.post(f"{page}prove/")
        work()
        return code_in(mail.outbox[-1].body)

    def is_taken(code: str) -> bool:
        return bool(visitor.post(f"{page}prove/code/", {"code": code}).status_code == 302)

    code = ask()
    for _ in range(5):
        assert not is_taken("00000000")
    assert not is_taken(code)

    older, newer = ask(), ask()
    assert not is_taken(older) or older == newer
    assert is_taken(newer)
    assert not is_taken(newer)

    late = ask()
    clock.move_to(NOW + timedelta(minutes=29), tick=False)
    visitor.get(page)
    clock.move_to(NOW + timedelta(minutes=30), tick=False)
    assert not is_taken(late)


def test_an_account_is_written_to_few_times_a_day_whoever_asks(
    matter: Matter, claim: Claim, work: Callable[[], None]
):
    other = file_claim(matter, email="other@example.org", profile_url=PROFILE)
    check(matter, other)
    for each in (claim, other):
        cache.clear()
        visitor = Visitor()
        page = enter(visitor, each)
        for _ in range(MOST_A_DAY + 1):
            visitor.post(f"{page}prove/")
    work()

    assert Letter.objects.filter(kind=Letter.Kind.PROOF).count() == 2 * MOST_A_DAY
    assert ContactCode.objects.count() == MOST_A_DAY


def test_whoever_was_written_to_at_an_address_on_file_has_shown_it(
    visitor: Visitor, matter: Matter
):
    produce(matter, member("A1"))
    claim = file_claim(matter, email="a1@example.org")
    check(matter, claim)

    page = enter(visitor, claim)

    assert lifecycle.has_proved_contact(claim)
    assert "You have shown that the account is yours." in words_of(visitor.get(page))


def test_the_offer_stands_for_every_claim_that_is_not_final(visitor: Visitor, stranger: Claim):
    page = enter(visitor, stranger)
    assert "Show that the account is yours" in words_of(visitor.get(page))
    visitor.post(f"{page}withdraw/")

    assert "Show that the account is yours" not in words_of(visitor.get(page))
    assert visitor.get(f"{page}prove/").status_code == 302


def test_the_pages_are_in_spanish_too(visitor: Visitor, claim: Claim):
    page = enter(visitor, claim)
    options = {"headers": {"Accept-Language": "es"}}

    for path, heading in (
        ("prove/", "Demuestre que la cuenta es suya"),
        ("prove/code/", "Escriba el código de la dirección registrada"),
    ):
        answer = visitor.get(f"{page}{path}", **options)
        assert heading in words_of(answer)
        assert len(answer.content) < 100_000
