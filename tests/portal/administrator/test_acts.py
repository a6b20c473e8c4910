"""What an administrator does: each act goes through the domain, and back to the claim's page."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from claims.models import Claim, Decision, Matter, Status
from tests.factories import NOW, checked_claim, file_claim, member, produce, trail_of
from tests.portal.people import check_page, words_of

pytestmark = pytest.mark.one_engine

BEFORE_OPENING = NOW - timedelta(days=200)


def address(claim: Claim, act: str = "") -> str:
    return f"/administrator/{claim.matter.slug}/claims/{claim.reference}/{act}"


def decide(client: Client, claim: Claim, reason: str, **fields: str):
    seen = claim.assessment_id or 0
    sent: dict[str, object] = {"seen": seen, "reason": reason, **fields}
    return client.post(address(claim, "decide/"), sent, follow=True)


@pytest.fixture
def eligible(matter: Matter) -> Claim:
    produce(matter, member("A1"), member("A2"))
    return checked_claim(matter, email="a1@example.org")


@pytest.fixture
def ineligible(matter: Matter) -> Claim:
    produce(matter, member("A3", country="DE"))
    return checked_claim(matter, email="a3@example.org")


def status_of(claim: Claim) -> str:
    claim.refresh_from_db()
    return claim.status


def test_approving_what_the_records_show_takes_effect_at_once(alice: Client, eligible: Claim):
    answer = decide(alice, eligible, "meets_criteria", note="Checked twice.")

    assert status_of(eligible) == Status.APPROVED
    assert answer.redirect_chain == [(address(eligible), 302)]
    assert "The decision is recorded and in effect." in words_of(answer)
    decision = eligible.decisions.get()
    assert (decision.decided_by, decision.note) == ("administrator:alice", "Checked twice.")
    assert "Checked twice." in words_of(answer)


def test_denying_what_the_records_do_not_show_takes_effect_at_once(
    alice: Client, ineligible: Claim
):
    decide(alice, ineligible, "region")

    assert status_of(ineligible) == Status.DENIED


def test_asking_for_more_starts_the_claimants_clock(alice: Client, eligible: Claim):
    answer = decide(alice, eligible, "need_proof")

    assert status_of(eligible) == Status.DEFICIENT
    assert "Time to answer until" in words_of(answer)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({}, "Choose what you decide, and why.", id="nothing"),
        pytest.param({"reason": "late"}, "Say why it is right", id="an override without a note"),
        pytest.param({"reason": "because"}, "because", id="no such reason"),
        pytest.param({"reason": "region", "note": "x" * 2001}, "2001", id="too long a note"),
        pytest.param({"reason": "region", "note": "a\x00b"}, "Null", id="NUL in the note"),
    ],
)
def test_what_is_wrong_is_said_on_the_same_page_and_nothing_is_decided(
    alice: Client, eligible: Claim, fields: dict[str, str], message: str
):
    answer = alice.post(address(eligible, "decide/"), fields)

    assert answer.status_code == 422
    assert message in words_of(answer)
    assert b"cf-error-summary" in answer.content
    assert b"<title>Error:" in answer.content
    assert not Decision.objects.exists()
    check_page(answer)


def test_what_was_entered_is_kept_when_something_is_wrong(alice: Client, eligible: Claim):
    sent = {"reason": "late", "note": "x" * 2001}

    answer = alice.post(address(eligible, "decide/"), sent)

    assert "x" * 2001 in words_of(answer)
    assert answer.context["decision_form"]["reason"].value() == "late"
    assert b'<details class="cf-disclosure" open>' in answer.content


def offered(page: Any) -> dict[bool, list[str]]:
    """The reasons on the page, by whether they are overrides."""
    found: dict[bool, list[str]] = {False: [], True: []}
    for group, options in page.context["decision_form"].groups:
        found[group.is_override] += [option.data["value"] for option in options]
    return found


def test_only_reasons_that_the_records_bear_out_are_offered(alice: Client, ineligible: Claim):
    page = alice.get(address(ineligible))

    fitting, overrides = offered(page)[False], offered(page)[True]
    assert fitting == ["region", "need_signature", "need_account", "need_proof"]
    assert "late" in overrides
    assert (
        "Deny: The claim arrived outside the filing dates. "
        "The records say: Filed within the filing dates: Yes."
    ) in words_of(page)


def test_the_second_person_reads_what_the_records_say_against_it(
    alice: Client, bruno: Client, ineligible: Claim
):
    decide(alice, ineligible, "late", note="The envelope.")

    words = words_of(bruno.get(address(ineligible)))

    assert "The records say: Filed within the filing dates: Yes." in words
    assert "The envelope." in words
    assert status_of(ineligible) == Status.ELIGIBILITY_REVIEW


def test_a_page_that_shows_an_older_assessment_decides_nothing(alice: Client, ineligible: Claim):
    answer = decide(alice, ineligible, "region", seen="0")

    assert answer.status_code == 422
    assert "was checked again after you opened its page" in words_of(answer)
    assert not Decision.objects.exists()


def test_what_the_domain_refuses_is_said_in_its_own_sentence(alice: Client, matter: Matter):
    claim = checked_claim(matter, email="nobody@example.org")

    answer = decide(alice, claim, "no_account")

    assert answer.status_code == 422
    assert "cannot be denied before its time to answer has ended" in words_of(answer)
    assert status_of(claim) == Status.UNMATCHED


# -- four eyes ------------------------------------------------------------------------------------


def second(client: Client, claim: Claim, answer: str, decision: Decision | None = None):
    proposal = decision or claim.decisions.get()
    sent = {"answer": answer, "decision": proposal.pk}
    return client.post(address(claim, "second/"), sent, follow=True)


def test_a_decision_against_the_assessment_waits_for_a_second_person(
    alice: Client, bruno: Client, ineligible: Claim
):
    answer = decide(alice, ineligible, "proven_otherwise", note="A bill.")

    assert status_of(ineligible) == Status.ELIGIBILITY_REVIEW
    assert "waits for a second person" in words_of(answer)
    assert "You proposed this. Somebody else has to confirm or reject it." in words_of(answer)
    assert b'value="confirm"' not in answer.content
    assert b'value="confirm"' in bruno.get(address(ineligible)).content


def test_a_second_person_confirms(alice: Client, bruno: Client, ineligible: Claim):
    decide(alice, ineligible, "proven_otherwise", note="A bill.")

    answer = second(bruno, ineligible, "confirm")

    assert status_of(ineligible) == Status.APPROVED
    assert "You confirmed the proposal." in words_of(answer)
    decision = ineligible.decisions.get()
    assert (decision.decided_by, decision.second_by) == (
        "administrator:alice",
        "administrator:bruno",
    )


def test_a_second_person_rejects(alice: Client, bruno: Client, ineligible: Claim):
    decide(alice, ineligible, "proven_otherwise", note="A bill.")

    answer = second(bruno, ineligible, "reject")

    assert status_of(ineligible) == Status.ELIGIBILITY_REVIEW
    assert "You rejected the proposal." in words_of(answer)
    assert "Rejected by the second person" in words_of(answer)


def test_the_proposer_cannot_confirm_even_with_a_forged_form(alice: Client, ineligible: Claim):
    decide(alice, ineligible, "proven_otherwise", note="A bill.")

    answer = second(alice, ineligible, "confirm")

    assert answer.status_code == 422
    assert "Somebody else has to confirm" in words_of(answer)
    assert ineligible.decisions.get().state == Decision.State.PROPOSED


def test_a_proposal_of_another_claim_cannot_be_confirmed_here(
    alice: Client, bruno: Client, ineligible: Claim
):
    decide(alice, ineligible, "proven_otherwise", note="A bill.")
    other = file_claim(ineligible.matter)

    answer = second(bruno, other, "confirm", ineligible.decisions.get())

    assert answer.status_code == 422
    assert ineligible.decisions.get().state == Decision.State.PROPOSED


@pytest.mark.parametrize(
    "sent", [{}, {"answer": "perhaps"}, {"decision": "x", "answer": "confirm"}]
)
def test_an_answer_that_is_none_is_refused(
    alice: Client, bruno: Client, ineligible: Claim, sent: dict[str, str]
):
    decide(alice, ineligible, "proven_otherwise", note="A bill.")

    answer = bruno.post(address(ineligible, "second/"), sent)

    assert answer.status_code == 422
    assert ineligible.decisions.get().state == Decision.State.PROPOSED


# -- accounts -------------------------------------------------------------------------------------


@pytest.fixture
def torn(matter: Matter) -> Claim:
    """A claim whose keys name two accounts."""
    produce(matter, member("A1"), member("A2"), member("A9"))
    return checked_claim(
        matter, email="a1@example.org", profile_url="https://www.linkedin.com/in/a2"
    )


def choose(client: Client, claim: Claim, **fields: str):
    return client.post(address(claim, "account/"), fields, follow=True)


def test_a_person_chooses_one_of_several_accounts(alice: Client, torn: Claim):
    assert torn.status == Status.MATCH_REVIEW

    answer = choose(alice, torn, choice="account:A2")

    assert status_of(torn) == Status.ELIGIBILITY_REVIEW
    assert torn.account is not None
    assert (torn.account.account_id, torn.matched_by) == ("A2", "administrator:alice")
    assert "matched to account A2" in words_of(answer)


def test_the_claim_is_assessed_again_on_the_account_that_was_chosen(alice: Client, torn: Claim):
    choose(alice, torn, choice="account:A2")

    torn.refresh_from_db()
    assert (torn.outcome, torn.verdict) == ("payable", "eligible")
    assert trail_of(torn)[-1] == "viewed"


def test_a_person_names_an_account_that_no_key_named(alice: Client, torn: Claim):
    choose(alice, torn, choice="another", account_id=" A9 ")

    torn.refresh_from_db()
    assert torn.account is not None
    assert torn.account.account_id == "A9"


def test_a_person_says_that_no_account_is_the_claimants(alice: Client, eligible: Claim):
    choose(alice, eligible, choice="none")

    assert status_of(eligible) == Status.UNMATCHED
    assert eligible.account is None


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({}, "Choose an account", id="nothing"),
        pytest.param({"choice": "account:A9"}, "A9", id="no candidate"),
        pytest.param({"choice": "another"}, "Enter the ID of the account.", id="no ID"),
        pytest.param(
            {"choice": "another", "account_id": "A404"},
            "no account with this ID",
            id="an ID that there is not",
        ),
    ],
)
def test_an_account_that_there_is_not_is_refused(
    alice: Client, torn: Claim, fields: dict[str, str], message: str
):
    answer = alice.post(address(torn, "account/"), fields)

    assert answer.status_code == 422
    assert message in words_of(answer)
    assert status_of(torn) == Status.MATCH_REVIEW
    check_page(answer)


def test_the_account_of_a_decided_claim_stays(alice: Client, eligible: Claim):
    decide(alice, eligible, "meets_criteria")

    answer = choose(alice, eligible, choice="none")

    assert answer.status_code == 422
    assert status_of(eligible) == Status.APPROVED
    assert eligible.account is not None


# -- late -----------------------------------------------------------------------------------------


def test_a_late_claim_can_be_accepted(alice: Client, matter: Matter):
    produce(matter, member("A1"))
    claim = checked_claim(matter, email="a1@example.org", filed_at=BEFORE_OPENING)
    assert claim.status == Status.LATE

    answer = alice.post(address(claim, "accept-late/"), follow=True)

    assert status_of(claim) == Status.ELIGIBILITY_REVIEW
    assert claim.late_accepted
    assert "accepted although it came outside" in words_of(answer)


def test_a_claim_in_time_cannot_be_accepted_late(alice: Client, eligible: Claim):
    answer = alice.post(address(eligible, "accept-late/"))

    assert answer.status_code == 422
    assert not Claim.objects.get(pk=eligible.pk).late_accepted


# -- by whom --------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["decide/", "second/", "account/", "accept-late/"])
def test_an_act_is_a_post_and_needs_the_token_of_our_own_form(
    alice: Client, eligible: Claim, act: str
):
    assert alice.get(address(eligible, act)).status_code == 405
    alice.handler.enforce_csrf_checks = True
    assert alice.post(address(eligible, act)).status_code == 403
