"""What people of the administrator decide, and what takes two of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connections

from claims.audit import SYSTEM, Actor
from claims.audit.trail_check import check_trail as check_audit
from claims.casework import docket, review
from claims.casework.lifecycle import CannotMove
from claims.casework.review import CannotDecide
from claims.models import (
    Account,
    Claim,
    Decision,
    Exclusion,
    Letter,
    Matter,
    OutboxEntry,
    ReasonCode,
    Status,
)
from portal.worker import jobs
from tests.factories import (
    ALICE,
    BRUNO,
    LATER,
    NOW,
    OPENED,
    OPERATOR,
    check,
    checked_claim,
    file_claim,
    member,
    open_matter,
    plan_text,
    produce,
    run_tally,
    trail_of,
)

NOTE = "As the letter of 3 March shows."
APPROVE, DENY, ASK = Decision.Act.APPROVE, Decision.Act.DENY, Decision.Act.ASK
PROPOSED = Decision.State.PROPOSED
EFFECTIVE, REJECTED = Decision.State.EFFECTIVE, Decision.State.REJECTED
A1 = {"email": "a1@example.org"}
TOO_LATE = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def eligible(matter: Matter) -> Claim:
    produce(matter, member("A1"), member("A2"), member("CA", country="CA"))
    return checked_claim(matter, **A1)


@pytest.fixture
def ineligible(matter: Matter, eligible: Claim) -> Claim:
    return checked_claim(matter, email="ca@example.org")


def account(account_id: str) -> Account:
    return Account.objects.get(account_id=account_id)


def test_one_person_approves_what_the_records_bear_out(matter: Matter, eligible: Claim):
    decision = review.decide(eligible, APPROVE, "meets_criteria", actor=ALICE, at=LATER)
    check(matter, eligible, at=LATER)

    assert (decision.state, decision.is_override) == (EFFECTIVE, False)
    assert (eligible.status, eligible.decided_verdict) == (Status.APPROVED, "eligible")
    assert eligible.verdict == "eligible"
    assert trail_of(eligible)[-2:] == ["moved to APPROVED", "decided"]
    letter = Letter.objects.get(kind=Letter.Kind.DECIDED)
    assert letter.data == {"act": "approve", "reason": "meets_criteria"}
    assert check_audit([matter]).ok


def test_one_person_denies_what_the_records_speak_against(matter: Matter, ineligible: Claim):
    decision = review.decide(ineligible, DENY, "region", "seen", actor=ALICE, at=LATER)
    ineligible.refresh_from_db()

    assert decision.state == EFFECTIVE
    assert (ineligible.status, ineligible.decided_reason) == (Status.DENIED, "region")
    assert ineligible.appeal_due_at is not None
    assert "seen" not in str([event.data for event in ineligible.events.all()])


def test_one_person_approves_an_undetermined_claim_on_proof(matter: Matter):
    produce(matter, member("A1", country=""))
    claim = checked_claim(matter, **A1)

    decision = review.decide(claim, APPROVE, "proven_otherwise", actor=ALICE, at=LATER)

    assert decision.state == EFFECTIVE


@pytest.mark.parametrize(
    ("which", "act", "reason", "status", "verdict"),
    [
        pytest.param(
            *("ineligible", APPROVE, "proven_otherwise", Status.APPROVED, "eligible"),
            id="approving against the records",
        ),
        pytest.param(
            *("eligible", DENY, "not_holder", Status.DENIED, "ineligible"),
            id="denying against the records",
        ),
    ],
)
def test_an_override_takes_a_second_person(
    matter: Matter,
    request: pytest.FixtureRequest,
    which: str,
    act: Decision.Act,
    reason: str,
    status: Status,
    verdict: str,
):
    claim: Claim = request.getfixturevalue(which)

    proposed = review.decide(claim, act, reason, NOTE, actor=ALICE, at=LATER)
    claim.refresh_from_db()
    assert (proposed.state, claim.status) == (PROPOSED, Status.ELIGIBILITY_REVIEW)
    assert claim.decided_verdict == ""
    assert not Letter.objects.filter(kind=Letter.Kind.DECIDED).exists()

    confirmed = review.settle_proposal(proposed, True, actor=BRUNO, at=LATER)
    claim.refresh_from_db()
    assert (confirmed.state, confirmed.second_by) == (
        EFFECTIVE,
        "administrator:bruno",
    )
    assert (claim.status, claim.decided_verdict) == (status, verdict)
    assert check_audit([matter]).ok


@pytest.mark.parametrize("confirm", [True, False])
def test_the_proposer_is_not_the_second_person(ineligible: Claim, confirm: bool):
    proposed = review.decide(ineligible, APPROVE, "proven_otherwise", NOTE, actor=ALICE, at=LATER)

    with pytest.raises(CannotDecide, match="Somebody else has to confirm or reject"):
        review.settle_proposal(proposed, confirm, actor=ALICE, at=LATER)

    proposed.refresh_from_db()
    assert proposed.state == PROPOSED


def test_a_rejected_override_changes_nothing_and_another_may_follow(
    matter: Matter, ineligible: Claim
):
    proposed = review.decide(ineligible, APPROVE, "proven_otherwise", NOTE, actor=ALICE, at=LATER)

    rejected = review.settle_proposal(proposed, False, actor=BRUNO, at=LATER)
    ineligible.refresh_from_db()

    assert (rejected.state, ineligible.status) == (
        REJECTED,
        Status.ELIGIBILITY_REVIEW,
    )
    review.decide(ineligible, DENY, "region", actor=ALICE, at=LATER)
    assert check_audit([matter]).ok


def test_a_second_person_speaks_once(ineligible: Claim):
    proposed = review.decide(ineligible, APPROVE, "proven_otherwise", NOTE, actor=ALICE, at=LATER)
    review.settle_proposal(proposed, True, actor=BRUNO, at=LATER)

    with pytest.raises(CannotDecide, match="no longer waiting"):
        review.settle_proposal(proposed, False, actor=BRUNO, at=LATER)


def test_while_a_proposal_waits_nobody_decides_otherwise(ineligible: Claim):
    review.decide(ineligible, APPROVE, "proven_otherwise", NOTE, actor=ALICE, at=LATER)

    with pytest.raises(CannotDecide, match="has a decision waiting for a second person"):
        review.decide(ineligible, DENY, "region", actor=BRUNO, at=LATER)


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        pytest.param(APPROVE, "region", id="a denial's reason for an approval"),
        pytest.param(DENY, "meets_criteria", id="an approval's reason for a denial"),
        pytest.param(ASK, "no_answer", id="a denial's reason for a question"),
        pytest.param(DENY, "", id="no reason"),
        pytest.param(DENY, "because", id="a reason that is not listed"),
    ],
)
def test_a_reason_has_to_fit(eligible: Claim, act: Decision.Act, reason: str):
    with pytest.raises(CannotDecide, match="The reason does not fit"):
        review.decide(eligible, act, reason, actor=ALICE, at=LATER)


def test_every_reason_fits_one_act():
    listed = [reason for act in Decision.Act for reason in review.reasons_for(act)]

    assert sorted(listed) == sorted(ReasonCode)


@pytest.mark.parametrize(
    "actor",
    [SYSTEM, OPERATOR, Actor("counsel", "carmen"), Actor("claimant"), Actor("administrator")],
    ids=str,
)
def test_only_a_person_of_the_administrator_decides(eligible: Claim, actor: Actor):
    with pytest.raises(CannotDecide, match="Only a person of the administrator"):
        review.decide(eligible, APPROVE, "meets_criteria", actor=actor, at=LATER)
    with pytest.raises(CannotDecide, match="Only a person of the administrator"):
        review.choose_account(eligible, None, actor=actor, at=LATER)
    with pytest.raises(CannotDecide, match="Only a person of the administrator"):
        review.accept_late_claim(eligible, actor=actor, at=LATER)


def test_a_claim_that_is_not_complete_is_not_approved(matter: Matter, eligible: Claim):
    unsigned = checked_claim(matter, email="a2@example.org", signed=False)

    with pytest.raises(CannotDecide, match="cannot be approved yet"):
        review.decide(unsigned, APPROVE, "meets_criteria", actor=ALICE, at=LATER)


def test_a_duplicate_is_not_approved(matter: Matter, eligible: Claim):
    duplicate = checked_claim(matter, **A1, filed_at=LATER)

    with pytest.raises(CannotDecide, match=f"Decide on claim {eligible.reference}"):
        review.decide(duplicate, APPROVE, "meets_criteria", actor=ALICE, at=LATER)


def test_a_decided_claim_is_not_decided_again(eligible: Claim):
    review.decide(eligible, APPROVE, "meets_criteria", actor=ALICE, at=LATER)

    with pytest.raises((CannotDecide, CannotMove)):
        review.decide(eligible, APPROVE, "meets_criteria", actor=BRUNO, at=LATER)


def test_asking_starts_the_clock_and_an_answer_stops_it(matter: Matter, eligible: Claim):
    review.decide(eligible, ASK, "need_proof", actor=ALICE, at=LATER)
    eligible.refresh_from_db()
    assert (eligible.status, eligible.cure_due_at is not None) == (Status.DEFICIENT, True)
    assert Letter.objects.get(kind=Letter.Kind.ASKED).data == {"reason": "need_proof"}

    review.record_answer(eligible, signature=False, actor=ALICE, at=LATER)
    check(matter, eligible, at=LATER)

    assert eligible.cure_due_at is None
    assert trail_of(eligible)[-5:] == [
        *("moved to CURED", "answered", "moved to INTAKE_REVIEW", "moved to MATCHING"),
        "moved to ELIGIBILITY_REVIEW",
    ]


def test_a_signature_that_comes_later_completes_the_claim(matter: Matter, eligible: Claim):
    unsigned = checked_claim(matter, email="a2@example.org", signed=False)

    review.record_answer(unsigned, signature=True, actor=ALICE, at=LATER)
    check(matter, unsigned, at=LATER)

    assert (unsigned.outcome, unsigned.status) == ("payable", Status.ELIGIBILITY_REVIEW)
    assert unsigned.signed is False, "what was submitted stays as it was"


def test_a_person_chooses_among_candidates(matter: Matter, eligible: Claim):
    claim = checked_claim(matter, email="a1@example.org", profile_url="/in/a2")
    assert claim.status == Status.MATCH_REVIEW

    review.choose_account(claim, account("A2"), actor=ALICE, at=LATER)
    check(matter, claim, at=LATER)

    assert claim.account == account("A2")
    assert (claim.matched_by, claim.status) == ("administrator:alice", Status.ELIGIBILITY_REVIEW)
    assert (claim.outcome, claim.verdict) == ("payable", "eligible")
    assert check_audit([matter]).ok


def test_a_person_says_that_no_account_is_the_authors(matter: Matter, eligible: Claim):
    other = checked_claim(matter, **A1, filed_at=LATER)

    review.choose_account(eligible, None, actor=ALICE, at=LATER)
    asked = OutboxEntry.objects.filter(key__contains="match of")
    assert set(asked.values_list("subject_id", flat=True)) == {eligible.pk, other.pk}
    check(matter, *Claim.objects.filter(pk__in=[eligible.pk, other.pk]))
    eligible.refresh_from_db()
    other.refresh_from_db()

    assert (eligible.status, eligible.outcome) == (Status.UNMATCHED, "unmatched")
    assert (other.outcome, other.payable_claim) == ("payable", None)


def test_nobody_decides_on_an_account_that_was_not_checked_yet(matter: Matter, eligible: Claim):
    review.choose_account(eligible, account("CA"), actor=ALICE, at=LATER)

    for act, reason in ((APPROVE, "meets_criteria"), (DENY, "region")):
        with pytest.raises(CannotDecide, match="is being checked against the records"):
            review.decide(eligible, act, reason, actor=ALICE, at=LATER)

    check(matter, eligible, at=LATER)
    assert eligible.verdict == "ineligible"


def test_an_account_of_another_matter_is_not_chosen(matter: Matter, eligible: Claim):
    other = open_matter("another-matter")
    produce(other, member("B1"))

    with pytest.raises(CannotDecide, match="not in this matter's class list"):
        review.choose_account(eligible, account("B1"), actor=ALICE, at=LATER)


def test_the_account_of_a_decided_claim_is_not_changed(eligible: Claim):
    review.decide(eligible, APPROVE, "meets_criteria", actor=ALICE, at=LATER)

    with pytest.raises(CannotDecide, match="its account cannot be changed"):
        review.choose_account(eligible, account("A2"), actor=ALICE, at=LATER)


def test_a_late_claim_that_is_accepted_counts_as_in_time(matter: Matter, eligible: Claim):
    late = checked_claim(matter, email="a2@example.org", filed_at=OPENED)
    assert (late.status, late.outcome) == (Status.LATE, "incomplete")

    review.accept_late_claim(late, actor=ALICE, at=LATER)
    check(matter, late, at=LATER)

    assert (late.status, late.outcome) == (Status.ELIGIBILITY_REVIEW, "payable")
    assert check_audit([matter]).ok


def test_a_claim_in_time_is_not_accepted_as_late(eligible: Claim):
    with pytest.raises(CannotDecide, match="is not waiting as late"):
        review.accept_late_claim(eligible, actor=ALICE, at=LATER)


def test_whoever_looks_at_a_claim_is_in_its_trail(matter: Matter, eligible: Claim):
    review.record_view(eligible, actor=ALICE, at=LATER)
    review.record_view(eligible, actor=Actor("counsel", "carmen"), at=LATER)

    seen = eligible.events.filter(kind="viewed").order_by("sequence")
    assert [event.actor for event in seen] == ["administrator:alice", "counsel:carmen"]
    assert check_audit([matter]).ok


def test_competing_claims_wait_for_a_person(matter: Matter, eligible: Claim):
    other = checked_claim(matter, **A1, first_name="Bruno", last_name="Paz", filed_at=LATER)
    review.choose_account(other, eligible.account, actor=ALICE, at=LATER)
    check(matter, other, eligible, at=LATER)
    assert (eligible.competing, eligible.verdict) == (True, "undetermined")

    decision = review.decide(eligible, APPROVE, "meets_criteria", actor=ALICE, at=LATER)
    check(matter, eligible, at=LATER)

    assert decision.state == EFFECTIVE
    assert (eligible.competing, eligible.verdict) == (False, "eligible")


@pytest.mark.django_db(transaction=True)
def test_two_people_who_decide_at_once_decide_once(data_dir: object):
    matter = open_matter()
    produce(matter, member("A1"))
    claim = file_claim(matter, **A1)
    check(matter, claim)
    start = Barrier(2)

    def run(actor: Actor) -> str:
        try:
            start.wait(30)
            review.decide(claim, APPROVE, "meets_criteria", actor=actor, at=NOW)
            return "decided"
        except (CannotDecide, CannotMove):
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, [ALICE, BRUNO]))

    assert sorted(results) == ["decided", "refused"]
    assert Decision.objects.count() == 1
    assert check_audit([matter]).ok


def test_an_impostor_who_is_denied_makes_way_for_the_holder_of_the_account(matter: Matter):
    produce(matter, member("A1", first_name="", last_name=""))
    impostor = file_claim(matter, profile_url="/in/a1", first_name="Mal", last_name="Mason")
    holder = file_claim(matter, **A1, filed_at=LATER)
    check(matter, impostor, holder)
    assert (impostor.outcome, impostor.competing) == ("payable", True)
    assert holder.outcome == "duplicate"

    proposal = review.decide(impostor, DENY, "not_holder", NOTE, actor=ALICE, at=LATER)
    review.settle_proposal(proposal, True, actor=BRUNO, at=LATER)
    jobs.process_waiting(matter)
    tally = run_tally(matter, LATER)

    impostor.refresh_from_db()
    holder.refresh_from_db()
    assert (impostor.status, impostor.account, impostor.outcome) == (
        Status.DENIED,
        None,
        "unmatched",
    )
    assert (holder.outcome, holder.verdict, holder.competing) == ("payable", "eligible", False)
    assert tally.totals_cents["sca_actual_not_required"] == 100_000
    assert check_audit([matter]).ok


def test_a_late_claim_that_is_accepted_is_still_asked_for_its_signature(matter: Matter):
    produce(matter, member("A1"))
    claim = checked_claim(matter, **A1, filed_at=TOO_LATE, signed=False)
    assert claim.status == Status.LATE

    review.accept_late_claim(claim, actor=ALICE, at=TOO_LATE)
    check(matter, claim, at=TOO_LATE)

    assert claim.status == Status.DEFICIENT
    with pytest.raises((CannotDecide, CannotMove)):
        review.decide(claim, APPROVE, "meets_criteria", actor=ALICE, at=TOO_LATE)

    review.record_answer(claim, signature=True, actor=ALICE, at=TOO_LATE)
    check(matter, claim, at=TOO_LATE)

    assert (claim.status, claim.outcome) == (Status.ELIGIBILITY_REVIEW, "payable")
    assert check_audit([matter]).ok


def test_a_claim_whose_account_opted_out_is_not_approved(matter: Matter):
    produce(matter, member("A1"))
    claim = file_claim(matter, **A1)
    Exclusion.objects.create(
        matter=matter, account_id="A1", received_on=NOW.date(), recorded_at=NOW
    )
    check(matter, claim)
    assert (claim.status, claim.outcome) == (Status.ELIGIBILITY_REVIEW, "incomplete")

    with pytest.raises(CannotDecide, match="not complete"):
        review.decide(claim, APPROVE, "meets_criteria", actor=ALICE, at=LATER)


def test_late_claims_are_in_time_once_the_court_extends_the_window(matter: Matter):
    produce(matter, member("A1"))
    claim = checked_claim(matter, **A1, filed_at=TOO_LATE)
    assert claim.status == Status.LATE
    text = plan_text().replace('closes: "2026-07-01 00:00"', 'closes: "2026-12-01 00:00"')
    docket.open_matter(text, "extended", actor=OPERATOR, at=TOO_LATE)

    check(matter, claim, at=TOO_LATE)

    assert (claim.status, claim.outcome) == (Status.ELIGIBILITY_REVIEW, "payable")
