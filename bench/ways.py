"""Three ways to apportion the table `claims`. Each leaves a table of `key` and `cents`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from claims.calculator.allocation.apportionment import apportion

_BY_HAND = Path(__file__).with_name("by_hand.sql")


def apportion_by_classfund(connection: Any, fund_cents: int) -> str:
    """The product's own, from the table of claims to the table of shares."""
    found = apportion(connection, connection.table("claims"), fund_cents)
    connection.raw_sql("DROP TABLE IF EXISTS shares_of_ours")
    connection.create_table("shares_of_ours", found.table.select("key", "cents"), temp=True)
    return "shares_of_ours"


def apportion_by_hand(connection: Any, fund_cents: int, wide: str = "HUGEINT") -> str:
    """The query of `by_hand.sql`, with products held in the type given."""
    connection.raw_sql("SET VARIABLE fund = $fund", parameters={"fund": fund_cents})
    connection.raw_sql(_BY_HAND.read_text(encoding="utf-8").replace("WIDE", wide))
    return "shares_by_hand"


def apportion_in_python(keys: Sequence[str], weights: Sequence[int], fund_cents: int) -> list[int]:
    """Cents in the order of the claims, by lists and one sort, with nothing to install."""
    whole = sum(weights)
    products = [weight * fund_cents for weight in weights]
    shares = [product // whole for product in products]
    left_over = fund_cents - sum(shares)
    order = sorted(range(len(keys)), key=lambda i: (-(products[i] % whole), keys[i]))
    for i in order[:left_over]:
        shares[i] += 1
    return shares


def count_differences(connection: Any, one: str, other: str) -> int:
    """How many rows of two tables of shares are not in both; 0 if they are the same."""
    left, right = connection.table(one), connection.table(other)
    both = left.inner_join(right, ["key", "cents"]).count().to_pyarrow().as_py()
    return int(left.count().to_pyarrow().as_py() + right.count().to_pyarrow().as_py() - 2 * both)
