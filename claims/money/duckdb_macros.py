"""What the exact operations of `division` are in DuckDB: macros over HUGEINT, which has no name in
Ibis. They hold whole numbers up to 2^127 - 1.
"""

import duckdb

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
    # A sum of BIGINT is a HUGEINT by itself.
    "summed_narrow(n) AS n",
    # DuckDB's sum of HUGEINT wraps around without a word, so the halves are summed apart and put
    # together by operators that do check.
    "summed_high(n) AS CAST(n AS HUGEINT) >> 62",
    f"summed_low(n) AS CAST(n AS HUGEINT) & {_LIMB - 1}::HUGEINT",
    f"sum_of(high, low) AS COALESCE(high, 0) * {_LIMB}::HUGEINT + COALESCE(low, 0)",
)
"""What `install` creates."""

ErrorTypes = tuple[type[BaseException], ...]

RANGE_ERRORS: ErrorTypes = (duckdb.OutOfRangeException, duckdb.ConversionException)
"""What DuckDB raises about a number that it cannot hold."""

MACRO_ERRORS: ErrorTypes = (duckdb.InvalidInputException,)
"""What the macros raise by themselves."""


def install_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the exact operations known to a connection; may be repeated."""
    for macro in MACROS:
        connection.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")
