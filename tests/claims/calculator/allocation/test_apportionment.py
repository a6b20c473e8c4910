from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.calculator.allocation.apportionment import (
    MOST_CENTS_DIVIDED,
    CannotApportion,
    LastExtraCent,
    apportion,
)
from tests.claims.calculator.allocation.engine import claims_of, column, engine, weighted
from tests.examples import examples


def largest_remainder(fund, weights):
    """Hamilton's method, one claim after the other: cents by key."""
    whole = sum(weights.values())
    shares = {key: fund * weight // whole for key, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda key: (-(fund * weights[key] % whole), key))
    for key in by_remainder[: fund - sum(shares.values())]:
        shares[key] += 1
    return shares


def _apportioned(fund, weights, rule="largest_remainder"):
    found = apportion(engine(), weighted(weights), fund, rule)
    shares = column(found.table)
    assert sum(shares.values()) == found.paid_cents == fund - found.left_cents + found.over_cents
    return shares


# -- what is right ----------------------------------------------------------------------------


def test_the_cents_left_over_go_to_the_largest_remainders():
    # 100 * 5/12, 4/12, 3/12 = 41 2/3, 33 1/3, 25: the one cent left goes to the first.
    assert _apportioned(100, {"a": 5, "b": 4, "c": 3}) == {"a": 42, "b": 33, "c": 25}


def test_a_result_says_each_quota_cut_and_what_the_cut_took():
    found = apportion(engine(), weighted({"a": 5, "b": 4, "c": 3}), 100)
    assert column(found.table, "base") == {"a": 41, "b": 33, "c": 25}
    assert column(found.table, "remainder") == {"a": 8, "b": 4, "c": 0}  # twelfths of a cent
    assert found.quotas is not None
    assert found.quotas.weight == 12
    assert found.quotas.extra == LastExtraCent(remainder=8, key="a")


@pytest.mark.parametrize(
    ("weights", "gets_it"),
    [
        pytest.param({"c": 1, "a": 1, "b": 1}, "a", id="the lowest, whatever the order of rows"),
        pytest.param({"a": 1, "B": 1, "c": 1}, "B", id="a capital is below small letters"),
        pytest.param({"a2": 1, "a10": 1, "a3": 1}, "a10", id="digits are letters, not numbers"),
        pytest.param({"é": 1, "z": 1, "zz": 1}, "z", id="an accent is above the alphabet"),
        pytest.param({"\U0001f600": 1, "\uffee": 1, "\uffef": 1}, "\uffee", id="beyond 16 bits"),
    ],
)
def test_a_tie_goes_to_the_lowest_key_by_code_point(weights, gets_it):
    assert _apportioned(100, weights) == {key: 33 + (key == gets_it) for key in weights}


@pytest.mark.parametrize(
    ("rule", "shares", "left", "over"),
    [
        pytest.param("largest_remainder", (34, 33, 33), 0, 0, id="every cent is given out"),
        pytest.param("down", (33, 33, 33), 1, 0, id="cut, a cent is left"),
        pytest.param("half_up", (33, 33, 33), 1, 0, id="below a half, a cent is left"),
    ],
)
def test_a_rule_says_what_becomes_of_a_fraction(rule, shares, left, over):
    found = apportion(engine(), weighted({"a": 1, "b": 1, "c": 1}), 100, rule)
    assert tuple(column(found.table).values()) == shares
    assert (found.left_cents, found.over_cents) == (left, over)


def test_half_up_can_pay_more_than_the_fund_and_says_by_how_much():
    found = apportion(engine(), weighted({"a": 1, "b": 1}), 101, "half_up")
    assert column(found.table) == {"a": 51, "b": 51}
    assert (found.paid_cents, found.left_cents, found.over_cents) == (102, 0, 1)


def test_a_weight_of_zero_gets_nothing():
    assert _apportioned(100, {"a": 0, "b": 3}) == {"a": 0, "b": 100}


def test_other_columns_stay():
    rows = [{"key": "a", "weight": 1, "account": 7}]
    found = apportion(engine(), claims_of(rows, "weight", "account"), 5)
    assert column(found.table, "account") == {"a": 7}


@pytest.mark.parametrize("weights", [{}, {"a": 0, "b": 0}])
@pytest.mark.parametrize("rule", ["largest_remainder", "down", "half_up"])
def test_nothing_divides_into_nothing(weights, rule):
    found = apportion(engine(), weighted(weights), 0, rule)
    assert column(found.table) == dict.fromkeys(weights, 0)
    assert column(found.table, "remainder") == dict.fromkeys(weights, 0)
    assert found.quotas is None


# -- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fund", "weights", "words"),
    [
        pytest.param(1, {}, "Nobody has a weight", id="a fund and nobody at all"),
        pytest.param(1, {"a": 0}, "Nobody has a weight", id="a fund and nobody to pay it to"),
        pytest.param(1, {"a": 1, "b": None}, "Claim b has no weight", id="a weight is unknown"),
        pytest.param(1, {"a": -1, "b": 3}, "Claim a has a weight below", id="a negative weight"),
        pytest.param(1, {None: 1}, "1 claims have no key", id="a claim without a key"),
        pytest.param(-1, {"a": 1}, "-1 cents cannot", id="a negative fund"),
        pytest.param(1.0, {"a": 1}, "1.0 cents cannot", id="a float fund"),
        pytest.param(True, {"a": 1}, "True cents cannot", id="a yes for a fund"),
        pytest.param(MOST_CENTS_DIVIDED + 1, {"a": 1}, "cents cannot", id="a cent too much"),
    ],
)
def test_a_division_that_is_not_defined_is_refused(fund, weights, words):
    with pytest.raises(CannotApportion, match=words):
        apportion(engine(), weighted(weights), fund)


def test_the_most_cents_are_divided():
    assert _apportioned(MOST_CENTS_DIVIDED, {"a": 1, "b": 2}) == {
        "a": 33333333333333333,
        "b": 66666666666666667,
    }


def test_a_rule_that_nobody_has_is_refused():
    with pytest.raises(CannotApportion, match="'up' rounds no shares"):
        apportion(engine(), weighted({"a": 1}), 1, "up")


def _repeating(*keys):
    return claims_of([{"key": key, "weight": 1} for key in keys], "weight")


def test_a_tie_between_claims_of_one_key_is_refused():
    with pytest.raises(CannotApportion, match="Two claims have the key b"):
        apportion(engine(), _repeating("a", "b", "b"), 5)


@pytest.mark.parametrize(
    ("fund", "cents"),
    [
        pytest.param(4, {"a": [1], "b": [1, 1], "c": [1]}, id="no cent is left over"),
        pytest.param(5, {"a": [2], "b": [1, 1], "c": [1]}, id="neither gets one"),
        pytest.param(7, {"a": [2], "b": [2, 2], "c": [1]}, id="both get one"),
    ],
)
def test_keys_that_repeat_are_no_matter_where_no_cent_is_between_them(fund, cents):
    found = apportion(engine(), _repeating("a", "b", "b", "c"), fund)
    shares: dict[str, list[int]] = {}
    for row in found.table.to_pyarrow().to_pylist():
        shares.setdefault(row["key"], []).append(row["cents"])
    assert shares == cents


# -- what is always so ------------------------------------------------------------------------

KEYS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=3)
WEIGHTS = st.integers(1, 62).flatmap(lambda bits: st.integers(0, 2**bits))
DIVISIONS = st.tuples(
    st.integers(0, 56).flatmap(lambda bits: st.integers(0, 2**bits)),
    st.dictionaries(KEYS, WEIGHTS, min_size=1, max_size=30).filter(lambda w: any(w.values())),
)


@settings(max_examples=examples(100))
@given(DIVISIONS)
@example((10**17, {"a": 2**63 - 1, "b": 2**63 - 1, "c": 2**63 - 1}))
@example((5, dict.fromkeys("gfedcba", 1)))
@example((1, {"a": 1}))
def test_shares_are_those_of_a_list_sorted_by_remainder_and_key(division):
    fund, weights = division
    shares = _apportioned(fund, weights)
    assert shares == largest_remainder(fund, weights)
    whole = sum(weights.values())
    assert sum(shares.values()) == fund
    assert all(
        fund * weights[k] // whole <= shares[k] <= -(-fund * weights[k] // whole) for k in weights
    )
    by_weight = sorted((weights[key], shares[key]) for key in weights)
    assert all(low <= high for (small, low), (large, high) in pairwise(by_weight) if small < large)


@settings(max_examples=examples(30))
@given(DIVISIONS, st.sampled_from(["down", "half_up"]))
def test_rules_for_one_share_look_at_that_share_alone(division, rule):
    fund, weights = division
    whole = sum(weights.values())
    up = whole if rule == "half_up" else 0
    expected = {key: (2 * fund * w + up) // (2 * whole) for key, w in weights.items()}
    assert _apportioned(fund, weights, rule) == expected


@settings(max_examples=examples(30))
@given(DIVISIONS, st.randoms(use_true_random=False))
def test_the_order_of_claims_changes_nobodys_share(division, random):
    fund, weights = division
    shuffled = list(weights.items())
    random.shuffle(shuffled)
    assert _apportioned(fund, dict(shuffled)) == _apportioned(fund, weights)


# -- many claims ------------------------------------------------------------------------------

MANY = 40_000


def _many(weight, many=MANY):
    """So many claims, their keys in no order, each weighed by its number."""
    numbers = [(number * 7919) % many for number in range(many)]
    return {f"C{number:07d}": weight(number) for number in numbers}


@pytest.mark.parametrize(
    ("fund", "weight"),
    [
        pytest.param(12_345_678, lambda _: 1, id="all remainders equal"),
        pytest.param(12_345_678, lambda n: n % 3, id="two remainders, and weights of zero"),
        pytest.param(12_345_678, lambda n: n * n % 99_991, id="many remainders"),
        pytest.param(98_765_432_101, lambda n: n * 10**9, id="products of 78 bits, digit by digit"),
        pytest.param(98_765_432_101, lambda n: n * 10**12 + 1, id="products at full width"),
    ],
)
def test_many_claims_share_alike_whatever_the_threads_and_row_groups(fund, weight, tmp_path):
    weights = _many(weight)
    expected = largest_remainder(fund, weights)
    arrow = pa.table({"key": list(weights), "weight": pa.array(weights.values(), pa.int64())})
    for threads, rows_in_group in ((1, MANY), (2, MANY), (2, 10_000)):
        connection = engine(threads)
        path = tmp_path / f"{threads}-{rows_in_group}.parquet"
        pq.write_table(arrow, path, row_group_size=rows_in_group)
        found = apportion(connection, connection.read_parquet(path), fund)
        assert column(found.table) == expected


def test_equal_remainders_by_the_hundred_thousand_are_told_apart_by_key():
    weights = _many(lambda _: 1, many=200_000)
    found = apportion(engine(2), weighted(weights, threads=2), 12_345_678)
    extra = {key for key, cents in column(found.table).items() if cents == 62}
    assert extra == {f"C{number:07d}" for number in range(12_345_678 - 61 * 200_000)}
