"""What the machine flags, and takes back."""

from claims.models import Matter, Status
from tests.claims.duplicates.filing import ANA, filed, flags, standing, trails_hold


def test_a_second_claim_of_one_person_waits_for_a_person(matter: Matter):
    first, second = filed(matter, **ANA), filed(matter, **ANA | {"first_name": "ANA "})

    assert flags(matter) == {second.external_ref: (first.external_ref, "same_person", "flagged")}
    assert standing(second)["status"] == Status.DUPLICATE_REVIEW
    assert standing(first)["status"] == Status.UNMATCHED
    trails_hold(matter)
