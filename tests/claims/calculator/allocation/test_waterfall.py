import pytest
from pydantic import ValidationError

from claims.calculator.allocation import waterfall
from tests.claims.calculator.allocation.plans import (
    cited,
    deduction,
    fund,
    head,
    plan_of,
    rounding,
)

COSTS = deduction("costs", amount="100.00")
INTEREST = cited(amount="10.00")


def _falls(*deductions, gross="1000.00", interest=None, amounts="down"):
    parts = fund(gross, deductions=list(deductions))
    if interest is not None:
        parts["interest"] = interest
    return waterfall(plan_of(fund=parts, rounding=rounding(amounts=amounts)))


def _cents(falls):
    return {deduction.key: cents for deduction, cents in falls.deductions}


@pytest.mark.parametrize(
    ("fee", "cents"),
    [
        pytest.param({"amount": "250.00"}, 25000, id="a sum"),
        pytest.param({"amount": "0.00"}, 0, id="a sum of nothing"),
        pytest.param({"percent": "25", "of": "gross"}, 25000, id="a quarter of the gross fund"),
        pytest.param(
            {"percent": "25", "of": "gross_and_interest"}, 25250, id="a quarter with interest"
        ),
        pytest.param({"percent": "25", "of": "gross", "less": ["costs"]}, 22500, id="after costs"),
        pytest.param(
            {"percent": "25", "of": "gross_and_interest", "less": ["costs", "taxes"]},
            22625,
            id="with interest, after costs and taxes",
        ),
        pytest.param({"percent": "0", "of": "gross"}, 0, id="nothing of it"),
        pytest.param({"lodestar": "200.00", "multiplier": "1.25"}, 25000, id="a lodestar enhanced"),
        pytest.param({"lodestar": "200.00", "multiplier": "2/3"}, 13333, id="a lodestar reduced"),
        pytest.param({"count": 7, "each": "5.01"}, 3507, id="so many awards of so much"),
        pytest.param({"count": 0, "each": "5.01"}, 0, id="no awards"),
    ],
)
def test_a_deduction_is_computed_from_what_the_plan_says(fee, cents):
    taxes = deduction("taxes", amount="5.00")
    falls = _falls(COSTS, taxes, deduction("fee", **fee), interest=INTEREST)
    assert _cents(falls) == {"costs": 10000, "taxes": 500, "fee": cents}
    assert (falls.gross, falls.interest) == (100000, 1000)
    assert falls.net == 101000 - 10500 - cents


@pytest.mark.parametrize(
    ("gross", "down", "half_up"),
    [
        pytest.param("0.04", 1, 1, id="whole"),
        pytest.param("0.05", 1, 1, id="a quarter of a cent"),
        pytest.param("0.06", 1, 2, id="half a cent"),
        pytest.param("0.07", 1, 2, id="three quarters"),
    ],
)
def test_each_deduction_is_rounded_once_by_the_plans_rule(gross, down, half_up):
    quarter = deduction("fee", percent="25", of="gross")
    assert _cents(_falls(quarter, gross=gross, amounts="down")) == {"fee": down}
    assert _cents(_falls(quarter, gross=gross, amounts="half_up")) == {"fee": half_up}


def test_a_percentage_after_another_is_taken_of_whole_cents():
    first = deduction("first", percent="50", of="gross")
    second = deduction("second", percent="50", of="gross", less=["first"])
    assert _cents(_falls(first, second, gross="0.05")) == {"first": 2, "second": 1}
    assert _cents(_falls(first, second, gross="0.05", amounts="half_up")) == {
        "first": 3,
        "second": 1,
    }


def test_deductions_stand_in_the_order_of_the_plan():
    falls = _falls(COSTS, deduction("admin", amount="1.00"), deduction("b", amount="2.00"))
    assert list(_cents(falls)) == ["costs", "admin", "b"]


def test_a_percentage_of_what_others_have_used_up_is_nothing():
    costs = deduction("costs", percent="100", of="gross")
    fee = deduction("fee", percent="25", of="gross", less=["costs"])
    assert _falls(costs, fee).net == 0


def test_rounding_up_cannot_take_more_than_there_is():
    halves = [deduction(key, percent="50", of="gross") for key in ("first", "second")]
    falls = _falls(*halves, gross="0.05", amounts="half_up")
    assert _cents(falls) == {"first": 3, "second": 2}
    assert falls.net == 0


def test_deductions_may_take_all_and_no_cent_more():
    assert _falls(COSTS, deduction("rest", amount="900.00")).net == 0
    with pytest.raises(ValidationError, match=r"they take \$0\.01 more than the fund"):
        _falls(COSTS, deduction("rest", amount="900.01"))


def test_deductions_are_refused_when_they_take_a_fraction_of_a_cent_too_much():
    with pytest.raises(ValidationError, match=r"they take \$0\.01 more than the fund"):
        _falls(
            deduction("first", percent="200/3", of="gross"),
            deduction("second", percent="33.334", of="gross"),
            gross="1.00",
        )


def test_less_speaks_of_deductions_above_it():
    fee = deduction("fee", percent="25", of="gross", less=["costs"])
    with pytest.raises(ValidationError, match="costs is no deduction above this one"):
        _falls(fee, COSTS)


def test_a_plan_without_a_fund_has_no_waterfall():
    plan = plan_of(fund=None, pools=None, residual=None, damages=[head("loss", "5.00")])
    with pytest.raises(ValueError, match="fictional has no fund"):
        waterfall(plan)
