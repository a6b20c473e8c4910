"""A plan by which a later claim form replaces an earlier one: from the form to the bundle."""

from pathlib import Path

import pytest

from claims import exports
from claims.audit import Actor
from claims.casework import docket, duplicates, review, signals
from claims.casework.review import CannotDecide
from claims.models import Claim, Matter, Status
from claims.verification import verify_bundle
from tests.claims.casework.duplicates.filing import ANA, filed, flag_of, trails_hold, work_off
from tests.claims.verification.bundles import edit, mend
from tests.factories import (
    ALICE,
    CLAIMANT,
    LATER,
    NOW,
    OPENED,
    OPERATOR,
    member,
    open_matter,
    plan_text,
    produce,
    run_tally,
)

pytestmark = pytest.mark.one_engine

RULE = """
duplicates:
  survivor: latest
  citation: {text: "A later claim form supersedes.", verified: true}
"""


@pytest.fixture
def matter(db: None, data_dir: object) -> Matter:
    text = plan_text("superseding") + RULE
    return docket.open_matter(text, "superseding", actor=OPERATOR, at=OPENED).matter


@pytest.fixture
def claims(matter: Matter) -> list[Claim]:
    """Three claims of one account: two that are complete, and one that nobody signed."""
    produce(matter, member("A1"))
    ana = ANA | {"email": "a1@example.org"}
    first, second = filed(matter, **ana), filed(matter, **ana)
    third = filed(matter, **ana, signed=False)
    for claim in (first, second):
        claim.refresh_from_db()
    return [first, second, third]


def test_the_latest_complete_claim_goes_on_and_is_paid(
    matter: Matter, claims: list[Claim], tmp_path: Path
):
    first, second, _ = claims
    assert [claim.outcome for claim in claims] == ["duplicate", "payable", "incomplete"]
    assert flag_of(first).survivor == second

    duplicates.merge_claims(flag_of(first), "same_details", actor=ALICE, at=LATER)

    first.refresh_from_db()
    assert first.status == Status.MERGED
    tally = run_tally(matter, LATER)
    assert tally.counts["payable"]["eligible"] == tally.counts["duplicates"] == 1
    exports.export_tally(tally, "bundle", tmp_path, actor=Actor("counsel", "carla"), at=NOW)
    assert verify_bundle(tmp_path, root=tally.root_sha256).ok
    trails_hold(matter)


def test_a_bundle_of_another_rule_is_found_out(matter: Matter, claims: list[Claim], tmp_path: Path):
    tally = run_tally(matter, LATER)
    exports.export_tally(tally, "bundle", tmp_path, actor=Actor("counsel", "carla"), at=NOW)
    edit("plan.yaml", "survivor: latest", "survivor: earliest")(tmp_path)
    mend(tmp_path)

    assert not verify_bundle(tmp_path).ok


def test_the_latest_claim_is_not_merged_into_an_earlier_one(matter: Matter, claims: list[Claim]):
    flag = flag_of(claims[0])
    # As while the worker has not looked at the claims again.
    Claim.objects.filter(pk=claims[0].pk).update(filed_at=LATER)

    with pytest.raises(CannotDecide, match="is the latest complete one of the two"):
        duplicates.merge_claims(flag, "same_details", actor=ALICE, at=LATER)


PROFILE = "https://www.linkedin.com/in/a1"


@pytest.mark.parametrize(
    "stranger",
    [
        pytest.param({}, id="under the same name"),
        pytest.param({"first_name": "", "last_name": ""}, id="under none"),
        pytest.param({"first_name": "Zed", "last_name": "Crook"}, id="under another"),
    ],
)
def test_whoever_files_after_a_claim_was_approved_does_not_take_its_place(
    matter: Matter, tmp_path: Path, stranger: dict[str, str]
):
    produce(matter, member("A1", first_name="", last_name=""))
    approved = filed(matter, **ANA | {"email": "a1@example.org"})
    review.decide(approved, "approve", "meets_criteria", actor=ALICE, at=LATER)
    work_off(matter)

    later = filed(matter, **ANA | {"email": "zed@example.org", "profile_url": PROFILE} | stranger)

    approved.refresh_from_db()
    assert (approved.status, approved.outcome) == (Status.APPROVED, "payable")
    assert (later.status, later.outcome) == (Status.DUPLICATE_REVIEW, "duplicate")
    assert flag_of(later).survivor == approved
    tally = run_tally(matter, LATER)
    assert tally.counts["payable"]["eligible"] == tally.counts["duplicates"] == 1
    exports.export_tally(tally, "bundle", tmp_path, actor=Actor("counsel", "carla"), at=NOW)
    assert verify_bundle(tmp_path, root=tally.root_sha256).ok
    trails_hold(matter)


def test_a_claim_of_a_proved_holder_is_not_merged_into_one_of_somebody_who_is_not(matter: Matter):
    produce(matter, member("A1"))
    holders = filed(matter, **ANA | {"email": "a1@example.org"})
    assert signals.record_own_address_proof(holders, actor=CLAIMANT, at=NOW)
    filed(matter, **ANA | {"email": "zed@example.org", "profile_url": PROFILE})

    with pytest.raises(CannotDecide, match="has shown control of a contact on file"):
        duplicates.merge_claims(flag_of(holders), "same_details", actor=ALICE, at=LATER)

    duplicates.mark_competing(flag_of(holders), "two_holders", actor=ALICE, at=LATER)
    holders.refresh_from_db()
    assert holders.status == Status.COMPETING


def test_a_merge_gives_the_account_of_a_proved_holder_to_nobody_else(db: None, data_dir: object):
    matter = open_matter()
    produce(matter, member("A1"))
    home = {"street": "12 Oak Ave", "city": "Reno", "state": "NV", "postal_code": "89501"}
    first = filed(matter, **ANA | home | {"email": "zed@example.org"})
    holders = filed(matter, **ANA | home | {"email": "a1@example.org"})
    assert flag_of(holders).survivor == first
    assert signals.record_own_address_proof(holders, actor=CLAIMANT, at=NOW)

    with pytest.raises(CannotDecide, match="has shown control of a contact on file"):
        duplicates.merge_claims(flag_of(holders), "same_details", actor=ALICE, at=LATER)

    first.refresh_from_db()
    assert first.account is None
