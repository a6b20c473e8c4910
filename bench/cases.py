"""The claims that are divided: so many rows, always the same ones."""

from dataclasses import dataclass
from typing import Any

import ibis

FUND_CENTS = 12_345_678_901


@dataclass(frozen=True)
class Case:
    """Weights from `least` to `most`, mixed."""

    key: str
    label: str
    least: int
    most: int
    fund_cents: int = FUND_CENTS

    @property
    def fits_64_bits(self) -> bool:
        """Whether every weight times the fund does."""
        return self.most * self.fund_cents < 2**63


CASES = (
    Case("points", "points, 1 to 100,000", 1, 100_000),
    Case("equal", "equal shares", 1, 1),
    Case("purchases", "purchases, to $1,000,000,000.00", 1, 10**11),
)


def claims_connection(case: Case, rows: int, threads: int) -> Any:
    """An engine in memory whose table `claims` has so many rows of `key` and `weight`."""
    connection = ibis.duckdb.connect(threads=threads)
    spread = case.most - case.least + 1
    connection.raw_sql(
        "CREATE TABLE claims AS "
        "SELECT printf('C%09d', (i * 7919) % $rows) AS key, "
        "($least + hash(i) % $spread)::BIGINT AS weight FROM range($rows) numbers(i)",
        parameters={"rows": rows, "least": case.least, "spread": spread},
    )
    return connection
