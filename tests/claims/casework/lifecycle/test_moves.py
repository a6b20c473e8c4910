"""Which state may follow which: the table of DOMAIN section 4, written out once more."""

import contextlib
from datetime import datetime

import pytest

from claims.audit import SYSTEM, Actor, Trail
from claims.casework.lifecycle import MOVES, CannotMove, move, withdraw
from claims.models import Claim, Matter, Status
from tests.factories import ALICE, BRUNO, CLAIMANT, LATER, NOW, OPERATOR

LEADS_TO = {
    "SUBMITTED": "INTAKE_REVIEW",
    "INTAKE_REVIEW": "MATCHING DEFICIENT LATE DUPLICATE_REVIEW",
    "LATE": "MATCHING DENIED",
    "MATCHING": "ELIGIBILITY_REVIEW MATCH_REVIEW UNMATCHED",
    "MATCH_REVIEW": "ELIGIBILITY_REVIEW UNMATCHED DEFICIENT",
    "UNMATCHED": "DEFICIENT MATCHING DENIED",
    "DUPLICATE_REVIEW": "MERGED COMPETING INTAKE_REVIEW ELIGIBILITY_REVIEW",
    "COMPETING": "ELIGIBILITY_REVIEW DENIED",
    # And to the state before: below.
    "HOLD_FRAUD": "DEFICIENT",
    "DEFICIENT": "CURED DENIED WITHDRAWN",
    "CURED": "INTAKE_REVIEW",
    "ELIGIBILITY_REVIEW": "APPROVED PARTIAL DENIED DEFICIENT AUDIT",
    "AUDIT": "APPROVED PARTIAL DENIED",
    "APPROVED": "CHALLENGED APPEALED ALLOCATED",
    "PARTIAL": "CHALLENGED APPEALED ALLOCATED",
    "DENIED": "APPEALED FINAL_DENIED INTAKE_REVIEW",
    "CHALLENGED": "APPROVED PARTIAL DENIED",
    "APPEALED": "FINAL_DENIED APPROVED ELIGIBILITY_REVIEW",
    "ALLOCATED": "APPROVED PAYABLE",
    "PAYABLE": "PAYMENT_SENT RESIDUAL",
    "PAYMENT_SENT": "PAID PAYMENT_FAILED STALE",
    "PAYMENT_FAILED": "REISSUE RESIDUAL",
    "REISSUE": "PAYMENT_SENT",
    "STALE": "REISSUE RESIDUAL",
}
# Not in DOMAIN's table: newer records can take back what a match rested on.
RECORDS_CHANGED = {
    ("MATCH_REVIEW", "MATCHING"),
    ("ELIGIBILITY_REVIEW", "MATCHING"),
    ("ELIGIBILITY_REVIEW", "MATCH_REVIEW"),
}
# Nobody has decided: from each of these a claim may be held, and goes back there.
UNDECIDED = (
    *("SUBMITTED", "INTAKE_REVIEW", "LATE", "MATCHING", "MATCH_REVIEW", "UNMATCHED", "AUDIT"),
    *("DUPLICATE_REVIEW", "COMPETING", "DEFICIENT", "CURED", "ELIGIBILITY_REVIEW"),
)
# Nor are these: an undecided claim that looks like another, or that somebody else makes as well.
LOOKS_ALIKE = {
    *((state, "DUPLICATE_REVIEW") for state in ("MATCHING", "MATCH_REVIEW", "UNMATCHED")),
    ("ELIGIBILITY_REVIEW", "DUPLICATE_REVIEW"),
    ("ELIGIBILITY_REVIEW", "COMPETING"),
}
FINAL = ("WITHDRAWN", "OPTED_OUT", "EXPIRED", "MERGED", "FINAL_DENIED", "RESIDUAL", "PAID")
ON_ITS_WAY = ("PAYABLE", "PAYMENT_SENT", "PAYMENT_FAILED", "REISSUE", "STALE")


def is_allowed(before: str, after: str) -> bool:
    if after in ("WITHDRAWN", "OPTED_OUT") and before not in (*FINAL, *ON_ITS_WAY):
        return True
    if after == "HOLD_FRAUD":
        return before in UNDECIDED
    added = RECORDS_CHANGED | LOOKS_ALIKE
    return after in LEADS_TO.get(before, "").split() or (before, after) in added


def claim_that_is(status: Status, **columns: object) -> Claim:
    return Claim(reference="CF-0000-0000-0000", status=status, **columns)


def trail(at: datetime = NOW) -> Trail:
    return Trail(Matter(slug="linkedin-inmail"), at)


@pytest.mark.parametrize("before", Status.values)
def test_a_claim_moves_as_the_domain_says_and_no_other_way_from(before: str):
    moved = set()
    for after in Status:
        claim = claim_that_is(Status(before), cure_due_at=NOW, reminded_at=NOW)
        with contextlib.suppress(CannotMove):
            move(claim, after, trail(), ALICE, reason="region")
            moved.add(claim.status)

    assert moved == {after for after in Status.values if is_allowed(before, after)}


def test_every_state_is_in_the_table():
    assert set(MOVES) == set(Status)


def test_a_final_state_leads_nowhere():
    assert all(not MOVES[Status(status)] for status in FINAL)


def test_a_move_is_a_link_of_the_chain():
    claim, written = claim_that_is(Status.SUBMITTED), trail()

    move(claim, Status.INTAKE_REVIEW, written, SYSTEM)

    (event,) = written.events
    assert event.data == {"from": "SUBMITTED", "to": "INTAKE_REVIEW", "reason": ""}
    assert (claim.chain_length, claim.chain_head) == (1, event.sha256)


@pytest.mark.parametrize("before", UNDECIDED)
def test_a_hold_leads_back_to_where_it_began(before: str):
    claim = claim_that_is(Status(before))
    move(claim, Status.HOLD_FRAUD, trail(), SYSTEM)

    back = set()
    for after in UNDECIDED:
        held = claim_that_is(Status.HOLD_FRAUD, held_from=claim.held_from)
        with contextlib.suppress(CannotMove):
            move(held, Status(after), trail(), SYSTEM)
            back.add(held.status)
            assert held.held_from == ""

    assert back == {before, "DEFICIENT"}


@pytest.mark.parametrize(
    ("proposed_by", "is_denied"),
    [
        pytest.param("", False, id="by one person"),
        pytest.param(str(ALICE), False, id="proposed and confirmed by one person"),
        pytest.param(str(BRUNO), True, id="by two people"),
    ],
)
def test_what_is_on_hold_is_denied_by_two_people(proposed_by: str, is_denied: bool):
    claim = claim_that_is(Status.HOLD_FRAUD, held_from="MATCH_REVIEW")

    with contextlib.nullcontext() if is_denied else pytest.raises(CannotMove, match="two people"):
        move(claim, Status.DENIED, trail(), ALICE, reason="no_account", proposed_by=proposed_by)

    assert (claim.status == Status.DENIED) is is_denied


def test_a_refused_move_leaves_claim_and_chain_alone():
    claim, written = claim_that_is(Status.SUBMITTED), trail()

    with pytest.raises(CannotMove, match=r"is SUBMITTED; it cannot become PAID\. It may become"):
        move(claim, Status.PAID, written, ALICE)

    assert (written.events, claim.chain_length) == ([], 0)


@pytest.mark.parametrize("before", ["LATE", "ELIGIBILITY_REVIEW", "COMPETING", "CHALLENGED"])
@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(SYSTEM, id="by the machine"),
        pytest.param(CLAIMANT, id="by its author"),
        pytest.param(OPERATOR, id="by an operator"),
        pytest.param(Actor("counsel", "carmen"), id="by counsel"),
        pytest.param(Actor("administrator"), id="by an administrator without a name"),
    ],
)
def test_a_claim_is_never_denied(before: str, actor: Actor):
    with pytest.raises(CannotMove, match="only by a person, never automatically"):
        move(claim_that_is(Status(before)), Status.DENIED, trail(), actor, reason="region")


def test_a_denial_has_a_reason():
    with pytest.raises(CannotMove, match="cannot be denied without a reason code"):
        move(claim_that_is(Status.ELIGIBILITY_REVIEW), Status.DENIED, trail(), ALICE)


@pytest.mark.parametrize("before", [Status.DEFICIENT, Status.UNMATCHED])
@pytest.mark.parametrize(
    ("clock", "says"),
    [
        pytest.param({}, "before its time to answer has ended", id="never asked"),
        pytest.param(
            *({"cure_due_at": LATER, "reminded_at": NOW}, "before its time to answer has ended"),
            id="a day too early",
        ),
        pytest.param({"cure_due_at": NOW}, "no reminder has gone out", id="never reminded"),
        pytest.param({"cure_due_at": NOW, "reminded_at": NOW}, "", id="in time and reminded"),
    ],
)
def test_silence_is_held_against_nobody_before_the_clock_ran_out(
    before: Status, clock: dict[str, object], says: str
):
    claim = claim_that_is(before, **clock)

    if says:
        with pytest.raises(CannotMove, match=says):
            move(claim, Status.DENIED, trail(), ALICE, reason="no_answer")
    else:
        move(claim, Status.DENIED, trail(), ALICE, reason="no_answer")
        assert claim.status == Status.DENIED


def test_whoever_withdraws_is_withdrawn_at_that_moment():
    claim = claim_that_is(Status.APPROVED)

    withdraw(claim, trail(), CLAIMANT)

    assert (claim.status, claim.withdrawn_at) == (Status.WITHDRAWN, NOW)
