"""The claim's page: the submission beside the records, and what it rests on."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import zeal
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.casework import review
from claims.models import Claim, Matter
from claims.models.event import EventKind
from claims.records.value_meanings import _count_words as values_known
from portal.accounts.models import Role
from tests.factories import (
    ALICE,
    LATER,
    NOW,
    Member,
    check,
    checked_claim,
    file_claim,
    member,
    open_matter,
    produce,
)
from tests.portal.people import check_page, logged_in, words_of

pytestmark = pytest.mark.one_engine


def page_of(claim: Claim) -> str:
    return f"/administrator/{claim.matter.slug}/claims/{claim.reference}/"


def values_of(claim: Claim) -> str:
    return f"/administrator/{claim.matter.slug}/values/"


@pytest.fixture
def eligible(matter: Matter) -> Claim:
    produce(matter, member("A1", first_name="Ana", last_name="Rivera", city="San José"))
    return checked_claim(
        matter,
        email="a1@example.org",
        first_name="ANA",
        last_name="Diaz",
        city="san josé",
        state="",
    )


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        pytest.param("the folder", "is not under DATA_DIR", id="not restored"),
        pytest.param("a file", "is not under DATA_DIR", id="a file is missing"),
        pytest.param("its bytes", "is not what was imported", id="another file in its place"),
    ],
)
def test_records_that_are_not_as_imported_are_a_sentence_and_the_rest_is_shown(
    alice: Client, eligible: Claim, damage: str, says: str
):
    (path,) = Path(settings.DATA_DIR).glob("**/subscriptions.parquet")
    if damage == "the folder":
        shutil.rmtree(path.parent)
    elif damage == "a file":
        path.unlink()
    else:
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-1] + b"?")

    values_known.cache_clear()

    page, values = alice.get(page_of(eligible)), alice.get(values_of(eligible))

    assert (page.status_code, values.status_code) == (200, 200)
    words = words_of(page)
    assert says in words
    assert "Restore that folder from the back-up" in words
    assert "The records have no subscription" not in words
    assert "Paid Premium subscription" in words, "the assessment is in the database"
    assert says in words_of(values)
    assert "Every value in the records is known" not in words_of(values)


def test_every_field_stands_beside_the_records_with_agreement_in_words(
    alice: Client, eligible: Claim
):
    answer = alice.get(page_of(eligible))

    lines = {str(c.label): c for c in answer.context["sheet"].comparisons}
    said = {label: str(line.agreement.words) for label, line in lines.items()}
    assert said["First name"] == "Agrees"
    assert said["Family name"] == "Differs"
    assert said["E-mail address"] == "Agrees"
    assert said["City"] == "Agrees"
    assert said["State"] in ("Not in the claim", "In neither")
    assert (lines["Family name"].claimed, lines["Family name"].recorded) == ("Diaz", "Rivera")
    check_page(answer)


def test_each_criterion_has_result_evidence_and_source(alice: Client, eligible: Claim):
    words = words_of(alice.get(page_of(eligible)))

    assert "Account in the United States or one of its territories ✓ Met" in words
    assert "Days of paid Premium in the class period: 31." in words
    assert "From 1 row of the records, 1 January 2023 to 31 January 2023: S-A1." in words
    assert "Of: premium_career." in words
    assert "M-A1" in words
    assert "Source: Class as reported: Premium customers." in words


def test_what_is_not_known_is_said(alice: Client, matter: Matter):
    produce(matter, member("A1", country="", is_paid=False))
    claim = checked_claim(matter, email="a1@example.org")

    words = words_of(alice.get(page_of(claim)))

    assert "? Unknown" in words
    assert "✗ Not met" in words
    assert "Country of the account: not in the records." in words
    assert "The records have no subscription of this account." in words


def test_damages_are_shown_under_both_readings_of_the_law(alice: Client, eligible: Claim):
    answer = alice.get(page_of(eligible))

    amounts = [award.amount for award in answer.context["sheet"].awards]
    assert amounts == ["$1,000.00", "$0.00"]
    assert "18 U.S.C. 2707(c)" in words_of(answer)


def test_a_subscription_that_counts_is_marked(alice: Client, eligible: Claim):
    (line,) = alice.get(page_of(eligible)).context["sheet"].subscriptions

    assert (line.days_inside, line.counts) == (31, True)


def test_the_keys_say_which_account_they_name(alice: Client, matter: Matter):
    produce(matter, member("A1"), member("A2"))
    claim = checked_claim(
        matter, email="a1@example.org", profile_url="https://www.linkedin.com/in/a2"
    )

    answer = alice.get(page_of(claim))

    words = words_of(answer)
    assert "E-mail address: names A1" in words
    assert "Profile address: names A2" in words
    assert [account.account_id for account in answer.context["sheet"].candidates] == ["A1", "A2"]


def test_other_claims_of_the_account_are_linked(alice: Client, eligible: Claim):
    twin = checked_claim(eligible.matter, email="a1@example.org", filed_at=LATER)

    answer = alice.get(page_of(eligible))
    of_twin = alice.get(page_of(twin))

    assert [other.pk for other in answer.context["sheet"].others] == [twin.pk]
    assert page_of(twin) in answer.content.decode()
    # The duplicate names the claim that is payable instead.
    assert page_of(eligible) in of_twin.content.decode()


def test_a_claim_without_account_has_nothing_to_compare_with(alice: Client, matter: Matter):
    claim = checked_claim(matter, email="nobody@example.org")

    words = words_of(alice.get(page_of(claim)))

    assert "No account is matched" in words


def test_a_claim_that_was_not_assessed_yet_has_a_page(alice: Client, matter: Matter):
    words = words_of(alice.get(page_of(file_claim(matter))))

    assert "Not assessed yet" in words


@pytest.mark.parametrize("reference", ["CF-0000-0000-0000", "nonsense", "%00", "CF-0000"])
def test_a_reference_that_there_is_not_is_not_found(alice: Client, matter: Matter, reference: str):
    assert alice.get(f"/administrator/linkedin-inmail/claims/{reference}/").status_code == 404


def test_a_claim_of_another_matter_is_not_found(alice: Client, matter: Matter):
    foreign = file_claim(open_matter("another-matter"))

    answer = alice.get(f"/administrator/linkedin-inmail/claims/{foreign.reference}/")

    assert answer.status_code == 404


# -- who looked -----------------------------------------------------------------------------------


def looks(claim: Claim) -> list[str]:
    events = claim.events.filter(kind=EventKind.VIEWED).order_by("sequence")
    return list(events.values_list("actor", flat=True))


def test_a_look_is_recorded_with_who_looked(alice: Client, eligible: Claim):
    answer = alice.get(page_of(eligible))

    assert looks(eligible) == ["administrator:alice"]
    assert "Claim looked at" in words_of(answer)


def test_looking_again_within_ten_minutes_is_one_look(alice: Client, eligible: Claim, time_machine):
    time_machine.move_to(LATER, tick=False)
    alice.get(page_of(eligible))
    time_machine.move_to(LATER + timedelta(minutes=9, seconds=59), tick=False)
    alice.get(page_of(eligible))
    assert len(looks(eligible)) == 1

    time_machine.move_to(LATER + timedelta(minutes=10), tick=False)
    alice.get(page_of(eligible))
    assert len(looks(eligible)) == 2


def test_another_person_and_another_session_are_looks_of_their_own(
    alice: Client, bruno: Client, eligible: Claim
):
    alice.get(page_of(eligible))
    bruno.get(page_of(eligible))
    logged_in("alice", eligible.matter, Role.ADMINISTRATOR).get(page_of(eligible))

    assert looks(eligible) == ["administrator:alice", "administrator:bruno", "administrator:alice"]


# -- at what cost ---------------------------------------------------------------------------------


def test_a_claim_with_much_to_show_costs_as_many_queries_as_one_with_little(
    alice: Client, matter: Matter
):
    produce(matter, member("A1"), member("A2"))
    little = checked_claim(matter, email="a1@example.org")
    checked_claim(matter, email="a1@example.org")
    much = checked_claim(matter, email="a2@example.org")
    for _ in range(12):
        file_claim(matter, email="a2@example.org")
    check(matter)
    for _ in range(3):
        review.record_view(much, actor=ALICE, at=NOW)
    counts = []
    for claim in (little, much):
        alice.get(page_of(claim))
        with zeal.zeal_context(), CaptureQueriesContext(connection) as queries:
            answer = alice.get(page_of(claim))
        counts.append(len(queries))

    assert counts[0] == counts[1]
    check_page(answer)


def test_what_a_claimant_wrote_is_text_and_never_markup(alice: Client, matter: Matter):
    claim = checked_claim(matter, last_name="<script>alert(1)</script>", email="x@example.org")

    answer = alice.get(page_of(claim))

    assert b"<script>alert" not in answer.content
    check_page(answer)


def test_the_page_is_there_in_spanish(alice: Client, eligible: Claim):
    answer = alice.get(page_of(eligible), headers={"Accept-Language": "es"})

    assert "Cuenta en Estados Unidos" in words_of(answer)


def test_what_was_paid_back_is_shown_as_a_refund_and_not_as_a_subscription(
    alice: Client, matter: Matter
):
    whole = member("A1")
    paid = [{**row, "kind": "payment"} for row in whole.subscriptions]
    back = [{**row, "kind": "refund", "amount_paid": "-10.00"} for row in whole.subscriptions]
    produce(matter, Member(whole.account, (*paid, *back), whole.messages))
    claim = checked_claim(matter, email="a1@example.org")

    answer = alice.get(page_of(claim))

    words = words_of(answer)
    assert "$29.99 No ✓ 31 days, counts" in words
    assert "-$10.00 No Refund: no day of its own" in words
    lines = answer.context["sheet"].subscriptions
    assert [(line.counts, line.is_refund) for line in lines] == [(True, False), (False, True)]
    check_page(answer)
