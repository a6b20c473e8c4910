from functools import cache

import ibis
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.money.division import install
from claims.money.proportion import Proportion


@cache
def _engine():
    connection = ibis.duckdb.connect(threads=1)
    install(connection)
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
@example(10**17, 2**63 - 1, [2**63 - 1])
@example(10**17, 2**63, [2**63 - 1])
@example(10**17, 1, [2**63 - 1])
def test_a_sum_is_divided_as_python_does(cents, divisor, weights):
    found = _found(Proportion(cents, divisor, max(weights)), weights)
    assert found == [divmod(weight * cents, divisor) for weight in weights]


@pytest.mark.parametrize(
    ("cents", "divisor", "most_weight", "is_narrow"),
    [
        pytest.param(7, 2**62, 2**60, True, id="the product fits 63 bits"),
        pytest.param(2**40, 2**45, 2**45, True, id="digits of 17 bits"),
        pytest.param(2**40, 2**54, 2**54, True, id="digits of 8 bits"),
        pytest.param(2**40, 2**55, 2**55, False, id="digits of 7 bits would be too many"),
        pytest.param(8, 2**60, 2**60, False, id="the product has one bit too many"),
        pytest.param(2**56, 1, 2**7, False, id="the quotient has one bit too many"),
        pytest.param(1, 2**63, 1, False, id="the divisor has one bit too many"),
    ],
)
def test_numbers_of_64_bits_are_used_where_each_step_fits(cents, divisor, most_weight, is_narrow):
    proportion = Proportion(cents, divisor, most_weight)
    weight = ibis.table({"w": "int64"}, name="t")["w"]
    assert proportion.quotient(weight).type().is_integer() is is_narrow
    assert proportion.remainder(weight).type().is_integer() is is_narrow
    assert proportion.number(1).type().is_integer() is is_narrow
    largest = [most_weight - 1, most_weight]
    assert _found(proportion, largest) == [divmod(w * cents, divisor) for w in largest]
