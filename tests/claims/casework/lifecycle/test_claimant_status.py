"""What a claimant may read: nothing that tells a stranger who is in the class."""

import pytest

from claims.casework.lifecycle import public_history, public_status, public_status_text
from claims.models import Claim, Event, Status
from tests.factories import LATER, NOW

TELL_OF_A_MATCH = (
    *("MATCHING", "MATCH_REVIEW", "UNMATCHED", "DUPLICATE_REVIEW", "COMPETING", "HOLD_FRAUD"),
    *("ELIGIBILITY_REVIEW", "AUDIT"),
)
SAY_WHAT_THEY_ARE = [s for s in Status.values if s not in TELL_OF_A_MATCH]


@pytest.mark.parametrize("status", TELL_OF_A_MATCH)
def test_states_in_which_records_are_looked_at_read_the_same(status: str):
    assert public_status_text(Claim(status=status)) == "Checking our records"


@pytest.mark.parametrize("status", TELL_OF_A_MATCH)
def test_whoever_proved_control_of_a_contact_on_file_reads_the_state_itself(status: str):
    assert public_status_text(Claim(status=status), proved_contact=True) == Status(status).label


@pytest.mark.parametrize("status", SAY_WHAT_THEY_ARE)
def test_other_states_are_told(status: str):
    assert public_status(status) == status


def moves(*statuses: str) -> list[Event]:
    filed = Event(kind="submitted", at=NOW, data={})
    looked_at = Event(kind="viewed", at=NOW, data={})
    return [
        filed,
        looked_at,
        *(Event(kind="moved", at=LATER, data={"to": status}) for status in statuses),
    ]


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(["ELIGIBILITY_REVIEW"], id="an account"),
        pytest.param(["UNMATCHED"], id="none"),
        pytest.param(["MATCH_REVIEW", "MATCHING", "ELIGIBILITY_REVIEW"], id="several"),
    ],
)
def test_a_history_tells_nothing_of_the_match(found: list[str]):
    lines = list(public_history(moves("INTAKE_REVIEW", "MATCHING", *found)))

    assert [line.words for line in lines] == [
        *("We have your claim", "Checking it is complete", "Checking our records")
    ]
    assert lines[0].at == NOW


def test_a_history_goes_on_once_a_person_decided():
    lines = public_history(moves("MATCHING", "ELIGIBILITY_REVIEW", "DENIED", "APPEALED"))

    assert [line.words for line in lines][-2:] == ["Not approved", "Appeal received"]
