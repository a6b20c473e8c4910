"""What a person says of a flag, what it changes in a tally, and that it can be taken back."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.audit import SYSTEM, Actor
from claims.casework import duplicates, review
from claims.casework.assessment.claim_rows import opt_out_condition
from claims.casework.duplicates import FlagAct
from claims.casework.intake.withdrawal import withdraw_claim
from claims.casework.lifecycle import public_status_text
from claims.casework.review import CannotDecide
from claims.models import (
    Account,
    Claim,
    ClaimKey,
    Decision,
    DuplicateFlag,
    Exclusion,
    Letter,
    Matter,
    Status,
)
from tests.claims.casework.duplicates.filing import (
    ANA,
    filed,
    flag_of,
    flags,
    standing,
    trails_hold,
    work_off,
)
from tests.factories import ALICE, BRUNO, LATER, NOW, member, open_matter, produce, run_tally
from tests.remembered import begin_with

# Which claim goes where is the same whatever the database.
pytestmark = pytest.mark.one_engine

BEN = {"first_name": "Ben", "last_name": "Cruz"}
PHONE = {"phone": "510 555 0101", "country": "US"}
REASONS = {act: duplicates.act_reasons(act)[0] for act in FlagAct}


def say(act: FlagAct, claim: Claim, **options: Any) -> None:
    duplicates.ACT_FUNCTIONS[act](flag_of(claim), REASONS[act], actor=ALICE, at=LATER, **options)


def counts(matter: Matter) -> Counter[str]:
    """What the claims count as; a tally runs the same expressions."""
    rows = Claim.objects.of(matter).values_list("outcome", "verdict")
    found = Counter(outcome for outcome, _ in rows)
    return found + Counter(verdict for outcome, verdict in rows if outcome == "payable")


def file_pair(matter: Matter, first: str, second: str) -> tuple[Claim, Claim]:
    """Two claims of one person by their telephone, each with an e-mail address of an account, of
    none, or of two."""
    produce(
        matter,
        *(member("A1"), member("A2", other_emails="both@example.org")),
        member("A3", other_emails="both@example.org"),
    )
    one, other = (f"{email}@example.org" for email in (first, second))
    return filed(matter, **ANA | PHONE | {"email": one}), filed(
        matter, **ANA | PHONE | {"email": other}
    )


@pytest.fixture
def empty_site(db: None, data_dir: object) -> None:
    """Nothing in the database and in DATA_DIR: `pair` opens the matter."""


@cache
def _matter_with_pair(first: str, second: str) -> Callable[[], None]:
    def build() -> None:
        file_pair(open_matter(), first, second)

    return build


def pair(first: str, second: str) -> tuple[Claim, Claim]:
    """The two of `file_pair` in a matter of their own, made once a test process."""
    begin_with(_matter_with_pair(first, second))
    one, other = Claim.objects.order_by("filed_at")
    return one, other


@pytest.mark.a_few(2)
@pytest.mark.parametrize(
    ("first", "second"),
    [("a1", "a1"), ("nowhere", "a1"), ("a1", "a2"), ("both", "nowhere"), ("nowhere", "both")],
)
def test_every_act_is_taken_back_exactly_from_every_state(
    empty_site: None, first: str, second: str
):
    survivor, claim = pair(first, second)
    matter = survivor.matter
    assert standing(claim)["status"] == Status.DUPLICATE_REVIEW
    unflagged = flag_of(claim).before
    flagged, beside = standing(claim), standing(survivor)
    acts = [FlagAct.MERGE, *([FlagAct.COMPETE] if first == second == "a1" else [])]

    for act in acts:
        say(act, claim)
        assert standing(claim)["status"] in (Status.MERGED, Status.COMPETING)
        work_off(matter)
        say(FlagAct.UNDO, claim)
        assert (standing(claim), standing(survivor)) == (flagged, beside)
        work_off(matter)
        assert (standing(claim), standing(survivor)) == (flagged, beside)
    say(FlagAct.CLEAR, claim)
    assert standing(claim) == unflagged
    work_off(matter)
    assert (standing(claim), standing(survivor)) == (unflagged, beside)
    trails_hold(matter)


@pytest.mark.long
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(list(FlagAct)), min_size=1, max_size=5))
def test_whatever_is_said_in_whatever_order_can_be_taken_back(matter: Matter, acts: list[FlagAct]):
    with transaction.atomic():
        if not Claim.objects.of(matter).exists():
            file_pair(matter, "a1", "a1")
        survivor, claim = Claim.objects.of(matter).order_by("filed_at")
        stood = {"cleared": flag_of(claim).before, "flagged": standing(claim)}
        beside = standing(survivor)
        for act in acts:
            if act in duplicates.open_acts(flag_of(claim)):
                say(act, claim)
                work_off(matter)
        state = flag_of(claim).state
        if state in ("merged", "competing"):
            say(FlagAct.UNDO, claim)
            work_off(matter)
            state = flag_of(claim).state
        assert standing(claim) == stood[state]
        assert standing(survivor) == beside
        trails_hold(matter)
        transaction.set_rollback(True)


def test_a_pair_is_not_flagged_again_by_what_a_person_saw(empty_site: None):
    _, claim = pair("a1", "a2")
    matter = claim.matter
    say(FlagAct.CLEAR, claim)
    duplicates.refresh_all_flags(matter, LATER)
    assert flag_of(claim).state == DuplicateFlag.State.CLEARED

    for each in Claim.objects.of(matter):
        ClaimKey.objects.create(matter=matter, claim=each, kind="payment", value="x")
    duplicates.refresh_all_flags(matter, LATER)

    assert flag_of(claim).state == DuplicateFlag.State.FLAGGED
    trails_hold(matter)


def test_not_the_same_taken_back_is_looked_at_anew(empty_site: None):
    _, claim = pair("a1", "a2")
    matter = claim.matter
    say(FlagAct.CLEAR, claim)
    say(FlagAct.UNDO, claim)
    work_off(matter)

    assert flag_of(claim).state == DuplicateFlag.State.FLAGGED


# -- what it changes in a tally -------------------------------------------------------------------


def test_a_tally_counts_a_flagged_claim_like_any_other_and_a_merged_one_as_a_duplicate(
    empty_site: None,
):
    _, claim = pair("a1", "a2")
    matter = claim.matter
    flagged = run_tally(matter, LATER)
    say(FlagAct.MERGE, claim)
    work_off(matter)
    merged = run_tally(matter, LATER + timedelta(hours=2))

    assert (flagged.counts["matched"], flagged.counts["duplicates"]) == (2, 0)
    assert flagged.counts["payable"]["eligible"] == 2
    assert merged.counts["payable"]["eligible"] == merged.counts["duplicates"] == 1
    assert merged.counts["matched"] == 2


@pytest.mark.parametrize(
    ("first", "second", "matched", "duplicate", "eligible"),
    [
        pytest.param("a1", "a2", 2, 1, 1, id="two accounts: one of the two is paid"),
        pytest.param("a1", "nowhere", 2, 1, 1, id="the merged one had none"),
        pytest.param("nowhere", "a1", 2, 1, 1, id="the survivor had none"),
        pytest.param("nowhere", "nowhere", 0, 0, 0, id="neither has one"),
        pytest.param("a1", "a1", 2, 1, 1, id="one account"),
    ],
)
def test_a_merged_claim_counts_as_a_duplicate_of_its_survivor(
    empty_site: None, first: str, second: str, matched: int, duplicate: int, eligible: int
):
    survivor, claim = pair(first, second)
    matter = survivor.matter
    before = counts(matter)
    say(FlagAct.MERGE, claim)
    work_off(matter)
    after = counts(matter)

    assert after.total() - after["unmatched"] - eligible == matched
    assert (after["duplicate"], after["eligible"]) == (duplicate, eligible)
    assert standing(claim)["status"] == Status.MERGED
    assert standing(survivor)["outcome"] == ("payable" if matched else "unmatched")
    if matched:
        claim.refresh_from_db()
        assert claim.payable_claim == survivor
    say(FlagAct.UNDO, claim)
    work_off(matter)
    assert counts(matter) == before
    trails_hold(matter)


def test_two_who_compete_are_both_undetermined_until_a_person_decides(matter: Matter):
    produce(matter, member("A1", first_name="John", last_name="Lee"))
    email = {"email": "a1@example.org"}
    father = filed(matter, first_name="John", last_name="Lee", **email)
    son = filed(matter, first_name="John", last_name="Lee Jr", **email)
    assert flag_of(son).kind == DuplicateFlag.Kind.COMPETING
    assert counts(matter)["eligible"] == 1

    say(FlagAct.COMPETE, son)
    work_off(matter)
    assert counts(matter)["undetermined"] == 1
    assert {standing(father)["status"], standing(son)["status"]} == {Status.COMPETING}
    assert public_status_text(father) == "Checking our records"

    proposal = review.decide(
        son, Decision.Act.DENY, "not_holder", "His father's.", actor=BRUNO, at=LATER
    )
    review.settle_proposal(proposal, True, actor=ALICE, at=LATER)
    say(FlagAct.CLEAR, son)
    work_off(matter)
    assert standing(son)["status"] == Status.DENIED
    assert standing(father)["status"] == Status.ELIGIBILITY_REVIEW
    assert counts(matter)["eligible"] == 1
    trails_hold(matter)


@pytest.mark.long
def test_of_three_who_compete_the_first_stays_so_until_the_last_is_settled(matter: Matter):
    produce(matter, member("A1"))
    people = [("Ana", "Lee"), ("Ben", "Cruz"), ("Eva", "Diaz")]
    first, second, third = (
        filed(matter, first_name=given, last_name=family, email="a1@example.org")
        for given, family in people
    )
    stood = standing(first)
    say(FlagAct.COMPETE, second)
    say(FlagAct.COMPETE, third)
    say(FlagAct.CLEAR, second)
    assert standing(first)["status"] == Status.COMPETING
    say(FlagAct.CLEAR, third)

    assert standing(first) == stood
    trails_hold(matter)


# -- what happens afterwards ----------------------------------------------------------------------


def test_a_merged_claim_follows_its_survivor_to_another_account(empty_site: None):
    survivor, claim = pair("nowhere", "nowhere")
    matter = survivor.matter
    say(FlagAct.MERGE, claim)
    work_off(matter)
    a2 = Account.objects.get(account_id="A2")
    survivor.refresh_from_db()
    review.choose_account(survivor, a2, actor=BRUNO, at=LATER)
    work_off(matter)

    assert standing(claim)["account_id"] == standing(survivor)["account_id"] == a2.pk
    assert standing(claim)["outcome"] == "duplicate"
    trails_hold(matter)


def test_when_the_survivor_is_withdrawn_the_merge_can_be_taken_back(empty_site: None):
    survivor, claim = pair("a1", "a1")
    matter = survivor.matter
    say(FlagAct.MERGE, claim)
    withdraw_claim(survivor, actor=Actor("claimant"), at=LATER)
    work_off(matter)
    assert standing(claim)["status"] == Status.MERGED

    say(FlagAct.UNDO, claim)
    work_off(matter)

    # The flag has nothing to rest on any more: it is lifted, and the claim goes on.
    assert standing(claim)["status"] == Status.ELIGIBILITY_REVIEW
    assert standing(claim)["outcome"] == "payable"
    trails_hold(matter)


def test_a_third_claim_is_held_beside_the_survivor_and_not_the_merged_one(empty_site: None):
    survivor, claim = pair("a1", "a2")
    matter = survivor.matter
    say(FlagAct.MERGE, claim)
    third = filed(matter, **ANA | {"email": "a2@example.org"})

    assert flag_of(third).survivor == survivor
    assert flags(matter)[str(claim.external_ref)][2] == "merged"


def test_a_merge_that_gave_the_survivor_its_account_stays_once_that_is_decided(empty_site: None):
    survivor, claim = pair("nowhere", "a1")
    matter = survivor.matter
    say(FlagAct.MERGE, claim)
    work_off(matter)
    survivor.refresh_from_db()
    review.decide(survivor, Decision.Act.APPROVE, "meets_criteria", actor=BRUNO, at=LATER)

    with pytest.raises(CannotDecide, match="the merge cannot be taken back"):
        say(FlagAct.UNDO, claim)


def test_who_opted_out_by_the_merged_claim_is_not_paid_by_its_survivor(empty_site: None):
    survivor, claim = pair("a1", "nowhere")
    matter = survivor.matter
    Exclusion.objects.create(
        matter=matter,
        email_key="nowhere@example.org",
        received_on=NOW.date(),
        recorded_at=NOW,
    )
    say(FlagAct.MERGE, claim)
    work_off(matter)
    assert standing(survivor)["outcome"] == "incomplete"
    assert list(Claim.objects.filter(opt_out_condition(matter)).order_by("id")) == [survivor, claim]

    say(FlagAct.UNDO, claim)
    work_off(matter)
    assert standing(survivor)["outcome"] == "payable"


# -- what is refused ------------------------------------------------------------------------------


def test_the_machine_and_claimants_say_nothing(empty_site: None):
    _, claim = pair("a1", "a2")
    for actor in (SYSTEM, Actor("claimant"), Actor("counsel", "carol")):
        with pytest.raises(CannotDecide, match="Only a person"):
            duplicates.merge_claims(flag_of(claim), "same_details", actor=actor, at=LATER)


def test_a_reason_of_another_act_is_refused(empty_site: None):
    _, claim = pair("a1", "a2")
    with pytest.raises(CannotDecide, match="The reason does not fit"):
        duplicates.merge_claims(flag_of(claim), "household", actor=ALICE, at=LATER)


def test_two_accounts_do_not_compete(empty_site: None):
    _, claim = pair("a1", "a2")
    with pytest.raises(CannotDecide, match="not for one account"):
        say(FlagAct.COMPETE, claim)


def test_saying_it_twice_is_refused_and_changes_nothing(empty_site: None):
    _, claim = pair("a1", "a2")
    say(FlagAct.MERGE, claim)
    merged = standing(claim)
    with pytest.raises(CannotDecide, match="no longer open"):
        say(FlagAct.MERGE, claim)

    assert standing(claim) == merged
    assert Letter.objects.filter(claim=claim, kind="merged").count() == 1


def test_the_claim_that_counts_by_the_plan_is_not_merged(empty_site: None):
    survivor, claim = pair("a1", "a1")
    # As while the worker has not looked at the survivor's newest assessment.
    Claim.objects.filter(pk=survivor.pk).update(filed_at=NOW + timedelta(days=3))

    with pytest.raises(CannotDecide, match="is the one that goes on"):
        say(FlagAct.MERGE, claim)


# -- what the claimant reads ----------------------------------------------------------------------


@pytest.mark.parametrize(("second", "told"), [("a1", True), ("a2", False)])
def test_only_who_gave_one_address_for_both_is_told_of_the_other(
    empty_site: None, second: str, told: bool
):
    survivor, claim = pair("a1", second)
    say(FlagAct.MERGE, claim)

    letter = Letter.objects.get(claim=claim, kind="merged")
    assert letter.data == ({"survivor": survivor.reference} if told else {})
    claim.refresh_from_db()
    assert public_status_text(claim) == "Joined with your other claim"
    say(FlagAct.UNDO, claim)
    assert Letter.objects.filter(claim=claim, kind="parted").count() == 1
