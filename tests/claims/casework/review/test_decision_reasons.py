"""A reason that the assessment does not bear out is two people's, with a note."""

from datetime import timedelta
from typing import Any

import pytest

from claims.casework import review
from claims.casework.review import CannotDecide, Support
from claims.models import (
    Account,
    Assessment,
    Claim,
    Decision,
    MatchOutcome,
    Matter,
    ReasonCode,
    Status,
    Verdict,
)
from tests.factories import ALICE, BRUNO, LATER, NOW, check, checked_claim, member, produce

DENY, APPROVE = Decision.Act.DENY, Decision.Act.APPROVE
SHOWN, UNKNOWN, CONTRADICTED = Support.SHOWN, Support.UNKNOWN, Support.CONTRADICTED
CRITERIA = ("region", "subscription", "messages", "setting")
PARTS = {"late": "timely", "opted_out": "not_excluded", "not_signed": "signed"}
RIVERA = Account(pk=1, first_name="Ana", last_name="Rivera")


def claim_with(**of_claim: Any) -> Claim:
    """A claim in memory: its assessment's findings and completeness, and columns of its own."""
    found = {key: of_claim.pop(key) for key in ("findings", "completeness") if key in of_claim}
    if found:
        of_claim["assessment"] = Assessment(**found)
    return Claim(**of_claim)


def of_criterion(key: str, result: str) -> Claim:
    return claim_with(findings=[{"criterion": key, "result": result}])


def of_part(part: str, holds: bool) -> Claim:
    return claim_with(completeness={part: holds})


def named(first: str, last: str, **more: Any) -> Claim:
    return claim_with(first_name=first, last_name=last, account=RIVERA, **more)


TABLE: list[tuple[str, Claim, Support]] = [
    *((key, of_criterion(key, "unmet"), SHOWN) for key in CRITERIA),
    *((key, of_criterion(key, "unknown"), UNKNOWN) for key in CRITERIA),
    *((key, of_criterion(key, "met"), CONTRADICTED) for key in CRITERIA),
    *((key, of_criterion("another", "unmet"), UNKNOWN) for key in CRITERIA),
    *((key, claim_with(), UNKNOWN) for key in (*CRITERIA, *PARTS)),
    *((reason, of_part(part, False), SHOWN) for reason, part in PARTS.items()),
    *((reason, of_part(part, True), CONTRADICTED) for reason, part in PARTS.items()),
    ("no_account", claim_with(match_outcome=MatchOutcome.NONE), SHOWN),
    ("no_account", claim_with(match_outcome=MatchOutcome.SEVERAL), UNKNOWN),
    ("no_account", claim_with(match_outcome=MatchOutcome.PENDING), UNKNOWN),
    ("no_account", claim_with(account=RIVERA), CONTRADICTED),
    ("not_holder", named("Mal", "Mason"), SHOWN),
    ("not_holder", named("Ana", "Rivera"), CONTRADICTED),
    ("not_holder", named("", "Mason"), UNKNOWN),
    ("not_holder", named("Mal", "Mason", competing=True), UNKNOWN),
    ("not_holder", claim_with(), UNKNOWN),
    ("duplicate", claim_with(payable_claim=Claim(pk=2)), SHOWN),
    ("duplicate", claim_with(), CONTRADICTED),
    ("no_answer", claim_with(cure_due_at=NOW), SHOWN),
    ("no_answer", claim_with(cure_due_at=NOW + timedelta(seconds=1)), CONTRADICTED),
    ("no_answer", claim_with(), CONTRADICTED),
    ("meets_criteria", claim_with(verdict=Verdict.ELIGIBLE), SHOWN),
    ("meets_criteria", claim_with(verdict=Verdict.UNDETERMINED), UNKNOWN),
    ("meets_criteria", claim_with(verdict=Verdict.INELIGIBLE), CONTRADICTED),
    ("meets_criteria", claim_with(), UNKNOWN),
    ("meets_criteria", of_criterion("region", "met"), SHOWN),
    ("meets_criteria", of_criterion("region", "unknown"), UNKNOWN),
]


@pytest.mark.parametrize(("reason", "claim", "support"), TABLE)
def test_what_the_assessment_says_of_each_reason(reason: str, claim: Claim, support: Support):
    assert review.support_of(claim, ReasonCode(reason), NOW) == support


def test_every_reason_that_could_be_wrong_is_in_the_table():
    told = {reason for act in (APPROVE, DENY) for reason in review.reasons_for(act)}

    assert told - {"proven_otherwise"} == {reason for reason, _, _ in TABLE}
    assert {reason for reason, _, support in TABLE if support == SHOWN} == told - {
        "proven_otherwise"
    }


@pytest.fixture
def unpaid(matter: Matter) -> Claim:
    """In time, with one criterion that is not met."""
    produce(matter, member("A1", is_paid=False))
    return checked_claim(matter, email="a1@example.org")


@pytest.mark.parametrize("reason", ["late", "messages", "region", "not_signed", "no_account"])
def test_a_denial_told_with_another_reason_than_the_records_have_takes_two(
    unpaid: Claim, reason: str
):
    decision = review.decide(unpaid, DENY, reason, "By letter.", actor=ALICE, at=LATER)

    unpaid.refresh_from_db()
    assert (decision.state, decision.is_override) == (Decision.State.PROPOSED, True)
    assert unpaid.status == Status.ELIGIBILITY_REVIEW
    review.settle_proposal(decision, True, actor=BRUNO, at=LATER)
    unpaid.refresh_from_db()
    assert (unpaid.status, unpaid.decided_reason) == (Status.DENIED, reason)


def test_a_reason_of_an_unknown_criterion_takes_two(matter: Matter):
    produce(matter, member("A5", country=""))
    claim = checked_claim(matter, email="a5@example.org")
    assert claim.verdict == Verdict.UNDETERMINED

    decision = review.decide(claim, DENY, "region", "By letter.", actor=ALICE, at=LATER)

    assert decision.state == Decision.State.PROPOSED


@pytest.mark.parametrize("note", ["", "  \n"])
def test_an_override_needs_a_note(unpaid: Claim, note: str):
    with pytest.raises(CannotDecide, match="The assessment does not bear this out"):
        review.decide(unpaid, DENY, "late", note, actor=ALICE, at=LATER)

    assert not Decision.objects.exists()


def test_nobody_decides_on_an_assessment_that_is_not_the_one_they_saw(
    matter: Matter, unpaid: Claim
):
    seen = unpaid.assessment_id
    produce(matter, member("A1"), at=NOW)
    check(matter, unpaid, at=LATER)
    assert unpaid.assessment_id != seen

    with pytest.raises(CannotDecide, match="was checked again after you opened its page"):
        review.decide(unpaid, DENY, "subscription", actor=ALICE, at=LATER, seen_assessment=seen)

    with pytest.raises(CannotDecide, match="The assessment does not bear this out"):
        review.decide(unpaid, DENY, "subscription", actor=ALICE, at=LATER)
    assert not Decision.objects.exists()
