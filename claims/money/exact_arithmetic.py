"""Exact arithmetic on columns of whole numbers beyond BIGINT: the one place where tables divide.

Ibis' `//`, and the engines' own on DECIMAL, go through a float or wrap around. So each operation
here is a function of the engine, by a name that Ibis calls: `macros` says what it is in DuckDB and
`spark` in Spark. Values are whole numbers from zero to 2^127 - 1, in Spark below 10^38; what leaves
that range is an error when the query runs, never a wrong number. NULL in, NULL out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
from ibis.backends import BaseBackend
from ibis.backends.duckdb import Backend as DuckDB

from claims.money import duckdb_macros, spark_functions
from claims.money.rounding import AmountRule, CannotCalculate
from claims.money.widths import EXACT, EXACT_DIGITS

MOST = 2**127 - 1
"""The largest whole number that an engine holds; Spark's is 10^38 - 1."""

EXACT_INTEGER_TYPE = dt.dtype(EXACT)
"""The type of exact numbers."""

_LITERAL_LIMIT = 10**EXACT_DIGITS


def install_arithmetic(connection: BaseBackend) -> None:
    """Make the exact operations known to a connection of Ibis; may be repeated.

    Raises NotImplementedError for an engine other than DuckDB and Spark.
    """
    if isinstance(connection, DuckDB):
        duckdb_macros.install_macros(connection.con)
    elif connection.name == "pyspark":
        spark_functions.install_functions(connection)
    else:
        raise NotImplementedError(f"There is no exact arithmetic for {connection.name}.")


@contextmanager
def refuse_overflow(what: str) -> Iterator[None]:
    """Turn the engine's complaint about a number out of range into CannotCalculate.

    `what` names the figures, to begin the sentence: "The shares of pool basic".
    """
    try:
        yield
    except duckdb_macros.RANGE_ERRORS + spark_functions.range_errors() as error:
        raise CannotCalculate(
            f"{what} need numbers of more than 38 digits, which the engine cannot hold exactly. "
            "Use smaller weights or fewer decimals in rates."
        ) from error
    except duckdb_macros.MACRO_ERRORS + spark_functions.function_errors() as error:
        raise CannotCalculate(f"{what} cannot be calculated: {error}") from error


def exact_integer(value: ir.NumericValue | int) -> ir.DecimalColumn:
    """The value as a number of 128 bits. For Python's integers too, however large."""
    return _exact_integer(_operand(value))


def product(left: ir.NumericValue | int, right: ir.NumericValue | int) -> ir.DecimalColumn:
    """left * right."""
    return _product(_operand(left), _operand(right))


def quotient(dividend: ir.NumericValue | int, divisor: ir.NumericValue | int) -> ir.DecimalColumn:
    """dividend // divisor, for a dividend of zero or more and a divisor above zero."""
    return _quotient(_operand(dividend), _operand(divisor))


def remainder(dividend: ir.NumericValue | int, divisor: ir.NumericValue | int) -> ir.DecimalColumn:
    """dividend % divisor, for a dividend of zero or more and a divisor above zero."""
    return _remainder(_operand(dividend), _operand(divisor))


def rounded_ratio_column(
    numerator: ir.NumericValue | int, denominator: ir.NumericValue | int, rule: AmountRule
) -> ir.DecimalColumn:
    """numerator / denominator in whole units by the rule, as `claims.money.rounded_ratio`."""
    cut = quotient(numerator, denominator)
    if rule == "down":
        return cut
    rest = remainder(numerator, denominator)
    # Not 2 * rest, which could leave the range.
    return exact_integer(cut + (rest >= exact_integer(denominator) - rest).cast("int8"))


def total(column: ir.NumericColumn) -> ir.DecimalScalar:
    """The sum of a column of zero or more, 0 of no rows; Ibis' own leaves BIGINT or wraps."""
    if column.type().is_integer():
        return exact_integer(_sum(_narrow_sum(column)).fill_null(0))
    return _joined_sum(_sum(_high_sum(column)), _sum(_low_sum(column)))


def total_in_range(column: ir.IntegerColumn) -> ir.IntegerScalar:
    """The sum of a column of BIGINT that fits BIGINT itself, and an error where it does not; NULL
    of no rows. Needs nothing installed, and no cast from a decimal, which DuckDB is slow at."""
    return _sum(column).cast("int64")


def _operand(value: ir.NumericValue | int) -> ir.NumericValue:
    if not isinstance(value, int):
        return value
    if abs(value) > MOST:
        raise CannotCalculate(f"{value} has more digits than the engine can hold exactly.")
    if abs(value) < 2**63:
        return ibis.literal(value, "int64")
    if abs(value) < _LITERAL_LIMIT:
        return ibis.literal(value, EXACT_INTEGER_TYPE)
    return _exact_integer(ibis.literal(str(value)))


# Ibis needs functions to name; what each engine has by these names is what runs.


@ibis.udf.scalar.builtin(name="narrow_shifted", signature=((None, None), dt.int64))
def right_shift(number: Any, bits: Any) -> Any:
    """The number without its last bits, as BIGINT; an error where it does not fit."""


@ibis.udf.scalar.builtin(name="narrow_quotient", signature=((None, None), dt.int64))
def narrow_quotient(dividend: Any, divisor: Any) -> Any:
    """dividend // divisor where both are known to fit BIGINT and the signs to be right."""


@ibis.udf.scalar.builtin(name="narrow_remainder", signature=((None, None), dt.int64))
def narrow_remainder(dividend: Any, divisor: Any) -> Any:
    """dividend % divisor where both are known to fit BIGINT and the signs to be right."""


@ibis.udf.scalar.builtin(name="exact_whole", signature=((None,), EXACT_INTEGER_TYPE))
def _exact_integer(value: Any) -> Any: ...


@ibis.udf.scalar.builtin(name="exact_product", signature=((None, None), EXACT_INTEGER_TYPE))
def _product(left: Any, right: Any) -> Any: ...


@ibis.udf.scalar.builtin(name="exact_quotient", signature=((None, None), EXACT_INTEGER_TYPE))
def _quotient(dividend: Any, divisor: Any) -> Any: ...


@ibis.udf.scalar.builtin(name="exact_remainder", signature=((None, None), EXACT_INTEGER_TYPE))
def _remainder(dividend: Any, divisor: Any) -> Any: ...


@ibis.udf.scalar.builtin(name="summed_narrow", signature=((None,), EXACT_INTEGER_TYPE))
def _narrow_sum(column: Any) -> Any: ...


@ibis.udf.scalar.builtin(name="summed_high", signature=((None,), EXACT_INTEGER_TYPE))
def _high_sum(column: Any) -> Any: ...


@ibis.udf.scalar.builtin(name="summed_low", signature=((None,), EXACT_INTEGER_TYPE))
def _low_sum(column: Any) -> Any: ...


@ibis.udf.scalar.builtin(name="sum_of", signature=((None, None), EXACT_INTEGER_TYPE))
def _joined_sum(high: Any, low: Any) -> Any: ...


@ibis.udf.agg.builtin(name="sum", signature=((None,), EXACT_INTEGER_TYPE))
def _sum(column: Any) -> Any: ...
