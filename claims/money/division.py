"""Exact arithmetic on columns of whole numbers beyond BIGINT: the one place where tables divide.

Ibis' `//`, and DuckDB's own on DECIMAL, go through a float, which loses a cent at 2^53. DuckDB's
HUGEINT is exact but has no name in Ibis, so each operation here is a macro that casts to it first.
Values are whole numbers from zero to 2^127 - 1; what leaves that range is an error when the query
runs, never a wrong number. NULL in, NULL out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from claims.money.rounding import AmountRule, CannotCalculate

MOST = 2**127 - 1
"""The largest whole number that the engine holds."""

WHOLE = dt.Decimal(38, 0)
"""What Ibis takes a HUGEINT for."""

_MOST_LITERAL = 10**38

# The first way of `quotient` and `remainder` is thirty times faster, because DuckDB divides 64 bits
# in hardware and 128 bits bit by bit. It is taken where both sides fit; COALESCE evaluates the
# second only for the rows that the first leaves NULL.
_DIVISION = (
    "COALESCE(TRY_CAST({n} AS UBIGINT) {operator} NULLIF(TRY_CAST({d} AS UBIGINT), 0), "
    "CASE WHEN CAST({n} AS HUGEINT) < 0 THEN error('a negative number was divided') "
    "WHEN CAST({d} AS HUGEINT) <= 0 THEN error('the divisor is not above zero') "
    "ELSE CAST({n} AS HUGEINT) {operator} CAST({d} AS HUGEINT) END)"
)
_LIMB = 2**62
MACROS = (
    "exact_whole(n) AS CAST(n AS HUGEINT)",
    "exact_product(n, m) AS CAST(n AS HUGEINT) * CAST(m AS HUGEINT)",
    "narrow_shifted(n, bits) AS CAST(CAST(n AS HUGEINT) >> CAST(bits AS HUGEINT) AS BIGINT)",
    "narrow_quotient(n, d) AS CAST(n AS BIGINT) // CAST(d AS BIGINT)",
    "narrow_remainder(n, d) AS CAST(n AS BIGINT) % CAST(d AS BIGINT)",
    "exact_quotient(n, d) AS " + _DIVISION.format(n="n", d="d", operator="//"),
    "exact_remainder(n, d) AS " + _DIVISION.format(n="n", d="d", operator="%"),
    # DuckDB's sum of HUGEINT wraps around without a word, so the halves are summed apart and put
    # together by operators that do check.
    f"exact_total(n) AS COALESCE(sum(CAST(n AS HUGEINT) >> 62), 0) * {_LIMB}::HUGEINT "
    f"+ COALESCE(sum(CAST(n AS HUGEINT) & {_LIMB - 1}::HUGEINT), 0)",
)
"""What the exact operations are in DuckDB."""


def install(connection: BaseBackend) -> None:
    """Make the exact operations known to a DuckDB connection of Ibis; may be repeated."""
    install_on(connection.con)


def install_on(connection: duckdb.DuckDBPyConnection) -> None:
    """The same for a connection that runs SQL made elsewhere."""
    for macro in MACROS:
        connection.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")


@contextmanager
def exact_or_refused(what: str) -> Iterator[None]:
    """Turn the engine's complaint about a number out of range into CannotCalculate.

    `what` names the figures, to begin the sentence: "The shares of pool basic".
    """
    try:
        yield
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        raise CannotCalculate(
            f"{what} need numbers of more than 38 digits, which the engine cannot hold exactly. "
            "Use smaller weights or fewer decimals in rates."
        ) from error
    except duckdb.InvalidInputException as error:
        raise CannotCalculate(f"{what} cannot be calculated: {error}") from error


def whole(value: ir.NumericValue | int) -> ir.DecimalColumn:
    """The value as a number of 128 bits. For Python's integers too, however large."""
    return _whole(_operand(value))


def product(left: ir.NumericValue | int, right: ir.NumericValue | int) -> ir.DecimalColumn:
    """left * right."""
    return _product(_operand(left), _operand(right))


def quotient(dividend: ir.NumericValue | int, divisor: ir.NumericValue | int) -> ir.DecimalColumn:
    """dividend // divisor, for a dividend of zero or more and a divisor above zero."""
    return _quotient(_operand(dividend), _operand(divisor))


def remainder(dividend: ir.NumericValue | int, divisor: ir.NumericValue | int) -> ir.DecimalColumn:
    """dividend % divisor, for a dividend of zero or more and a divisor above zero."""
    return _remainder(_operand(dividend), _operand(divisor))


def rounded(
    numerator: ir.NumericValue | int, denominator: ir.NumericValue | int, rule: AmountRule
) -> ir.DecimalColumn:
    """numerator / denominator in whole units by the rule, as `claims.money.rounded`."""
    cut = quotient(numerator, denominator)
    if rule == "down":
        return cut
    rest = remainder(numerator, denominator)
    # Not 2 * rest, which could leave the range.
    return whole(cut + (rest >= whole(denominator) - rest).cast("int8"))


def total(column: ir.NumericColumn) -> ir.DecimalScalar:
    """The sum of a column of zero or more, 0 of no rows; Ibis' own leaves BIGINT or wraps."""
    if column.type().is_integer():
        return whole(_sum(column).fill_null(0))
    return _total(column)


def _operand(value: ir.NumericValue | int) -> ir.NumericValue:
    if not isinstance(value, int):
        return value
    if abs(value) > MOST:
        raise CannotCalculate(f"{value} has more digits than the engine can hold exactly.")
    if abs(value) < 2**63:
        return ibis.literal(value, "int64")
    if abs(value) < _MOST_LITERAL:
        return ibis.literal(value, WHOLE)
    return _whole(ibis.literal(str(value)))


# Ibis needs functions to name; the macros above are what runs.


@ibis.udf.scalar.builtin(name="narrow_shifted", signature=((None, None), dt.int64))
def shifted(number: Any, bits: Any) -> Any:
    """The number without its last bits, as BIGINT; an error where it does not fit."""


@ibis.udf.scalar.builtin(name="narrow_quotient", signature=((None, None), dt.int64))
def narrow_quotient(dividend: Any, divisor: Any) -> Any:
    """dividend // divisor where both are known to fit BIGINT and the signs to be right."""


@ibis.udf.scalar.builtin(name="narrow_remainder", signature=((None, None), dt.int64))
def narrow_remainder(dividend: Any, divisor: Any) -> Any:
    """dividend % divisor where both are known to fit BIGINT and the signs to be right."""


@ibis.udf.scalar.builtin(name="exact_whole", signature=((None,), WHOLE))
def _whole(value: Any) -> Any: ...


@ibis.udf.scalar.builtin(name="exact_product", signature=((None, None), WHOLE))
def _product(left: Any, right: Any) -> Any: ...


@ibis.udf.scalar.builtin(name="exact_quotient", signature=((None, None), WHOLE))
def _quotient(dividend: Any, divisor: Any) -> Any: ...


@ibis.udf.scalar.builtin(name="exact_remainder", signature=((None, None), WHOLE))
def _remainder(dividend: Any, divisor: Any) -> Any: ...


@ibis.udf.agg.builtin(name="exact_total", signature=((None,), WHOLE))
def _total(column: Any) -> Any: ...


@ibis.udf.agg.builtin(name="sum", signature=((None,), WHOLE))
def _sum(column: Any) -> Any: ...
