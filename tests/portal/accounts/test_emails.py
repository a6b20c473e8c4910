"""Letters to claimants: the words of each kind, in the claim's language, and nothing in the log."""

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from claims.models import Claim, Letter, Matter
from portal.accounts import codes, emails
from tests.factories import NOW, file_claim

pytestmark = pytest.mark.one_engine

COURT = ZoneInfo("America/Los_Angeles")
# The first instant too late, so the last day is the one before.
DUE = datetime(2026, 4, 2, 0, 0, tzinfo=COURT)


def letter_for(claim: Claim, kind: Letter.Kind, **data: str) -> Letter:
    return Letter.objects.create(
        matter=claim.matter, claim=claim, kind=kind, key="1", data=data, created_at=NOW
    )


@pytest.mark.parametrize(
    ("kind", "data", "subject", "words"),
    [
        pytest.param(
            "receipt",
            {},
            "We have your claim {reference}",
            "Its reference is {reference}. We received it on 2 March 2026, 4:00 a.m. PST.",
            id="receipt",
        ),
        pytest.param(
            "asked",
            {"reason": "need_signature"},
            "We need something for your claim {reference}",
            "Please sign the declaration.\n\nReply to this message by 1 April 2026.",
            id="asked for more",
        ),
        pytest.param(
            "reminder",
            {"reason": "need_proof"},
            "Reminder: we need something for your claim {reference}",
            "something that shows your subscription.\n\nReply to this message by 1 April 2026.",
            id="reminder",
        ),
        pytest.param(
            "decided",
            {"act": "approve", "reason": "meets_criteria"},
            "Decision on your claim {reference}",
            "It does not mean that money is paid.",
            id="approved",
        ),
        pytest.param(
            "decided",
            {"act": "deny", "reason": "region"},
            "Decision on your claim {reference}",
            "Reason: The account belongs to a country outside the class.\n\n"
            "You can appeal by 1 April 2026",
            id="denied",
        ),
        pytest.param(
            "withdrawn", {}, "You withdrew your claim {reference}", "counts no more", id="withdrawn"
        ),
        pytest.param("code", {}, "Your one-time code", "It works for 15 minutes, once.", id="code"),
    ],
)
def test_each_kind_of_letter_says_what_it_is_about(
    claim: Claim, kind: Letter.Kind, data: dict[str, str], subject: str, words: str
):
    claim.cure_due_at = claim.appeal_due_at = DUE

    assert emails.send_letter(letter_for(claim, kind, **data), NOW)

    (sent,) = mail.outbox
    assert sent.to == ["ana@example.org"]
    assert sent.subject == subject.format(reference=claim.reference)
    assert words.format(reference=claim.reference) in sent.body
    assert "No court certified a class" in sent.body
    assert "/linkedin-inmail/claim/" in sent.body


def test_every_kind_of_letter_has_a_template(claim: Claim):
    claim.cure_due_at = DUE

    # A code for the addresses on file goes to others than the claim's: see the claimant's pages.
    for kind in set(Letter.Kind) - {Letter.Kind.PROOF}:
        assert emails.send_letter(letter_for(claim, kind, act="deny", reason="late"), NOW)


def test_a_letter_speaks_the_language_of_its_claim(matter: Matter):
    claim = file_claim(matter, email="ana@example.org", language="es")

    emails.send_letter(letter_for(claim, Letter.Kind.RECEIPT), NOW)

    (sent,) = mail.outbox
    assert sent.subject == f"Tenemos su reclamación {claim.reference}"
    assert "La recibimos el 2 de marzo de 2026, 4:00 PST." in sent.body
    assert "Ningún tribunal certificó una clase" in sent.body


def test_the_code_in_the_letter_is_the_one_that_works(claim: Claim):
    browser = codes.mac_of_browser("b")
    emails.send_letter(letter_for(claim, Letter.Kind.CODE, browser=browser), NOW)

    words = mail.outbox[0].body.replace(".", " ").split()
    code = next(word for word in words if word.isdigit() and len(word) == 6)
    assert codes.redeem(claim.matter, claim.reference, "b", code, NOW) == claim


@pytest.mark.parametrize(
    ("waited", "is_sent"),
    [
        pytest.param(timedelta(hours=1), True, id="an hour"),
        pytest.param(timedelta(hours=1, microseconds=1), False, id="more than an hour"),
    ],
)
def test_a_code_that_waited_too_long_is_not_sent(claim: Claim, waited: timedelta, is_sent: bool):
    letter = letter_for(claim, Letter.Kind.CODE)

    assert emails.send_letter(letter, NOW + waited) is is_sent
    assert len(mail.outbox) == is_sent


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("not an address", id="words"),
        pytest.param("ana@@example.org", id="two at signs"),
    ],
)
def test_an_address_that_is_none_is_not_written_to_and_not_logged(
    matter: Matter, address: str, caplog: pytest.LogCaptureFixture
):
    claim = file_claim(matter, email=address)

    with caplog.at_level(logging.DEBUG):
        assert not emails.send_letter(letter_for(claim, Letter.Kind.RECEIPT), NOW)

    assert not mail.outbox
    assert "was not sent" in caplog.text
    assert "example.org" not in caplog.text
    assert address not in caplog.text


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("ana@example.org\nBcc: everybody@example.org", id="another header"),
        pytest.param("ana@example.org, ben@example.org", id="two addresses"),
        pytest.param("Ana <ana@example.org>", id="a name beside it"),
    ],
)
def test_of_all_that_stands_in_the_field_the_first_address_is_written_to(
    matter: Matter, address: str
):
    claim = file_claim(matter, email=address)

    assert emails.send_letter(letter_for(claim, Letter.Kind.RECEIPT), NOW)

    (message,) = mail.outbox
    assert message.to == ["ana@example.org"]
    assert message.message()["Bcc"] is None


@pytest.mark.parametrize(
    ("first_name", "last_name", "greeting"),
    [
        pytest.param("Ana", "O'Brien & Núñez", "Dear Ana O'Brien & Núñez,", id="a name"),
        pytest.param("", "", "Hello,", id="none"),
        pytest.param("A\n\nPay the fee", "", "Hello,", id="several lines"),
        pytest.param("Pay", "at evil.example/now", "Hello,", id="an address of the web"),
        pytest.param("Your $1,000", "waits", "Hello,", id="money"),
        pytest.param("a" * 61, "", "Hello,", id="longer than names are"),
    ],
)
def test_a_letter_greets_only_by_what_can_be_a_name(
    matter: Matter, first_name: str, last_name: str, greeting: str
):
    claim = file_claim(matter, email="ana@example.org", first_name=first_name, last_name=last_name)

    emails.send_letter(letter_for(claim, Letter.Kind.ASKED, reason="need_signature"), NOW)

    assert mail.outbox[0].body.startswith(greeting)


def test_a_receipt_has_no_word_of_whoever_filed(matter: Matter):
    claim = file_claim(matter, email="victim@example.org", first_name="Mallory", last_name="M")

    emails.send_letter(letter_for(claim, Letter.Kind.RECEIPT), NOW)

    assert mail.outbox[0].body.startswith("Hello,")
    assert "Mallory" not in mail.outbox[0].body
