from datetime import datetime, timedelta

import pytest

from tests.claims.calculator.cases import account, claim, determined, records

EARLIER, NOON = datetime(2026, 3, 1, 11), datetime(2026, 3, 1, 12)


def _outcomes(*claims, produced=None):
    return {row["claim_id"]: row["outcome"] for row in determined(claims, produced)}


def test_the_earliest_complete_claim_is_payable_and_the_others_are_linked_to_it():
    rows = determined([claim(1), claim(2, filed_at=EARLIER), claim(3)])
    assert [row["outcome"] for row in rows] == ["duplicate", "payable", "duplicate"]
    assert [row["payable_claim_id"] for row in rows] == [2, None, 2]


def test_where_a_later_form_replaces_an_earlier_one_the_latest_complete_claim_is_payable():
    claims = [claim(1, filed_at=EARLIER), claim(2), claim(3, filed_at=EARLIER)]
    late = claim(4, filed_at=NOON + timedelta(hours=1), signed=False)

    rows = determined([*claims, late], survivor="latest")

    outcomes = ["duplicate", "payable", "duplicate", "incomplete"]
    assert [row["outcome"] for row in rows] == outcomes
    assert [row["payable_claim_id"] for row in rows] == [2, None, 2, 2]


def test_of_the_latest_claims_of_one_moment_the_highest_reference_is_payable():
    rows = determined([claim(1, sort_ref="B"), claim(2, sort_ref="A")], survivor="latest")
    assert [row["outcome"] for row in rows] == ["payable", "duplicate"]
    rows = determined([claim(1, sort_ref="A"), claim(2, sort_ref="A")], survivor="latest")
    assert [row["outcome"] for row in rows] == ["duplicate", "payable"]


def test_claims_filed_at_one_moment_are_ordered_by_reference_then_by_number():
    assert _outcomes(claim(1, sort_ref="B"), claim(2, sort_ref="A")) == {
        1: "duplicate",
        2: "payable",
    }
    assert _outcomes(claim(1, sort_ref="A"), claim(2, sort_ref="A")) == {
        1: "payable",
        2: "duplicate",
    }


def test_capital_letters_of_a_reference_come_before_small_ones():
    outcomes = _outcomes(claim(1, sort_ref="a"), claim(2, sort_ref="B"))
    assert outcomes == {1: "duplicate", 2: "payable"}


def test_an_earlier_incomplete_claim_does_not_take_the_place_of_a_complete_one():
    rows = determined([claim(1, filed_at=EARLIER, signed=False), claim(2)])
    assert [row["outcome"] for row in rows] == ["incomplete", "payable"]
    assert rows[0]["payable_claim_id"] == 2


def test_an_account_with_only_incomplete_claims_has_no_payable_one():
    rows = determined([claim(1, signed=False), claim(2, withdrawn=True)])
    assert [row["outcome"] for row in rows] == ["incomplete", "incomplete"]
    assert [row["payable_claim_id"] for row in rows] == [None, None]


def test_claims_without_an_account_are_never_duplicates_of_each_other():
    rows = determined([claim(1, account_id=None), claim(2, account_id=None)])
    assert [row["outcome"] for row in rows] == ["unmatched", "unmatched"]
    assert [row["payable_claim_id"] for row in rows] == [None, None]


def test_only_the_payable_claim_is_owed_anything():
    rows = determined([claim(1), claim(2)])
    assert [row["computed_verdict"] for row in rows] == ["eligible", "eligible"]
    assert [row["award_sca_actual_not_required"] for row in rows] == [100000, 0]


@pytest.mark.parametrize(
    ("other", "competing"),
    [
        pytest.param({"given_name": "bea", "family_name": "cole"}, True, id="both names differ"),
        pytest.param({"given_name": "bea"}, False, id="one family"),
        pytest.param({"family_name": "cole"}, False, id="married, perhaps"),
        pytest.param({}, False, id="the same person twice"),
        pytest.param({"given_name": None, "family_name": "cole"}, False, id="no given name"),
        pytest.param({"given_name": "bea", "family_name": None}, False, id="no family name"),
        pytest.param({"given_name": "", "family_name": "cole"}, False, id="a blank given name"),
        pytest.param(
            {"given_name": "bea", "family_name": "cole", "signed": False},
            False,
            id="the other is incomplete",
        ),
        pytest.param(
            {"given_name": "bea", "family_name": "cole", "account_id": "B"},
            False,
            id="the other is for another account",
        ),
    ],
)
def test_two_complete_claims_with_two_different_names_compete(other, competing):
    produced = records(accounts=[account(), account("B")])
    row = determined([claim(1), claim(2, **other)], produced)[0]
    assert row["outcome"] == "payable"
    assert row["competing"] is competing
    assert row["verdict"] == ("undetermined" if competing else "eligible")
    assert row["computed_verdict"] == "eligible"
    assert row["award_sca_actual_not_required"] == (0 if competing else 100000)


def test_two_later_claims_that_differ_make_the_payable_one_compete():
    rows = determined(
        [
            claim(1, given_name=None, family_name=None),
            claim(2),
            claim(3, given_name="bea", family_name="cole"),
        ]
    )
    assert [row["competing"] for row in rows] == [True, False, False]


def test_a_competing_claim_counts_as_undetermined_even_if_the_records_say_no():
    produced = records(accounts=[account(country="CA")])
    row = determined([claim(1), claim(2, given_name="bea", family_name="cole")], produced)[0]
    assert row["computed_verdict"] == "ineligible"
    assert row["verdict"] == "undetermined"


def test_the_competing_claim_is_released_once_a_person_resolved_it():
    other = claim(2, given_name="bea", family_name="cole")
    row = determined([claim(1, competing_resolved=True), other])[0]
    assert row["competing"] is False
    assert row["verdict"] == "eligible"


@pytest.mark.parametrize("decision", ["eligible", "ineligible"])
def test_a_persons_decision_replaces_the_verdict_and_ends_the_competition(decision):
    other = claim(2, given_name="bea", family_name="cole")
    produced = records(accounts=[account(country=None)])
    rows = determined([claim(1, decision=decision), other], produced)
    assert rows[0]["competing"] is False
    assert rows[0]["verdict"] == decision
    assert rows[0]["computed_verdict"] == "undetermined"
    assert rows[0]["award_sca_actual_not_required"] == (100000 if decision == "eligible" else 0)
    assert rows[1]["verdict"] == "undetermined"


def test_a_flood_of_claims_for_one_account_has_one_payable_claim():
    flood = [
        claim(number, given_name="ana", family_name=f"f{number}", filed_at=NOON)
        for number in range(1, 3001)
    ]
    rows = determined(flood)
    assert [row["claim_id"] for row in rows if row["outcome"] == "payable"] == [1]
    assert not any(row["competing"] for row in rows)


def test_the_order_in_which_claims_arrive_changes_nothing():
    claims = [
        claim(number, filed_at=NOON + timedelta(minutes=number % 3), account_id="AB"[number % 2])
        for number in range(1, 20)
    ]
    produced = records(accounts=[account(), account("B")])
    assert determined(claims, produced) == determined(claims[::-1], produced)
