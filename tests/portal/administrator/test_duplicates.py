"""The page on which an administrator says what claims that look alike are."""

import pytest
from django.test import Client

from claims.models import Claim, DuplicateFlag, Matter, Status
from tests.claims.casework.duplicates.filing import ANA, filed, flag_of, standing, work_off
from tests.factories import member, produce
from tests.portal.people import check_page, words_of

pytestmark = pytest.mark.one_engine


@pytest.fixture
def pair(matter: Matter) -> tuple[Claim, Claim]:
    produce(matter, member("A1", first_name="", last_name=""))
    email = {"email": "a1@example.org"}
    return filed(matter, **ANA | email), filed(matter, **ANA | email, phone="5105550101")


def address(claim: Claim, act: str = "") -> str:
    return f"/administrator/{claim.matter.slug}/claims/{claim.reference}/{act}"


def say(
    client: Client, claim: Claim, act: str, reason: str, flagged: Claim | None = None, **fields
):
    sent = {"act": act, "reason": reason, "flag": flag_of(flagged or claim).pk, **fields}
    return client.post(address(claim, "duplicate/"), sent, follow=True)


def test_both_claims_show_each_other(alice: Client, pair: tuple[Claim, Claim]):
    survivor, claim = pair
    for one, other in (pair, reversed(pair)):
        answer = alice.get(address(one))
        check_page(answer)
        words = words_of(answer)
        assert other.reference in words
        assert f"claim {survivor.reference} goes on" in words
        assert "share: Account, E-mail address" in words
        assert "5105550101" in words
    assert f"{claim.reference} beside {survivor.reference}" in words


def test_merging_and_taking_it_back_are_told_in_both_trails(
    alice: Client, pair: tuple[Claim, Claim]
):
    survivor, claim = pair
    stood = standing(claim)
    answer = say(alice, claim, "merge", "same_details", note="Same handwriting.")
    check_page(answer)
    assert "The claim is merged. The other one goes on." in words_of(answer)
    assert "Same handwriting." in words_of(answer)
    assert standing(claim)["status"] == Status.MERGED
    assert f"Merged · {claim.reference}" in words_of(alice.get(address(survivor)))

    answer = say(alice, survivor, "undo", "mistake", flagged=claim)
    assert "That is taken back." in words_of(answer)
    assert standing(claim) == stood


def test_not_the_same_puts_the_claim_back(alice: Client, pair: tuple[Claim, Claim]):
    _, claim = pair
    before = flag_of(claim).before
    say(alice, claim, "clear", "household")
    work_off(claim.matter)

    assert standing(claim) == before
    assert flag_of(claim).state == DuplicateFlag.State.CLEARED


@pytest.mark.parametrize(
    ("act", "reason", "message"),
    [
        ("merge", "", "Choose a reason."),
        ("merge", "household", "The reason does not fit."),
        ("pay", "same_details", "Choose what you say of the two claims."),
    ],
)
def test_what_does_not_fit_is_said_and_changes_nothing(
    alice: Client, pair: tuple[Claim, Claim], act: str, reason: str, message: str
):
    _, claim = pair
    stood = standing(claim)
    answer = say(alice, claim, act, reason)

    assert answer.status_code == 422
    check_page(answer)
    assert message in words_of(answer)
    assert standing(claim) == stood


def test_a_flag_of_other_claims_cannot_be_named(alice: Client, pair: tuple[Claim, Claim]):
    _, claim = pair
    other = filed(claim.matter, email="x@example.org")

    assert say(alice, other, "merge", "same_details", flagged=claim).status_code == 404
    sent = {"act": "merge", "reason": "same_details", "flag": "x"}
    assert alice.post(address(claim, "duplicate/"), sent).status_code == 404


def test_a_survivor_that_competes_itself_shows_its_own_claims_too(
    alice: Client, pair: tuple[Claim, Claim]
):
    first, _ = pair
    people = {"first_name": "Ben", "last_name": "Cruz", "email": "a1@example.org"}
    ben, again = filed(first.matter, **people), filed(first.matter, **people)
    assert flag_of(ben).survivor == first
    assert flag_of(again).survivor == ben

    words = words_of(alice.get(address(ben)))
    assert f"{ben.reference} beside {first.reference}" in words
    assert f"{again.reference} beside {ben.reference}" in words


def test_the_queue_shows_who_waits(alice: Client, pair: tuple[Claim, Claim]):
    answer = alice.get(f"/administrator/{pair[0].matter.slug}/?status=DUPLICATE_REVIEW")

    assert pair[1].reference in words_of(answer)
    assert pair[0].reference not in words_of(answer)
