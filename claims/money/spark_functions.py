"""What the exact operations of `division` are in Spark: SQL functions over DECIMAL(38, 0).

It holds whole numbers below 10^38, which is less than DuckDB's 2^127 - 1: what lies between is an
error here. Spark's own `div` returns a BIGINT, and wraps around without a word where the quotient
is larger; its `/` keeps 32 digits before the point and refuses more. So a quotient is the exact
division by `/` of what `%` leaves, in two steps where a small divisor makes it too large for one.

Nothing here imports pyspark, which is not installed where nobody uses Spark.
"""

import sys
from typing import Any

from ibis.backends import BaseBackend

from claims.money.duckdb_macros import ErrorTypes
from claims.money.widths import EXACT

_TYPE = EXACT.upper()
_STEP = 10**19
_SMALL_DIVISOR = 10**6
# Below _SMALL a quotient may have more than 32 digits: n is then divided in two limbs. Neither a
# limb's quotient nor the rest carried on has more than 25.
_HIGH_LIMB = f"CAST((n - n % {_STEP}) / {_STEP} AS {_TYPE})"
_QUOTIENT = (
    f"CASE WHEN d < {_SMALL_DIVISOR} THEN "
    f"CAST(({_HIGH_LIMB} - {_HIGH_LIMB} % d) / d AS {_TYPE}) * {_STEP} + "
    f"CAST((({_HIGH_LIMB} % d) * {_STEP} + n % {_STEP} - n % d) / d AS {_TYPE}) "
    f"ELSE CAST((n - n % d) / d AS {_TYPE}) END"
)
_CHECKED_DIVISION = (
    "CASE WHEN n < 0 THEN raise_error('a negative number was divided') "
    "WHEN d <= 0 THEN raise_error('the divisor is not above zero') ELSE {result} END"
)
_OPERANDS = f"n {_TYPE}, d {_TYPE}"
FUNCTIONS = (
    f"exact_whole(n {_TYPE}) RETURNS {_TYPE} RETURN n",
    f"exact_product(n {_TYPE}, m {_TYPE}) RETURNS {_TYPE} RETURN n * m",
    f"exact_quotient({_OPERANDS}) RETURNS {_TYPE} RETURN "
    + _CHECKED_DIVISION.format(result=_QUOTIENT),
    f"exact_remainder({_OPERANDS}) RETURNS {_TYPE} RETURN "
    + _CHECKED_DIVISION.format(result="n % d"),
    "narrow_quotient(n BIGINT, d BIGINT) RETURNS BIGINT RETURN n div d",
    "narrow_remainder(n BIGINT, d BIGINT) RETURNS BIGINT RETURN n % d",
    f"narrow_shifted(n {_TYPE}, bits INT) RETURNS BIGINT RETURN "
    "CASE WHEN bits BETWEEN 0 AND 62 THEN CAST(exact_quotient(n, shiftleft(1L, bits)) AS BIGINT) "
    "ELSE raise_error('a number was shifted by more than 62 bits') END",
    # Spark sums BIGINT into BIGINT, and its sum of decimals refuses what it cannot hold.
    f"summed_narrow(n {_TYPE}) RETURNS {_TYPE} RETURN n",
    f"summed_high(n {_TYPE}) RETURNS {_TYPE} RETURN n",
    f"summed_low(n {_TYPE}) RETURNS {_TYPE} RETURN CAST(0 AS {_TYPE})",
    f"sum_of(high {_TYPE}, low {_TYPE}) RETURNS {_TYPE} RETURN COALESCE(high, 0)",
)
"""What `install` creates."""

_RANGE_ERROR_NAMES = ("ArithmeticException", "NumberFormatException")
_FUNCTION_ERROR_NAMES = ("SparkRuntimeException",)


def install_functions(connection: BaseBackend) -> None:
    """Make the exact operations known to a session; may be repeated.

    Turns ANSI mode on: without it Spark takes what leaves the range for NULL.
    """
    connection.raw_sql("SET spark.sql.ansi.enabled = true")
    for function in FUNCTIONS:
        connection.raw_sql(f"CREATE OR REPLACE TEMPORARY FUNCTION {function}")


def range_errors() -> ErrorTypes:
    """What Spark raises about a number that it cannot hold; nothing where Spark is not loaded."""
    return _error_types(_RANGE_ERROR_NAMES)


def function_errors() -> ErrorTypes:
    """What the functions above raise by themselves."""
    return _error_types(_FUNCTION_ERROR_NAMES)


def _error_types(names: tuple[str, ...]) -> ErrorTypes:
    errors: Any = sys.modules.get("pyspark.errors")
    return tuple(getattr(errors, name) for name in names) if errors else ()
