"""A key that names somebody of another name, and matches that earlier rules made."""

from pathlib import Path

import pytest

from claims.casework.assessment import find_matches_to_check, link_claims
from claims.casework.review import choose_account
from claims.matching.notice import notice_id
from claims.models import Account, Claim, LinkageVersion, Matter, Status
from claims.records.production_import import import_production
from tests.claims.casework.assessment.test_linkage_decisions import ANA, BEN
from tests.claims.records.production_files import write_kind
from tests.factories import (
    ALICE,
    LATER,
    NOW,
    OPERATOR,
    check,
    checked_claim,
    file_claim,
    member,
    produce,
)

STRANGER = {"first_name": "Zebedee", "last_name": "Quill"}
HOLDER = {"first_name": "Kimberly", "last_name": "Ellis"}


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"email": "a1@example.org"}, id="the e-mail address"),
        pytest.param({"profile_url": "linkedin.com/in/a1"}, id="the profile address"),
        pytest.param(
            {"email": "a1@example.org", "profile_url": "linkedin.com/in/a1"}, id="both of them"
        ),
    ],
)
def test_a_stranger_who_types_a_holders_key_is_shown_to_a_person(
    matter: Matter, said: dict[str, str]
):
    produce(matter, member("A1", **HOLDER))

    claim = checked_claim(matter, **STRANGER, **said)

    assert (claim.match_outcome, claim.account) == ("several", None)
    assert (claim.outcome, claim.verdict) == ("unmatched", "undetermined")
    assert claim.status == Status.MATCH_REVIEW
    assert claim.match_evidence["candidates"] == ["A1"]
    assert claim.match_evidence["other_names"] == "A1"


def test_so_is_one_with_a_notice_that_somebody_else_got(matter: Matter):
    produce(matter, member("A1", **HOLDER))
    printed = notice_id(bytes(matter.notice_key), Account.objects.get(account_id="A1").pk)

    claim = checked_claim(matter, **STRANGER, notice_id=printed)

    assert (claim.match_outcome, claim.match_evidence["other_names"]) == ("several", "A1")


@pytest.mark.parametrize(
    "names",
    [
        pytest.param({"first_name": "Kim", "last_name": "Adams"}, id="married since"),
        pytest.param({"first_name": "K.", "last_name": "Adams"}, id="an initial"),
        pytest.param({"first_name": "Ellis", "last_name": "Kimberly"}, id="the other way round"),
        pytest.param({"first_name": "", "last_name": ""}, id="no name"),
        pytest.param({"first_name": "N/A", "last_name": "Adams"}, id="no given name"),
    ],
)
def test_whoever_may_be_the_holder_is_matched(matter: Matter, names: dict[str, str]):
    produce(matter, member("A1", **HOLDER))

    claim = checked_claim(matter, email="a1@example.org", **names)

    assert (claim.match_outcome, claim.status) == ("one", Status.ELIGIBILITY_REVIEW)
    assert "other_names" not in claim.match_evidence


def test_the_person_is_shown_the_claimants_own_account_too(matter: Matter):
    produce(matter, member("A1", **ANA), member("A2", **BEN))
    claim = file_claim(matter, **ANA | {"email": "a2@example.org"})

    link_claims(matter, Claim.objects.of(matter), NOW)
    check(matter, claim)

    assert (claim.match_outcome, claim.account) == ("several", None)
    assert claim.match_evidence["candidates"] == ["A2", "A1"]
    assert claim.match_evidence["other_names"] == "A2"


def test_a_couples_mailbox_is_several_as_before(matter: Matter):
    produce(matter, member("A1", email="us@example.org"), member("A2", email="us@example.org"))

    claim = checked_claim(matter, email="us@example.org", **STRANGER)

    assert (claim.match_outcome, claim.match_evidence["candidates"]) == ("several", ["A1", "A2"])


def match_by_earlier_rules(claim: Claim, account_id: str, by: str = "exact keys") -> None:
    """Give the claim the account as a version before these rules did."""
    Claim.objects.filter(pk=claim.pk).update(
        account=Account.objects.get(account_id=account_id),
        match_outcome="one",
        matched_by=by,
        match_evidence={"outcome": "one", "evidence": {"email": [account_id]}},
        status=Status.ELIGIBILITY_REVIEW,
    )


@pytest.fixture
def earlier(matter: Matter) -> Claim:
    """A claim that earlier rules matched, and today's would show to a person."""
    produce(matter, member("A1", **HOLDER), member("A2"))
    claim = checked_claim(matter, email="a1@example.org", **STRANGER)
    match_by_earlier_rules(claim, "A1")
    return claim


def test_a_match_made_before_stays_and_is_listed(matter: Matter, earlier: Claim):
    check(matter, earlier)

    assert earlier.account is not None
    assert (earlier.account.account_id, earlier.matched_by) == ("A1", "exact keys")
    assert earlier.match_in_doubt
    assert earlier.match_evidence["today"]["other_names"] == "A1"
    assert (earlier.outcome, earlier.verdict) == ("payable", "eligible")


def test_it_is_found_without_being_assessed_again(matter: Matter, earlier: Claim):
    fine = checked_claim(matter, email="a2@example.org")
    events = earlier.events.count()

    assert find_matches_to_check(matter, LATER) == 1
    assert find_matches_to_check(matter, LATER) == 1

    earlier.refresh_from_db()
    fine.refresh_from_db()
    assert (earlier.match_in_doubt, fine.match_in_doubt) == (True, False)
    assert earlier.account is not None
    assert earlier.events.count() == events


def test_a_person_takes_it_off_the_list(matter: Matter, earlier: Claim):
    check(matter, earlier)

    choose_account(earlier, earlier.account, actor=ALICE, at=LATER)

    earlier.refresh_from_db()
    assert not earlier.match_in_doubt
    assert find_matches_to_check(matter, LATER) == 0


def corrected(matter: Matter, tmp_path: Path, *members) -> None:
    path = write_kind(tmp_path, "accounts", [each.account for each in members])
    import_production(matter, {"accounts": path}, actor=OPERATOR, at=LATER, corrects=True)


def test_records_that_say_something_else_of_the_account_are_asked(
    matter: Matter, earlier: Claim, tmp_path: Path
):
    corrected(matter, tmp_path, member("A1", **HOLDER | {"email": "new@example.org"}))

    check(matter, earlier, at=LATER)

    assert (earlier.match_outcome, earlier.account) == ("none", None)
    assert not earlier.match_in_doubt


def test_records_that_say_something_of_others_leave_it(
    matter: Matter, earlier: Claim, tmp_path: Path
):
    corrected(matter, tmp_path, member("A2", city="Reno"))

    check(matter, earlier, at=LATER)

    assert earlier.account is not None
    assert earlier.match_in_doubt


def test_a_key_that_names_another_account_since_is_heard(matter: Matter, earlier: Claim):
    produce(matter, member("A3", other_emails="a1@example.org"), at=LATER)

    check(matter, earlier, at=LATER)

    assert (earlier.match_outcome, earlier.account) == ("several", None)


def test_a_match_by_a_model_of_earlier_comparisons_stays(matter: Matter):
    produce(matter, member("A1", **ANA | {"first_name": "Malek"}))
    claim = file_claim(matter, **ANA | {"first_name": "Malik"})
    link_claims(matter, Claim.objects.of(matter), NOW)
    check(matter, claim)
    assert claim.match_outcome == "several"
    version = LinkageVersion.objects.get()
    chances = version.parameters["chances"]
    older = version.parameters | {"chances": {**chances, "phone": chances["phone"][:2]}}
    LinkageVersion.objects.filter(pk=version.pk).update(parameters=older)
    match_by_earlier_rules(claim, "A1", by="linkage model 1")

    link_claims(matter, Claim.objects.of(matter), LATER)
    check(matter, claim, at=LATER)

    assert LinkageVersion.objects.count() == 2
    assert claim.account is not None
    assert (claim.matched_by, claim.match_in_doubt) == ("linkage model 1", True)
