from functools import cache

import ibis
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.money.exact_arithmetic import install_arithmetic
from claims.money.proportion import Proportion


@cache
def _engine():
    connection = ibis.duckdb.connect(threads=1)
    install_arithmetic(connection)
    return connection


def _found(proportion, weights):
    table = ibis.memtable(pa.table({"w": pa.array(weights, pa.int64())}))
    both = table.select(
        quotient=proportion.quotient(table["w"]), remainder=proportion.remainder(table["w"])
    )
    rows = _engine().to_pyarrow(both).to_pylist()
    return [(int(row["quotient"]), int(row["remainder"])) for row in rows]


cents = st.one_of(st.integers(0, 10**17), st.integers(0, 56).map(lambda bits: 2**bits - 1))
divisors = st.integers(0, 70).flatmap(lambda bits: st.integers(2**bits, 2 ** (bits + 1)))
weights = st.integers(0, 62).flatmap(
    lambda bits: st.lists(st.integers(0, 2 ** (bits + 1) - 1), min_size=1, max_size=20)
)


@given(cents, divisors, weights)
@example(0, 1, [0])
@example(10**17, 1, [0, 1])
@example(10**17, 2**50 + 1, [0, 1, 2**50, 2**50 + 1])
@example(10**17, 2**55 - 1, [2**55 - 1, 2**54])
@example(2**34 - 1, 2**59 + 1, [2**37, 2**37 - 1, 1])
@example(10**17, 2**63 - 1, [2**63 - 1])
@example(10**17, 2**63, [2**63 - 1])
@example(10**17, 1, [2**63 - 1])
def test_a_sum_is_divided_as_python_does(cents, divisor, weights):
    found = _found(Proportion(cents, divisor, max(weights)), weights)
    assert found == [divmod(weight * cents, divisor) for weight in weights]


@pytest.mark.parametrize(
    ("cents", "divisor", "most_weight", "width"),
    [
        pytest.param(7, 2**62, 2**60, "narrow", id="the product fits 63 bits"),
        pytest.param(8, 2**62 - 1, 2**60, "leading", id="the product has one bit too many"),
        pytest.param(8, 2**62, 2**60, "full", id="the divisor has one bit too many"),
        pytest.param(1, 2**63, 1, "full", id="the divisor alone does not fit"),
        pytest.param(2**34, 2**59, 2**37, "leading", id="large purchases of very many"),
        pytest.param(2**34, 2**50, 2**48, "full", id="one claim has a quarter of the fund"),
        pytest.param(2**34, 2**50, 2**46, "leading", id="one claim has a sixteenth of it"),
        pytest.param(2**56, 1, 2**7, "full", id="the quotient has one bit too many"),
    ],
)
def test_numbers_of_64_bits_are_used_where_they_are_enough(cents, divisor, most_weight, width):
    proportion = Proportion(cents, divisor, most_weight)
    assert proportion.width == width
    weight = ibis.table({"w": "int64"}, name="t")["w"]
    for value in (proportion.quotient(weight), proportion.remainder(weight), proportion.number(1)):
        assert value.type().is_integer() is (width != "full")


@pytest.mark.parametrize("cents", [2**34 - 1, 2**34, 10**10 + 7])
@pytest.mark.parametrize("divisor", [2**52 - 1, 2**52, 2**52 + 1, 3 * 10**15 + 1, 2**62 - 1])
def test_quotients_by_leading_bits_are_exact_beside_each_whole_number(cents, divisor):
    proportion = Proportion(cents, divisor, 2**46)
    assert proportion.width == "leading"
    steps = [place * divisor // cents for place in range(0, 2**46 * cents // divisor, 997)][:3000]
    near = [step + beside for step in steps for beside in (-1, 0, 1, 2) if step + beside >= 0]
    weights = [weight for weight in near if weight <= 2**46] + [2**46]
    assert _found(proportion, weights) == [divmod(weight * cents, divisor) for weight in weights]
