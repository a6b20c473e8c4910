"""Spark divides, rounds and sums as Python does, or refuses: never a wrong number."""

from random import Random

import ibis
import pyarrow as pa
import pytest

from claims.calculator.allocation.engine_tables import rows_of
from claims.money import CannotCalculate, rounded_ratio
from claims.money import exact_arithmetic as tables
from claims.money.exact_arithmetic import refuse_overflow
from claims.money.proportion import Proportion
from tests.spark.both import Both

MOST = 10**38 - 1
"""The largest number that Spark holds."""
PLACES = (0, 2, 10**6, 10**19, 2**53, 2**63, 2**64, 10**30, 10**32, 10**37, MOST)


def _pairs() -> list[tuple[int, int]]:
    random = Random(30)
    near = [max(0, min(place + beside, MOST)) for place in PLACES for beside in (-1, 0, 1)]
    pairs = [(n, d) for n in near for d in near]
    pairs += [(random.randrange(10**a), random.randrange(10**b)) for a, b in _digits(random)]
    return [(n, d) for n, d in pairs if d > 0]


def _digits(random: Random) -> list[tuple[int, int]]:
    return [(random.randrange(1, 39), random.randrange(1, 39)) for _ in range(1000)]


def _table(both: Both, **columns):
    """A table of Spark with these numbers, exactly."""
    texts = {name: [None if v is None else str(v) for v in each] for name, each in columns.items()}
    table = both.tables(pa.table({name: pa.array(each, "string") for name, each in texts.items()}))[
        1
    ]
    return table.mutate(**{name: tables.exact_integer(table[name]) for name in columns})


def _found(table, **columns):
    with refuse_overflow("The figures"):
        return [
            {name: None if value is None else int(value) for name, value in row.items()}
            for row in rows_of(table.select(**columns))
        ]


def test_quotients_and_remainders_are_exact_to_the_last_of_38_digits(both: Both) -> None:
    pairs = _pairs()
    table = _table(both, n=[n for n, _ in pairs], d=[d for _, d in pairs])
    found = _found(
        table,
        n=table["n"],
        d=table["d"],
        quotient=tables.quotient(table["n"], table["d"]),
        remainder=tables.remainder(table["n"], table["d"]),
        down=tables.rounded_ratio_column(table["n"], table["d"], "down"),
        half_up=tables.rounded_ratio_column(table["n"], table["d"], "half_up"),
    )
    expected = [
        {
            "n": n,
            "d": d,
            "quotient": n // d,
            "remainder": n % d,
            "down": rounded_ratio(n, d, "down"),
            "half_up": rounded_ratio(n, d, "half_up"),
        }
        for n, d in pairs
    ]
    assert sorted(found, key=lambda r: (r["n"], r["d"])) == sorted(
        expected, key=lambda r: (r["n"], r["d"])
    )


def test_of_what_is_unknown_the_result_is_unknown(both: Both) -> None:
    table = _table(both, n=[None, 4, None], d=[2, None, None])
    n, d = table["n"], table["d"]
    found = _found(
        table,
        whole=tables.exact_integer(n) + d,
        product=tables.product(n, d),
        quotient=tables.quotient(n, d),
        remainder=tables.remainder(n, d),
        rounded=tables.rounded_ratio_column(n, d, "half_up"),
    )
    assert found == [dict.fromkeys(found[0])] * 3


@pytest.mark.parametrize(
    ("operation", "numbers"),
    [
        pytest.param(tables.product, (10**19, 10**19), id="a product of 39 digits"),
        pytest.param(tables.product, (MOST, MOST), id="a product of 76 digits"),
        pytest.param(
            lambda n, d: tables.exact_integer(n + d), (MOST, 1), id="one more than the largest"
        ),
        pytest.param(
            lambda n, d: tables.exact_integer(tables.MOST), (1, 1), id="what DuckDB alone holds"
        ),
        pytest.param(
            lambda n, d: tables.narrow_quotient(n, d), (2**63, 1), id="more than 63 bits as BIGINT"
        ),
        pytest.param(
            lambda n, d: tables.right_shift(n, 1), (2**64, 1), id="too large after a shift"
        ),
    ],
)
def test_a_number_out_of_range_is_refused(both: Both, operation, numbers) -> None:
    table = _table(both, n=[numbers[0]], d=[numbers[1]])
    with pytest.raises(CannotCalculate, match="The figures need numbers of more than 38 digits"):
        _found(table, found=operation(table["n"], table["d"]))


@pytest.mark.parametrize("operation", [tables.quotient, tables.remainder])
@pytest.mark.parametrize(("dividend", "divisor"), [(1, 0), (10**30, 0), (1, -1), (-1, 2)])
def test_a_division_that_no_money_needs_is_refused(
    both: Both, operation, dividend, divisor
) -> None:
    table = _table(both, n=[dividend], d=[divisor])
    with pytest.raises(CannotCalculate, match="The figures cannot be calculated"):
        _found(table, found=operation(table["n"], table["d"]))


@pytest.mark.parametrize(
    ("numbers", "type_"),
    [
        pytest.param([10**37] * 9, "decimal(38, 0)", id="nine of the largest power"),
        pytest.param([2**63 - 1] * 5, "int64", id="more than BIGINT"),
        pytest.param([2**31 - 1] * 5, "int32", id="more than INT"),
        pytest.param([], "decimal(38, 0)", id="no rows of exact numbers"),
        pytest.param([], "int64", id="no rows of BIGINT"),
        pytest.param([None, 7], "int64", id="blanks"),
    ],
)
def test_a_sum_is_exact(both: Both, numbers, type_) -> None:
    table = _table(both, n=numbers)
    summed = tables.total(table["n"].cast(type_))
    assert _found(table.aggregate(n=summed), n=ibis._["n"]) == [{"n": sum(filter(None, numbers))}]


@pytest.mark.parametrize("many", [10, 11, 1000])
def test_a_sum_out_of_range_is_refused(both: Both, many) -> None:
    table = _table(both, n=[10**37] * many)
    with pytest.raises(CannotCalculate, match="more than 38 digits"):
        _found(table.aggregate(n=tables.total(table["n"])), n=ibis._["n"])


@pytest.mark.parametrize(
    "proportion",
    [
        pytest.param(Proportion(7, 2**62, 2**60), id="narrow"),
        pytest.param(Proportion(2**34 - 1, 2**59 + 1, 2**37), id="leading"),
        pytest.param(Proportion(10**17, 2**63, 2**62), id="full"),
        pytest.param(Proportion(10**17, 3, 10**20), id="full, of quotients beyond BIGINT"),
    ],
)
def test_a_sum_is_divided_in_proportion_as_python_does(both: Both, proportion) -> None:
    random = Random(4)
    most = min(proportion.most_weight, 2**63 - 1)
    weights = [0, 1, most - 1, most, *(random.randrange(most) for _ in range(200))]
    table = _table(both, w=weights)
    weight = table["w"].cast("int64")
    found = _found(
        table,
        w=weight,
        quotient=proportion.quotient(weight),
        remainder=proportion.remainder(weight),
    )
    for row in found:
        expected = divmod(row["w"] * proportion.cents, proportion.divisor)
        assert (row["quotient"], row["remainder"]) == expected
    assert sorted(row["w"] for row in found) == sorted(weights)
