"""What the machine flags, and takes back."""

import pytest

from claims.audit import Actor
from claims.casework import duplicates
from claims.casework.intake.withdrawal import withdraw_claim
from claims.casework.lifecycle import public_status_text
from claims.models import Claim, ClaimKey, DuplicateFlag, Matter, Status
from tests.claims.casework.duplicates.filing import (
    ANA,
    filed,
    flag_of,
    flags,
    handle,
    standing,
    trails_hold,
)
from tests.factories import ALICE, BRUNO, LATER, NOW, file_claim, member, produce, trail_of

BEN = ANA | {"first_name": "Ben", "last_name": "Cruz"}


def test_a_second_claim_of_one_person_waits_for_a_person(matter: Matter):
    first, second = filed(matter, **ANA), filed(matter, **ANA | {"first_name": "ANA "})

    assert flags(matter) == {second.external_ref: (first.external_ref, "same_person", "flagged")}
    assert standing(second)["status"] == Status.DUPLICATE_REVIEW
    assert standing(first)["status"] == Status.UNMATCHED
    assert public_status_text(second) == "Checking our records"
    trails_hold(matter)


def test_two_people_who_name_one_account_are_shown_as_competing(matter: Matter):
    produce(matter, member("A1", first_name="", last_name=""))
    first = filed(matter, **ANA | {"email": "a1@example.org"})
    second = filed(matter, **BEN | {"email": "a1@example.org"})

    assert flags(matter) == {second.external_ref: (first.external_ref, "competing", "flagged")}
    assert standing(first)["competing"] is True
    trails_hold(matter)


def test_a_flag_changes_nothing_but_the_status(matter: Matter):
    produce(matter, member("A1"), member("A2"))
    filed(matter, **ANA | {"email": "a1@example.org"})
    second = file_claim(matter, **ANA | {"email": "a1@example.org", "filed_at": LATER})
    handle(matter, second)
    flag = flag_of(second)

    assert standing(second) == flag.before | {"status": Status.DUPLICATE_REVIEW}
    assert flag.before["status"] == Status.ELIGIBILITY_REVIEW
    assert flag.before["outcome"] == "duplicate"


def test_looking_twice_changes_nothing(matter: Matter):
    claims = [filed(matter, **ANA) for _ in range(3)]
    lengths = dict(Claim.objects.values_list("pk", "chain_length"))

    handle(matter, *claims)
    swept = duplicates.refresh_all_flags(matter, LATER)

    assert (swept.alike, swept.clusters, swept.flagged, swept.lifted) == (2, 1, 0, 0)
    assert dict(Claim.objects.values_list("pk", "chain_length")) == lengths


def test_looking_at_all_finds_what_looking_at_each_finds(matter: Matter):
    for name in ("Ana", "Eva"):
        for _ in range(2):
            filed(matter, **ANA | {"first_name": name})
    filed(matter, **ANA | {"email": "", "phone": "510 555 0101", "country": "US"})
    one_by_one = flags(matter)

    swept = duplicates.refresh_all_flags(matter, LATER)

    assert flags(matter) == one_by_one
    assert len(one_by_one) == 2
    assert swept.by_key == {"email": 2}


def test_looking_at_all_flags_what_nobody_looked_at(matter: Matter):
    first = filed(matter, **ANA)
    second = filed(matter, **BEN)
    DuplicateFlag.objects.all().delete()
    # As if both had come while no worker looked at what claims are like.
    ClaimKey.objects.create(matter=matter, claim=first, kind="payment", value="x")
    ClaimKey.objects.create(matter=matter, claim=second, kind="payment", value="x")
    third = file_claim(matter, **ANA | {"email": "", "filed_at": LATER})
    ClaimKey.objects.create(matter=matter, claim=third, kind="payment", value="x")

    assert duplicates.refresh_all_flags(matter, LATER).alike == 1


def test_the_earliest_complete_claim_survives_whenever_it_comes(matter: Matter):
    unsigned = filed(matter, **ANA, signed=False)
    second = filed(matter, **ANA)
    earlier = file_claim(matter, **ANA | {"filed_at": NOW.replace(day=1)})
    before = flags(matter)
    handle(matter, earlier)

    # The unsigned one waits for its author, and is not moved.
    assert before == {}
    assert standing(unsigned)["status"] == Status.DEFICIENT
    assert flags(matter)[str(second.external_ref)] == (
        earlier.external_ref,
        "same_person",
        "flagged",
    )
    trails_hold(matter)


def test_a_withdrawn_claim_takes_its_flags_along(matter: Matter):
    produce(matter, member("A1"))
    first = filed(matter, **ANA | {"email": "a1@example.org"})
    second = filed(matter, **ANA | {"email": "a1@example.org"})
    before = flag_of(second).before

    withdraw_claim(first, actor=Actor("claimant"), at=LATER)
    handle(matter, first)

    assert flag_of(second).state == DuplicateFlag.State.LIFTED
    # It is the payable one now: put back first, and assessed again.
    assert standing(second)["status"] == before["status"] == Status.ELIGIBILITY_REVIEW
    assert standing(second)["outcome"] == "payable"
    assert "restored" in trail_of(second)
    trails_hold(matter)


def test_when_the_evidence_is_gone_the_claim_is_put_back_exactly(matter: Matter):
    first, second = filed(matter, **ANA), filed(matter, **ANA)
    before = flag_of(second).before
    ClaimKey.objects.filter(claim=first).delete()

    duplicates.refresh_all_flags(matter, LATER)

    assert standing(second) == before
    assert flag_of(second).state == DuplicateFlag.State.LIFTED
    trails_hold(matter)


def test_records_that_come_while_it_waits_are_held_against_it(matter: Matter):
    filed(matter, **ANA)
    second = filed(matter, **ANA)
    produce(matter, member("A1", email="ana@example.org"))
    handle(matter, *Claim.objects.of(matter))

    now = standing(second)
    assert (now["status"], now["outcome"]) == (Status.DUPLICATE_REVIEW, "duplicate")

    duplicates.clear_flag(flag_of(second), "household", actor=ALICE, at=LATER)
    assert standing(second)["status"] == Status.UNMATCHED
    handle(matter, second)
    assert standing(second)["status"] == Status.ELIGIBILITY_REVIEW
    trails_hold(matter)


@pytest.mark.parametrize("decide", ["approve", "deny"])
def test_a_claim_on_which_a_person_decided_is_not_moved(matter: Matter, decide: str):
    from claims.casework import review
    from claims.models import Decision

    produce(matter, member("A1"), member("A2", country="CA"))
    email = "a1@example.org" if decide == "approve" else "a2@example.org"
    later = filed(matter, **ANA | {"email": email}, phone="5105550101", country="US")
    reason = "meets_criteria" if decide == "approve" else "region"
    review.decide(later, Decision.Act(decide), reason, actor=BRUNO, at=NOW)
    earlier = {"filed_at": NOW.replace(day=1), "email": "", "phone": "5105550101", "country": "US"}
    handle(matter, file_claim(matter, **ANA | earlier))

    assert flags(matter) == {}
    assert standing(later)["status"] in (Status.APPROVED, Status.DENIED)
