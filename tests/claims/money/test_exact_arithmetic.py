from decimal import Decimal
from functools import cache

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.money import CannotCalculate, rounded_ratio
from claims.money import exact_arithmetic as tables
from claims.money.exact_arithmetic import MOST, install_arithmetic, refuse_overflow
from tests.examples import examples

PLACES = {
    "two to the 53rd and one": 2**53 + 1,
    "two to the 63rd less one": 2**63 - 1,
    "two to the 63rd": 2**63,
    "two to the 64th less one": 2**64 - 1,
    "two to the 64th": 2**64,
    "ten to the 30th": 10**30,
    "the largest of 38 digits": 10**38 - 1,
    "just below two to the 127th": 2**127 - 2,
    "the largest": 2**127 - 1,
}
LARGE = [pytest.param(value, id=name) for name, value in PLACES.items()]


@cache
def _engine():
    connection = ibis.duckdb.connect(threads=1)
    install_arithmetic(connection)
    return connection


def _column(values):
    """The numbers as a column of 128 bits, read from text, so that no type loses any."""
    table = ibis.memtable(pa.table({"n": pa.array([v if v is None else str(v) for v in values])}))
    return tables.exact_integer(table["n"])


def _values(expression):
    """What the engine found, in the order of the rows, read as text for the same reason."""
    table = expression.cast("string").name("v").as_table()
    with refuse_overflow("The figures"):
        found = _engine().to_pyarrow(table)["v"].to_pylist()
    return [None if value is None else int(Decimal(value)) for value in found]


def _pairs(pairs):
    table = ibis.memtable(
        pa.table({name: pa.array([str(p[i]) for p in pairs]) for i, name in enumerate("nd")})
    )
    return tables.exact_integer(table["n"]), tables.exact_integer(table["d"])


@pytest.mark.parametrize("value", LARGE)
def test_a_large_number_is_divided_to_the_last_digit(value):
    column = _column([value])
    for divisor in (1, 2, 3, 7, 10**9 + 7, 2**53 + 1, 2**64, value):
        assert _values(tables.quotient(column, divisor)) == [value // divisor]
        assert _values(tables.remainder(column, divisor)) == [value % divisor]


@pytest.mark.parametrize("value", LARGE)
def test_a_large_number_is_a_divisor_to_the_last_digit(value):
    divisor = _column([value])
    for dividend in (0, 1, value - 1, value, MOST):
        assert _values(tables.quotient(dividend, divisor)) == [dividend // value]
        assert _values(tables.remainder(dividend, divisor)) == [dividend % value]


@pytest.mark.parametrize("value", LARGE)
def test_a_large_number_of_pythons_own_stays_itself(value):
    assert _values(tables.exact_integer(value)) == [value]
    assert _values(tables.total(_column([value]))) == [value]
    assert _values(tables.product(_column([value]), 1)) == [value]


numbers = st.one_of(
    st.integers(0, MOST),
    st.integers(0, 2**66),
    st.sampled_from(sorted(PLACES.values())).flatmap(
        lambda place: st.integers(place - 3, min(place + 3, MOST))
    ),
)


@settings(max_examples=examples(40))
@given(st.lists(st.tuples(numbers, numbers.filter(bool)), min_size=1, max_size=30))
def test_tables_divide_and_round_as_python_does(pairs):
    n, d = _pairs(pairs)
    assert _values(tables.quotient(n, d)) == [n // d for n, d in pairs]
    assert _values(tables.remainder(n, d)) == [n % d for n, d in pairs]
    for rule in ("down", "half_up"):
        assert _values(tables.rounded_ratio_column(n, d, rule)) == [
            rounded_ratio(n, d, rule) for n, d in pairs
        ]


@settings(max_examples=examples(40))
@given(st.lists(st.integers(0, 2**62 - 1).map(lambda n: n * 2**60), max_size=20))
def test_a_sum_is_exact_or_refused(values):
    if sum(values) > MOST:
        with pytest.raises(CannotCalculate, match="more than 38 digits"):
            _values(tables.total(_column(values)))
    else:
        assert _values(tables.total(_column(values))) == [sum(values)]


@pytest.mark.parametrize("type_", ["int8", "int32", "int64"])
def test_a_sum_of_small_numbers_leaves_their_type(type_):
    most = int(ibis.dtype(type_).bounds[1])
    column = ibis.memtable(pa.table({"n": pa.array([most] * 5, type_)}))["n"]
    assert _values(tables.total(column)) == [5 * most]


def test_a_sum_of_no_rows_is_zero():
    assert _values(tables.total(_column([]))) == [0]
    assert _values(tables.total(ibis.memtable(pa.table({"n": pa.array([], "int64")}))["n"])) == [0]


def test_a_product_of_two_amounts_is_exact_up_to_the_largest_number_and_refused_beyond():
    column = _column([2**63 - 1])
    assert _values(tables.product(column, 2**63 - 1)) == [(2**63 - 1) ** 2]
    assert _values(tables.product(_column([2**126 - 1]), 2)) == [2**127 - 2]
    with pytest.raises(CannotCalculate, match="The figures need numbers of more than 38 digits"):
        _values(tables.product(_column([2**126]), 2))


@pytest.mark.parametrize(
    "operation",
    [tables.quotient, tables.remainder, lambda n, d: tables.rounded_ratio_column(n, d, "half_up")],
)
@pytest.mark.parametrize(
    ("dividend", "divisor"),
    [
        pytest.param(1, 0, id="a divisor of zero"),
        pytest.param(2**70, 0, id="a large number by zero"),
        pytest.param(1, -1, id="a negative divisor"),
        pytest.param(2**70, -(2**70), id="a large negative divisor"),
        pytest.param(-1, 2, id="a negative number"),
        pytest.param(-(2**70), 2, id="a large negative number"),
    ],
)
def test_a_division_that_no_money_needs_is_refused(operation, dividend, divisor):
    with pytest.raises(CannotCalculate, match="The figures cannot be calculated"):
        _values(operation(*_pairs([(dividend, divisor)])))


def test_a_number_of_pythons_own_out_of_range_is_refused():
    assert _values(tables.exact_integer(-MOST)) == [-MOST]
    for value in (MOST + 1, -MOST - 1):
        with pytest.raises(CannotCalculate, match="more digits than"):
            tables.exact_integer(value)


def test_a_number_as_text_out_of_range_is_refused():
    with pytest.raises(CannotCalculate, match="more than 38 digits"):
        _values(_column([2**127]))


@pytest.mark.parametrize(
    "operation",
    [
        tables.exact_integer,
        lambda n: tables.product(n, 2),
        lambda n: tables.quotient(n, 2),
        lambda n: tables.quotient(8, n),
        lambda n: tables.remainder(n, 2),
        lambda n: tables.remainder(8, n),
        lambda n: tables.rounded_ratio_column(n, 2, "half_up"),
        lambda n: tables.rounded_ratio_column(8, n, "half_up"),
    ],
)
def test_of_what_is_unknown_the_result_is_unknown(operation):
    found = _values(operation(_column([None, 4])))
    assert found[0] is None
    assert found[1] is not None
