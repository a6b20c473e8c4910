from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.money import CannotCalculate, rounded_ratio


@pytest.mark.parametrize(
    ("numerator", "denominator", "down", "half_up"),
    [
        pytest.param(0, 3, 0, 0, id="nothing"),
        pytest.param(7, 1, 7, 7, id="whole already"),
        pytest.param(149, 100, 1, 1, id="just below a half"),
        pytest.param(150, 100, 1, 2, id="a half"),
        pytest.param(250, 100, 2, 3, id="a half above an even number, which bankers round down"),
        pytest.param(151, 100, 1, 2, id="just above a half"),
        pytest.param(1, 3, 0, 0, id="a third"),
        pytest.param(2, 3, 0, 1, id="two thirds"),
        pytest.param(2**54 + 1, 2, 2**53, 2**53 + 1, id="a half that a float loses"),
        pytest.param(10**30 + 1, 2, 5 * 10**29, 5 * 10**29 + 1, id="a half of a nonillion"),
    ],
)
def test_a_fraction_is_cut_or_rounded_half_up(numerator, denominator, down, half_up):
    assert rounded_ratio(numerator, denominator, "down") == down
    assert rounded_ratio(numerator, denominator, "half_up") == half_up


@given(st.integers(0, 2**127), st.integers(1, 2**127))
def test_rounding_moves_an_amount_by_less_than_one_and_half_up_by_at_most_a_half(n, d):
    assert 0 <= Fraction(n, d) - rounded_ratio(n, d, "down") < 1
    assert Fraction(-1, 2) <= Fraction(n, d) - rounded_ratio(n, d, "half_up") < Fraction(1, 2)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rule", "words"),
    [
        pytest.param(-1, 2, "down", "-1 is negative", id="a negative amount"),
        pytest.param(1, 0, "down", "divided by 0", id="a divisor of zero"),
        pytest.param(1, -2, "half_up", "divided by -2", id="a negative divisor"),
        pytest.param(1, 2, "largest_remainder", "rounds no single", id="a rule for many shares"),
        pytest.param(1, 2, "up", "rounds no single", id="a rule that nobody has"),
    ],
)
def test_what_has_no_rounding_is_refused(numerator, denominator, rule, words):
    with pytest.raises(CannotCalculate, match=words):
        rounded_ratio(numerator, denominator, rule)
