from collections import defaultdict
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.money import (
    MOST_CENTS,
    CannotApportion,
    NotAnAmount,
    apportion,
    format_cents,
    parse_cents,
)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        pytest.param("29.99", 2999, id="dollars and cents"),
        pytest.param("0", 0, id="zero"),
        pytest.param("0.00", 0, id="zero with cents"),
        pytest.param("5", 500, id="whole dollars"),
        pytest.param("5.", None, id="a point and nothing after it"),
        pytest.param("5.5", 550, id="one decimal"),
        pytest.param("29.990", 2999, id="a third decimal of zero adds nothing"),
        pytest.param("$1,029.99", 102999, id="as a statement writes it"),
        pytest.param("$ 29.99", 2999, id="a space after the sign"),
        pytest.param("  29.99 ", 2999, id="spaces around"),
        pytest.param("1,000,000.00", 100000000, id="millions"),
        pytest.param("92233720368547758.07", MOST_CENTS, id="the most that fits"),
        pytest.param("92233720368547758.08", None, id="one cent too many"),
        pytest.param("29.991", None, id="finer than a cent"),
        pytest.param("-29.99", None, id="negative"),
        pytest.param("(29.99)", None, id="negative as accountants write it"),
        pytest.param("1,5", None, id="a comma for a point"),
        pytest.param("1,0000", None, id="a comma in the wrong place"),
        pytest.param("NaN", None, id="not a number"),
        pytest.param("1e3", None, id="scientific"),
        pytest.param("", None, id="blank"),
        pytest.param("٣", None, id="digits of another script"),
        pytest.param("9" * 5000, None, id="very long"),
        pytest.param(29.99, None, id="a float"),
        pytest.param(29, None, id="an integer"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_text_becomes_exact_cents_or_is_refused(text, cents):
    if cents is None:
        with pytest.raises(NotAnAmount):
            parse_cents(text)
    else:
        assert parse_cents(text) == cents


@pytest.mark.parametrize(
    ("cents", "currency", "text"),
    [
        pytest.param(102999, "USD", "$1,029.99", id="thousands"),
        pytest.param(5, "USD", "$0.05", id="a nickel"),
        pytest.param(-5, "USD", "-$0.05", id="a negative difference"),
        pytest.param(102999, "EUR", "1,029.99 EUR", id="another currency"),
        pytest.param(9007199254740993, "USD", "$90,071,992,547,409.93", id="beyond a float"),
    ],
)
def test_cents_are_written_as_people_read_them(cents, currency, text):
    assert format_cents(cents, currency) == text


@given(st.integers(min_value=0, max_value=MOST_CENTS))
def test_an_amount_that_was_written_reads_back_the_same(cents):
    assert parse_cents(format_cents(cents)) == cents


def test_the_cents_left_over_go_to_the_largest_remainders():
    # 100 * 5/12, 4/12, 3/12 = 41 2/3, 33 1/3, 25: the one cent left goes to the first.
    assert apportion(100, [5, 4, 3], ["a", "b", "c"]) == [42, 33, 25]


def test_a_tie_goes_to_the_lowest_key():
    assert apportion(100, [1, 1, 1], ["c", "a", "b"]) == [33, 34, 33]


@pytest.mark.parametrize(
    ("fund", "weights", "keys"),
    [
        pytest.param(-1, [1], ["a"], id="a negative fund"),
        pytest.param(1, [-1, 3], ["a", "b"], id="a negative weight"),
        pytest.param(1, [0, 0], ["a", "b"], id="a fund and nobody to pay it to"),
        pytest.param(1, [], [], id="a fund and nobody at all"),
        pytest.param(1, [1, 1], ["a", "a"], id="keys that repeat"),
        pytest.param(1, [1, 1], ["a"], id="too few keys"),
        pytest.param(1.0, [1], ["a"], id="a float fund"),
        pytest.param(1, [0.5], ["a"], id="a float weight"),
        pytest.param(True, [1], ["a"], id="a yes for a fund"),
    ],
)
def test_a_division_that_is_not_defined_is_refused(fund, weights, keys):
    with pytest.raises(CannotApportion):
        apportion(fund, weights, keys)


def test_nothing_divides_into_nothing():
    assert apportion(0, [], []) == []
    assert apportion(0, [0, 0], ["a", "b"]) == [0, 0]


divisions = st.tuples(
    st.integers(min_value=0, max_value=10**30),
    st.lists(st.integers(min_value=0, max_value=10**20), min_size=1, max_size=30).filter(any),
)


def _keys(weights):
    return [f"C{position:06d}" for position in range(len(weights))]


@given(divisions)
def test_the_shares_add_up_to_the_fund(division):
    fund, weights = division
    assert sum(apportion(fund, weights, _keys(weights))) == fund


@given(divisions)
def test_each_share_is_its_quota_rounded_down_or_up(division):
    fund, weights = division
    for share, weight in zip(apportion(fund, weights, _keys(weights)), weights, strict=True):
        assert abs(share - Fraction(fund * weight, sum(weights))) < 1


@given(divisions)
def test_a_larger_weight_never_gets_less(division):
    fund, weights = division
    by_weight = defaultdict(list)
    for share, weight in zip(apportion(fund, weights, _keys(weights)), weights, strict=True):
        by_weight[weight].append(share)
    ordered = [by_weight[weight] for weight in sorted(by_weight)]
    assert all(max(low) <= min(high) for low, high in pairwise(ordered))


@given(divisions, st.randoms(use_true_random=False))
def test_the_order_of_claims_changes_nobodys_share(division, random):
    fund, weights = division
    keys = _keys(weights)
    expected = dict(zip(keys, apportion(fund, weights, keys), strict=True))
    shuffled = list(zip(keys, weights, strict=True))
    random.shuffle(shuffled)
    found = apportion(fund, [weight for _, weight in shuffled], [key for key, _ in shuffled])
    assert dict(zip((key for key, _ in shuffled), found, strict=True)) == expected
