"""A claim's own pages: reached by reference and one-time code, and by nothing else."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from claims.casework.review import decide
from claims.models import Claim, Decision, Letter, Matter, ReasonCode, Status
from tests.factories import ALICE, LATER, NOW, check, file_claim, member, produce
from tests.portal.claimant.visitors import Visitor, code_for, title_of, words_of

pytestmark = pytest.mark.one_engine

SAME_ANSWER = "If this reference exists and has an e-mail address, we sent a code to it."


@pytest.fixture
def claim(matter: Matter) -> Claim:
    return file_claim(matter, email="ana@example.org")


def enter(visitor: Visitor, claim: Claim) -> None:
    """Open the claim in this browser, as its author does."""
    visitor.post("claim/", {"reference": claim.reference})
    visitor.post("claim/code/", {"code": code_for(claim)})


def path_of(claim: Claim) -> str:
    return f"claim/{claim.reference}/"


# -- asking for a code ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reference",
    [
        pytest.param("known", id="a claim's reference"),
        pytest.param("CF-0000-0000-0000", id="the reference of no claim"),
        pytest.param("what is it?", id="no reference at all"),
    ],
)
def test_the_answer_to_a_reference_is_always_the_same(
    visitor: Visitor, claim: Claim, reference: str
):
    asked = visitor.post(
        "claim/", {"reference": claim.reference if reference == "known" else reference}
    )

    assert asked.headers["Location"] == "/linkedin-inmail/claim/code/"
    assert SAME_ANSWER in words_of(visitor.get("claim/code/"))


def test_a_claim_without_an_e_mail_address_gets_the_same_answer_and_no_code(
    visitor: Visitor, matter: Matter
):
    claim = file_claim(matter, email="")

    visitor.post("claim/", {"reference": claim.reference})

    assert SAME_ANSWER in words_of(visitor.get("claim/code/"))
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param(lambda ref: ref.lower(), id="small letters"),
        pytest.param(lambda ref: ref.replace("-", ""), id="without hyphens"),
        pytest.param(lambda ref: f"  {ref.replace('-', ' ')} ", id="with spaces"),
        pytest.param(lambda ref: ref.replace("0", "O").replace("1", "l"), id="look-alikes"),
    ],
)
def test_a_reference_can_be_spelt_as_one_hears_it(
    visitor: Visitor, claim: Claim, spelling: Callable[[str], str]
):
    visitor.post("claim/", {"reference": spelling(claim.reference)})

    assert Letter.objects.get(kind="code").claim == claim


def test_the_code_comes_by_e_mail_and_opens_the_claim(
    visitor: Visitor, claim: Claim, work: Callable[[], None]
):
    visitor.post("claim/", {"reference": claim.reference})
    work()
    (letter,) = [m for m in mail.outbox if m.subject == "Your one-time code"]
    code = next(word.strip(".") for word in letter.body.split() if word.strip(".").isdigit())

    opened = visitor.post("claim/code/", {"code": f" {code[:3]} {code[3:]} "})

    assert letter.to == ["ana@example.org"]
    assert opened.headers["Location"] == f"/linkedin-inmail/{path_of(claim)}"
    assert claim.reference in words_of(visitor.get(path_of(claim)))


def test_the_database_never_holds_a_code_in_clear(visitor: Visitor, claim: Claim):
    visitor.post("claim/", {"reference": claim.reference})
    code = code_for(claim)

    (kept,) = claim.access_codes.all()
    assert code not in kept.code_mac
    assert len(kept.code_mac) == 64


def test_a_wrong_code_says_the_same_as_a_code_for_no_claim(visitor: Visitor, claim: Claim):
    stranger = Visitor(client=Client())
    visitor.post("claim/", {"reference": claim.reference})
    wrong = f"{(int(code_for(claim)) + 1) % 10**6:06d}"
    stranger.post("claim/", {"reference": "CF-0000-0000-0000"})

    answers = [v.post("claim/code/", {"code": wrong}) for v in (visitor, stranger)]

    # Each browser has a mark of its own.
    words = [re.sub("request: [A-Z]{4}", "request", words_of(answer)) for answer in answers]
    assert words[0] == words[1]
    assert title_of(answers[0]).startswith("Error: Enter the code")


def test_the_page_names_the_e_mail_whose_code_works_there(
    visitor: Visitor, claim: Claim, work: Callable[[], None]
):
    visitor.post("claim/", {"reference": claim.reference})
    Visitor().post("claim/", {"reference": claim.reference})
    work()

    shown = re.search("names this request: ([A-Z]{4})", words_of(visitor.get("claim/code/")))
    own = [each.body for each in mail.outbox if shown and f"request {shown[1]}" in each.body]
    codes_in_mail = re.findall(r"\b\d{6}\b", " ".join(own))
    entered = visitor.post("claim/code/", {"code": codes_in_mail[0]})

    assert (len(mail.outbox), len(codes_in_mail)) == (2, 1)
    assert entered.headers["Location"].endswith(f"{claim.reference}/")


def test_the_session_gets_a_new_key_with_the_code(visitor: Visitor, claim: Claim):
    visitor.post("claim/", {"reference": claim.reference})
    before = visitor.client.cookies["sessionid"].value

    visitor.post("claim/code/", {"code": code_for(claim)})

    assert visitor.client.cookies["sessionid"].value != before


def test_a_code_without_a_reference_leads_to_the_reference(visitor: Visitor):
    assert visitor.get("claim/code/").headers["Location"] == "/linkedin-inmail/claim/"


def test_too_many_codes_entered_in_one_browser_are_told_to_wait(
    visitor: Visitor, claim: Claim, settings
):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "code_entry": {"visit": (2, 600)}}
    visitor.post("claim/", {"reference": claim.reference})

    tries = [visitor.post("claim/code/", {"code": "000000"}).status_code for _ in range(3)]

    assert tries == [200, 200, 429]


def test_a_library_asks_for_many_codes_and_empty_forms_count_for_nothing(visitor: Visitor):
    empty = [visitor.post("claim/").status_code for _ in range(30)]
    asked = [
        Visitor().post("claim/", {"reference": f"CF-0000-0000-{place:04d}"}).status_code
        for place in range(30)
    ]

    assert (set(empty), set(asked)) == ({200}, {302})


def test_who_asks_for_one_claims_codes_again_and_again_is_told_how_to_go_on(visitor: Visitor):
    asked = [visitor.post("claim/", {"reference": "CF-0000-0000-0000"}) for _ in range(6)]

    refused = asked[-1]
    assert [answer.status_code for answer in asked] == [302] * 5 + [429]
    assert "The last code that we sent works for fifteen minutes" in words_of(refused)
    assert 'href="/linkedin-inmail/claim/code/"' in refused.content.decode()
    assert "A person will help you" in words_of(refused)
    assert 'name="reference" value="CF-0000-0000-0000"' in refused.content.decode()


# -- whose claim it is ----------------------------------------------------------------------------


def test_without_a_code_every_claim_leads_to_the_reference(visitor: Visitor, claim: Claim):
    for path in (path_of(claim), "claim/CF-0000-0000-0000/"):
        assert visitor.get(path).headers["Location"] == "/linkedin-inmail/claim/"


@pytest.mark.parametrize("page", ["", "copy/", "withdraw/"])
def test_another_persons_claim_is_not_found(
    visitor: Visitor, matter: Matter, claim: Claim, page: str
):
    other = file_claim(matter, email="ben@example.org")
    enter(visitor, claim)

    assert visitor.get(path_of(other) + page).status_code == 404
    assert visitor.get("claim/CF-0000-0000-0000/" + page).status_code == 404
    assert visitor.get(path_of(claim) + page).status_code == 200


@pytest.mark.parametrize(
    ("idle", "stays"),
    [
        pytest.param(timedelta(minutes=29, seconds=59), True, id="just under half an hour"),
        pytest.param(timedelta(minutes=30), False, id="half an hour"),
    ],
)
def test_a_claim_closes_after_half_an_hour_without_a_request(
    visitor: Visitor, claim: Claim, clock: time_machine.Traveller, idle: timedelta, stays: bool
):
    enter(visitor, claim)
    clock.move_to(NOW + idle)

    assert (visitor.get(path_of(claim)).status_code == 200) is stays


def test_every_request_keeps_the_claim_open(
    visitor: Visitor, claim: Claim, clock: time_machine.Traveller
):
    enter(visitor, claim)

    for minutes in (20, 40, 60):
        clock.move_to(NOW + timedelta(minutes=minutes))
        assert visitor.get(path_of(claim)).status_code == 200


def test_closing_the_claim_closes_it(visitor: Visitor, claim: Claim):
    enter(visitor, claim)

    visitor.post("claim/leave/")

    assert visitor.get(path_of(claim)).headers["Location"] == "/linkedin-inmail/claim/"


# -- what it shows --------------------------------------------------------------------------------


def test_the_page_shows_what_was_submitted_and_what_happened(visitor: Visitor, claim: Claim):
    enter(visitor, claim)

    words = words_of(visitor.get(path_of(claim)))

    assert "Where it stands We have your claim" in words
    assert "2 March 2026, 4:00 a.m. PST We have your claim" in words
    assert "Name Ana Díaz" in words
    assert "E-mail address ana@example.org" in words


@pytest.mark.parametrize(
    "profile_url",
    [
        pytest.param("https://www.linkedin.com/in/a1", id="who names a member's account"),
        pytest.param("https://www.linkedin.com/in/nobody", id="who names no account"),
    ],
)
def test_until_a_person_decided_or_control_is_shown_the_page_is_the_same_for_everybody(
    visitor: Visitor, matter: Matter, profile_url: str
):
    produce(matter, member("A1"))
    claim = file_claim(matter, email="not-on-file@example.org", profile_url=profile_url)
    check(matter, claim)
    enter(visitor, claim)

    words = words_of(visitor.get(path_of(claim)))

    assert claim.status in {Status.ELIGIBILITY_REVIEW, Status.UNMATCHED}
    assert "Where it stands Checking our records What happened" in words
    assert claim.get_status_display() not in words


def test_a_denial_shows_its_reason_and_until_when_one_can_appeal(
    visitor: Visitor, matter: Matter, work: Callable[[], None]
):
    produce(matter, member("A1", is_paid=False))
    claim = file_claim(matter, email="a1@example.org")
    check(matter, claim)
    decide(claim, Decision.Act.DENY, ReasonCode.SUBSCRIPTION, actor=ALICE, at=LATER)
    enter(visitor, claim)

    words = words_of(visitor.get(path_of(claim)))

    assert "Not approved No paid Premium subscription was found in the class period." in words
    assert "You can appeal by 2 April 2026" in words


def test_an_unsigned_claim_says_what_is_needed_and_until_when(visitor: Visitor, matter: Matter):
    produce(matter, member("A1"))
    claim = file_claim(matter, email="a1@example.org", signed=False)
    check(matter, claim)
    enter(visitor, claim)

    words = words_of(visitor.get(path_of(claim)))

    assert "We need something from you Please sign the declaration." in words
    assert "with your reference by 30 June 2026." in words


# -- withdrawing ----------------------------------------------------------------------------------


def test_withdrawing_asks_first_and_then_withdraws(
    visitor: Visitor, claim: Claim, work: Callable[[], None]
):
    enter(visitor, claim)
    page = visitor.get(path_of(claim) + "withdraw/")
    claim.refresh_from_db()
    assert "Do you want to withdraw this claim?" in words_of(page)
    assert claim.withdrawn_at is None

    visitor.post(path_of(claim) + "withdraw/")
    work()

    claim.refresh_from_db()
    assert (claim.status, claim.withdrawn_at) == (Status.WITHDRAWN, NOW)
    assert "You withdrew this claim" in words_of(visitor.get(path_of(claim)))
    assert f"You withdrew your claim {claim.reference}" in [m.subject for m in mail.outbox]


def test_withdrawing_twice_is_one_withdrawal(visitor: Visitor, claim: Claim):
    enter(visitor, claim)

    answers = [visitor.post(path_of(claim) + "withdraw/") for _ in range(2)]

    assert {a.headers["Location"] for a in answers} == {f"/linkedin-inmail/{path_of(claim)}"}
    assert claim.events.filter(kind="withdrew").count() == 1


def test_a_withdrawn_claim_offers_no_second_withdrawal(visitor: Visitor, claim: Claim):
    enter(visitor, claim)
    visitor.post(path_of(claim) + "withdraw/")

    assert "Withdraw this claim" not in words_of(visitor.get(path_of(claim)))
    assert visitor.get(path_of(claim) + "withdraw/").status_code == 302
