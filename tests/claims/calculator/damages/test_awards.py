import pytest

from tests.claims.calculator.cases import account, of_one, records


@pytest.mark.parametrize(
    ("country", "award"),
    [
        pytest.param("US", 100000, id="eligible"),
        pytest.param(None, 0, id="undetermined"),
        pytest.param("CA", 0, id="ineligible"),
    ],
)
def test_an_eligible_person_is_owed_a_thousand_dollars_without_proof_of_damage(country, award):
    row = of_one(records(accounts=[account(country=country)]))
    assert row["award_sca_actual_not_required"] == award
    assert row["potential_sca_actual_not_required"] == 100000


def test_nothing_is_owed_where_actual_damage_must_be_proven_and_is_not():
    row = of_one()
    assert row["verdict"] == "eligible"
    assert row["award_sca_actual_required"] == row["potential_sca_actual_required"] == 0


def test_amounts_are_whole_cents():
    assert type(of_one()["award_sca_actual_not_required"]) is int
