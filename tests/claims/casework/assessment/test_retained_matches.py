"""One payable claim an account, opt-outs, and where a claim goes next."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from claims.casework.intake import withdrawal
from claims.models import (
    Account,
    Claim,
    Exclusion,
    Letter,
    Matter,
    Medium,
    OutboxEntry,
    Status,
)
from tests.factories import (
    CLAIMANT,
    LATER,
    NOW,
    OPENED,
    check,
    checked_claim,
    file_claim,
    member,
    open_matter,
    produce,
)

A1 = {"email": "a1@example.org"}
FILING_OPENS = datetime(2026, 1, 15, 8, tzinfo=UTC)
FILING_CLOSES = datetime(2026, 7, 1, 7, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def exclude(matter: Matter, **person: str) -> None:
    Exclusion.objects.create(matter=matter, received_on=NOW, recorded_at=NOW, **person)


def outcomes(*claims: Claim) -> list[str]:
    for claim in claims:
        claim.refresh_from_db()
    return [claim.outcome for claim in claims]


def test_the_earliest_complete_claim_of_an_account_is_payable_and_the_others_point_to_it(
    matter: Matter,
):
    produce(matter, member("A1"))
    late_one = file_claim(matter, **A1, filed_at=NOW)
    first = file_claim(matter, **A1, filed_at=NOW - timedelta(hours=1))
    unsigned = file_claim(matter, **A1, filed_at=NOW - timedelta(hours=2), signed=False)

    check(matter, late_one, first, unsigned)

    assert outcomes(late_one, first, unsigned) == ["duplicate", "payable", "incomplete"]
    assert [c.payable_claim for c in (late_one, first, unsigned)] == [first, None, first]


def test_claims_filed_at_one_moment_rank_by_their_reference(matter: Matter):
    produce(matter, member("A1"))
    b = file_claim(matter, **A1, external_ref="B")
    a = file_claim(matter, **A1, external_ref="A")

    check(matter, a, b)

    assert outcomes(a, b) == ["payable", "duplicate"]


def test_a_claim_checked_alone_brings_the_others_of_its_account_up_to_date(matter: Matter):
    produce(matter, member("A1"))
    second = checked_claim(matter, **A1)
    assert second.outcome == "payable"

    first = checked_claim(matter, **A1, filed_at=NOW - timedelta(days=1))

    assert outcomes(first, second) == ["payable", "duplicate"]
    assert second.payable_claim == first


def test_a_withdrawn_claim_gives_way_to_the_next(matter: Matter):
    produce(matter, member("A1"))
    first, second = file_claim(matter, **A1), file_claim(matter, **A1)
    check(matter, first, second)

    withdrawal.withdraw_claim(first, actor=CLAIMANT, at=LATER)
    asked = OutboxEntry.objects.filter(topic=OutboxEntry.Topic.ASSESS_CLAIM, subject_id=first.pk)
    assert [entry.key.partition(":")[2] for entry in asked] == ["filed", "withdrawal at 8"]
    check(matter, first, at=LATER)

    assert outcomes(first, second) == ["incomplete", "payable"]
    assert first.payable_claim == second


@pytest.mark.parametrize(
    ("names", "competing"),
    [
        pytest.param(("Bruno", "Paz"), True, id="both names differ"),
        pytest.param(("Ana", "Paz"), False, id="the given name is the same"),
        pytest.param(("Bruno", "DÍAZ "), False, id="the family name is the same but for its case"),
        pytest.param(("", "Paz"), False, id="a name is missing"),
    ],
)
def test_two_people_claim_one_account(matter: Matter, names: tuple[str, str], competing: bool):
    produce(matter, member("A1", first_name="", last_name=""))
    first = file_claim(matter, **A1)
    second = file_claim(matter, **A1, first_name=names[0], last_name=names[1])

    check(matter, first, second)

    assert (first.outcome, first.competing) == ("payable", competing)
    assert first.verdict == ("undetermined" if competing else "eligible")
    assert (second.outcome, second.competing) == ("duplicate", False)


OUT, KEPT = Status.OPTED_OUT, Status.ELIGIBILITY_REVIEW


@pytest.mark.parametrize(
    ("person", "status"),
    [
        pytest.param({"external_ref": "R-OUT"}, OUT, id="its reference"),
        pytest.param({"email_key": "typed@example.org"}, OUT, id="its e-mail address"),
        # Its author may be a stranger, who must not learn that the holder opted out.
        pytest.param({"account_id": "A1"}, KEPT, id="its account"),
        pytest.param({"email_key": "a1@example.org"}, KEPT, id="the address on file for it"),
        pytest.param({"email_key": "other@example.org"}, KEPT, id="another address of its account"),
    ],
)
def test_an_opt_out_names_a_claim_by(matter: Matter, person: dict[str, str], status: Status):
    produce(matter, member("A1", other_emails="other@example.org"))
    said = {"email": "Typed@example.org", "profile_url": "/in/a1", "external_ref": "R-OUT"}
    exclude(matter, **person)

    claim = checked_claim(matter, **said)

    assert (claim.outcome, claim.status) == ("incomplete", status)
    assert claim.assessment is not None
    assert claim.assessment.completeness["not_excluded"] is False


@pytest.mark.parametrize(
    "person",
    [
        pytest.param({"external_ref": "R-OTHER"}, id="reference"),
        pytest.param({"email_key": "b@example.org"}, id="e-mail address"),
        pytest.param({"account_id": "A2"}, id="account"),
    ],
)
def test_an_opt_out_of_somebody_else_leaves_a_claim_alone_by(
    matter: Matter, person: dict[str, str]
):
    produce(matter, member("A1"), member("A2"))
    exclude(matter, **person)

    assert checked_claim(matter, **A1).outcome == "payable"


def test_an_opt_out_of_another_matter_does_not_count(matter: Matter):
    other = open_matter("another-matter")
    produce(matter, member("A1"))
    exclude(other, email_key="a1@example.org")

    assert checked_claim(matter, **A1).outcome == "payable"


@pytest.mark.parametrize(
    "status",
    [
        *(Status.MATCH_REVIEW, Status.ELIGIBILITY_REVIEW, Status.DEFICIENT, Status.APPROVED),
        *(Status.DENIED, Status.ALLOCATED, Status.LATE, Status.APPEALED),
    ],
)
def test_an_opt_out_that_comes_later_moves_a_claim_out_of(matter: Matter, status: Status):
    produce(matter, member("A1"))
    claim = checked_claim(matter, **A1)
    Claim.objects.filter(pk=claim.pk).update(status=status)
    exclude(matter, email_key="a1@example.org")

    check(matter, claim)

    assert claim.status == Status.OPTED_OUT


@pytest.mark.parametrize("status", [Status.PAYABLE, Status.PAID, Status.WITHDRAWN, Status.MERGED])
def test_an_opt_out_leaves_the_state_of_a_claim_that_is(matter: Matter, status: Status):
    produce(matter, member("A1"))
    claim = checked_claim(matter, **A1)
    Claim.objects.filter(pk=claim.pk).update(status=status)
    exclude(matter, email_key="a1@example.org")

    check(matter, claim)

    assert (claim.status, claim.outcome) == (status, "incomplete")


def test_an_unsigned_claim_is_asked_for_a_signature_with_a_clock_and_a_letter(matter: Matter):
    produce(matter, member("A1"))

    claim = checked_claim(matter, **A1, signed=False)

    assert (claim.outcome, claim.status) == ("incomplete", Status.DEFICIENT)
    assert claim.cure_due_at == FILING_CLOSES
    letter = claim.letters.get()
    assert (letter.kind, letter.data) == (Letter.Kind.ASKED, {"reason": "need_signature"})
    entry = OutboxEntry.objects.get(topic=OutboxEntry.Topic.SEND_LETTER)
    assert entry.subject_id == letter.pk


def test_an_unsigned_claim_without_an_address_gets_no_letter_and_three_days_more(matter: Matter):
    after_closing = FILING_CLOSES - timedelta(hours=12)
    claim = file_claim(matter, signed=False, filed_at=after_closing)

    check(matter, claim, at=after_closing)

    # 30 June in Los Angeles and 30 days is 30 July; by post, 2 August: the day after begins at 7.
    assert claim.cure_due_at == datetime(2026, 8, 3, 7, tzinfo=UTC)
    assert not claim.letters.exists()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        pytest.param({"filed_at": FILING_OPENS - MOMENT}, Status.LATE, id="too early"),
        pytest.param({"filed_at": FILING_OPENS}, Status.ELIGIBILITY_REVIEW, id="the first moment"),
        pytest.param(
            {"filed_at": FILING_CLOSES - MOMENT}, Status.ELIGIBILITY_REVIEW, id="the last moment"
        ),
        pytest.param({"filed_at": FILING_CLOSES}, Status.LATE, id="too late"),
        pytest.param(
            {"filed_at": FILING_CLOSES, "medium": Medium.PAPER, "postmarked_on": "2026-06-30"},
            Status.ELIGIBILITY_REVIEW,
            id="paper posted on the last day",
        ),
        pytest.param(
            {"filed_at": FILING_CLOSES, "medium": Medium.PAPER, "postmarked_on": "2026-07-01"},
            Status.LATE,
            id="paper posted the day after",
        ),
        pytest.param(
            {"filed_at": FILING_CLOSES, "medium": Medium.WEB, "postmarked_on": "2026-06-30"},
            Status.LATE,
            id="a postmark on a claim that did not come by post",
        ),
    ],
)
def test_a_claim_is_in_time_or_not(matter: Matter, said: dict[str, Any], status: Status):
    produce(matter, member("A1"))
    if "postmarked_on" in said:
        said = {**said, "postmarked_on": datetime.fromisoformat(said["postmarked_on"]).date()}

    assert checked_claim(matter, **A1, **said).status == status


def test_a_late_claim_that_is_unsigned_too_waits_as_late_only(matter: Matter):
    claim = checked_claim(matter, filed_at=OPENED, signed=False)

    assert claim.status == Status.LATE
    assert claim.cure_due_at is None


def test_nothing_that_a_machine_finds_denies_a_claim(matter: Matter):
    produce(matter, member("A1", country="DE", is_paid=False, has_inmail=False))

    claim = checked_claim(matter, **A1)

    assert (claim.verdict, claim.status) == ("ineligible", Status.ELIGIBILITY_REVIEW)


def test_no_name_or_address_is_written_to_the_trail(matter: Matter):
    produce(matter, member("A1"))
    claim = checked_claim(
        matter, **A1, signed=False, first_name="Ximena", street="7 Elm St", phone="5551234"
    )

    told = " ".join(str(event.data) for event in claim.events.all())

    for secret in ("Ximena", "Elm", "5551234", "a1@example.org"):
        assert secret not in told
    assert Account.objects.count() == 1
