"""One-time codes: fifteen minutes, five tries, one use, and no sign of whether a claim exists."""

from datetime import timedelta

import pytest

from claims.models import Claim, Letter, Matter, OutboxEntry
from portal.accounts import codes
from tests.factories import NOW, file_claim, open_matter

pytestmark = pytest.mark.one_engine


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def redeem(claim: Claim, code: str, after: timedelta = timedelta(0)) -> Claim | None:
    return codes.redeem(claim.matter, claim.reference, code, NOW + after)


def test_the_right_code_gives_the_claim(claim: Claim):
    assert redeem(claim, codes.issue(claim, NOW)) == claim


def test_a_code_is_six_digits(claim: Claim):
    issued = [codes.issue(claim, NOW) for _ in range(30)]

    assert all(len(code) == 6 and code.isdigit() for code in issued)
    assert len(set(issued)) > 20


@pytest.mark.parametrize(
    ("age", "works"),
    [
        pytest.param(timedelta(minutes=14, seconds=59), True, id="just under 15 minutes"),
        pytest.param(timedelta(minutes=15), False, id="15 minutes"),
    ],
)
def test_a_code_works_for_fifteen_minutes(claim: Claim, age: timedelta, works: bool):
    code = codes.issue(claim, NOW)

    assert (redeem(claim, code, age) == claim) is works


@pytest.mark.parametrize(
    ("wrong_tries", "works"),
    [
        pytest.param(4, True, id="right at the fifth try"),
        pytest.param(5, False, id="right at the sixth try"),
    ],
)
def test_a_code_bears_five_tries(claim: Claim, wrong_tries: int, works: bool):
    code = codes.issue(claim, NOW)

    for _ in range(wrong_tries):
        assert redeem(claim, wrong(code)) is None

    assert (redeem(claim, code) == claim) is works


def test_a_code_works_once(claim: Claim):
    code = codes.issue(claim, NOW)

    assert [redeem(claim, code), redeem(claim, code)] == [claim, None]


def test_a_newer_code_ends_the_older_one(claim: Claim):
    older = codes.issue(claim, NOW)
    newer = codes.issue(claim, NOW)

    if older != newer:
        assert redeem(claim, older) is None
    assert redeem(claim, newer) == claim


def test_a_code_opens_no_other_claim(claim: Claim, matter: Matter):
    other = file_claim(matter, email="ben@example.org")
    code = codes.issue(claim, NOW)
    codes.issue(other, NOW)

    assert redeem(other, code) is None


def test_a_code_for_no_claim_is_wrong(claim: Claim, matter: Matter):
    code = codes.issue(claim, NOW)

    assert codes.redeem(matter, "CF-0000-0000-0000", code, NOW) is None
    assert codes.redeem(matter, "", code, NOW) is None


def test_a_claim_that_was_sent_no_code_has_no_right_one(claim: Claim):
    assert redeem(claim, "000000") is None


def test_asking_leaves_a_letter_without_a_code_and_work_to_send_it(claim: Claim):
    codes.ask_for_code(claim.matter, claim.reference, NOW)

    letter = Letter.objects.get()
    assert (letter.kind, letter.claim, letter.data) == ("code", claim, {})
    assert OutboxEntry.objects.filter(topic="send_letter", subject_id=letter.pk).count() == 1
    assert not claim.access_codes.exists()


@pytest.mark.parametrize(
    ("later", "letters"),
    [
        pytest.param(timedelta(minutes=59, seconds=59), 5, id="within the hour"),
        pytest.param(timedelta(hours=1), 6, id="after the hour"),
    ],
)
def test_nobody_is_sent_more_than_five_codes_an_hour(claim: Claim, later: timedelta, letters: int):
    for _ in range(6):
        codes.ask_for_code(claim.matter, claim.reference, NOW)

    codes.ask_for_code(claim.matter, claim.reference, NOW + later)

    assert Letter.objects.count() == letters


def test_a_reference_of_another_matter_is_no_reference_here(claim: Claim):
    codes.ask_for_code(open_matter("another-matter"), claim.reference, NOW)

    assert not Letter.objects.exists()
