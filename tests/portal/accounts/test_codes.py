"""One-time codes: fifteen minutes, five tries, one use, and no sign of whether a claim exists."""

from datetime import timedelta

import pytest

from claims.casework.intake import FilingTrace, Submission, submit
from claims.models import Channel, Claim, Letter, Matter, Medium, OutboxEntry
from portal.accounts import codes
from tests.factories import CLAIMANT, NOW, file_claim, open_matter

pytestmark = pytest.mark.one_engine


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


BROWSER = "a-word-of-one-browser"


def issue(claim: Claim, browser: str = BROWSER) -> str:
    return codes.issue(claim, codes.mac_of_browser(browser), NOW)


def redeem(claim: Claim, code: str, after: timedelta = timedelta(0)) -> Claim | None:
    return codes.redeem(claim.matter, claim.reference, BROWSER, code, NOW + after)


def test_the_right_code_gives_the_claim(claim: Claim):
    assert redeem(claim, issue(claim)) == claim


def test_a_code_is_six_digits(claim: Claim):
    issued = [issue(claim) for _ in range(30)]

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
    code = issue(claim)

    assert (redeem(claim, code, age) == claim) is works


@pytest.mark.parametrize(
    ("wrong_tries", "works"),
    [
        pytest.param(4, True, id="right at the fifth try"),
        pytest.param(5, False, id="right at the sixth try"),
    ],
)
def test_a_code_bears_five_tries(claim: Claim, wrong_tries: int, works: bool):
    code = issue(claim)

    for _ in range(wrong_tries):
        assert redeem(claim, wrong(code)) is None

    assert (redeem(claim, code) == claim) is works


def test_a_code_works_once(claim: Claim):
    code = issue(claim)

    assert [redeem(claim, code), redeem(claim, code)] == [claim, None]


def test_a_newer_code_ends_the_older_one(claim: Claim):
    older = issue(claim)
    newer = issue(claim)

    if older != newer:
        assert redeem(claim, older) is None
    assert redeem(claim, newer) == claim


def test_a_code_opens_no_other_claim(claim: Claim, matter: Matter):
    other = file_claim(matter, email="ben@example.org")
    code = issue(claim)
    issue(other)

    assert redeem(other, code) is None


def test_a_code_for_no_claim_is_wrong(claim: Claim, matter: Matter):
    code = issue(claim)

    assert codes.redeem(matter, "CF-0000-0000-0000", BROWSER, code, NOW) is None
    assert codes.redeem(matter, "", BROWSER, code, NOW) is None


def test_a_claim_that_was_sent_no_code_has_no_right_one(claim: Claim):
    assert redeem(claim, "000000") is None


def test_asking_leaves_a_letter_without_a_code_and_work_to_send_it(claim: Claim):
    codes.ask_for_code(claim.matter, claim.reference, BROWSER, NOW)

    letter = Letter.objects.get()
    assert (letter.kind, letter.claim) == ("code", claim)
    assert BROWSER not in str(letter.data)
    assert OutboxEntry.objects.filter(topic="send_letter", subject_id=letter.pk).count() == 1
    assert not claim.access_codes.exists()


@pytest.mark.parametrize(
    ("later", "letters"),
    [
        pytest.param(timedelta(minutes=59, seconds=59), 20, id="within the hour"),
        pytest.param(timedelta(hours=1), 21, id="after the hour"),
    ],
)
def test_nobody_is_sent_more_than_twenty_an_hour(claim: Claim, later: timedelta, letters: int):
    for _ in range(21):
        codes.ask_for_code(claim.matter, claim.reference, BROWSER, NOW)

    codes.ask_for_code(claim.matter, claim.reference, BROWSER, NOW + later)

    assert Letter.objects.count() == letters


@pytest.mark.parametrize(
    "own",
    [
        pytest.param(FilingTrace(network="192.0.2.7"), id="its network"),
        pytest.param(FilingTrace(network="198.51.100.9", device="d"), id="its browser"),
    ],
)
def test_however_many_strangers_ask_a_code_goes_out_where_the_claim_was_filed(
    matter: Matter, own: FilingTrace
):
    filed = Submission(
        signed=True, filed_at=NOW, medium=Medium.WEB, last_name="Díaz", email="a@example.org"
    )
    seen = FilingTrace(network="192.0.2.7", device="d")
    claim = submit(
        matter, filed, channel=Channel.WEB, key="k", actor=CLAIMANT, at=NOW, seen=seen
    ).claim
    for place in range(25):
        stranger = FilingTrace(network=f"203.0.113.{place}")
        codes.ask_for_code(matter, claim.reference, f"b{place}", NOW, stranger)
    before = Letter.objects.filter(kind="code").count()

    codes.ask_for_code(matter, claim.reference, BROWSER, NOW, own)

    assert (before, Letter.objects.filter(kind="code").count()) == (20, 21)


def test_a_code_opens_the_claim_only_in_the_browser_that_asked(claim: Claim):
    code = issue(claim)

    elsewhere = codes.redeem(claim.matter, claim.reference, "another", code, NOW)

    assert (elsewhere, redeem(claim, code)) == (None, claim)


def test_a_stranger_uses_up_neither_tries_nor_codes_of_another(claim: Claim):
    code = issue(claim)
    theirs = issue(claim, "a-stranger's")
    for _ in range(10):
        codes.redeem(claim.matter, claim.reference, "a-stranger's", wrong(theirs), NOW)
        codes.redeem(claim.matter, claim.reference, "of-no-letter", wrong(code), NOW)

    assert redeem(claim, code) == claim


def test_a_reference_of_another_matter_is_no_reference_here(claim: Claim):
    codes.ask_for_code(open_matter("another-matter"), claim.reference, BROWSER, NOW)

    assert not Letter.objects.exists()
