"""How wide the numbers of money are in an engine. Amounts are whole cents, in 64 bits each.

Sums and products of them are exact decimals: a class of millions times a large sum leaves BIGINT,
which DuckDB widens and Spark lets wrap around.
"""

EXACT_DIGITS = 38
"""The digits that an exact number may have on every engine."""
EXACT = f"decimal({EXACT_DIGITS}, 0)"
"""The type of exact whole numbers, as Ibis names it; what Ibis takes DuckDB's HUGEINT for."""
