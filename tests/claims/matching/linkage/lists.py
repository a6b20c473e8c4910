"""Class lists and claims for linkage, a few rows each."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from claims.matching.linkage.deciding import LinkageDecision
from claims.matching.linkage.finding import decide_filed
from claims.matching.linkage.index import build, open_index, put_claims
from claims.matching.linkage.model import LinkageModel, untrained
from claims.matching.linkage.particulars import GIVEN_COLUMNS

IN_THE_RECORDS = (
    *("account_id", "first_name", "last_name", "street", "city", "state", "postal_code"),
    *("country", "extra"),
)
Person = Mapping[str, str]

JANE = {
    "first_name": "Jane",
    "last_name": "Okafor",
    "street": "12 Linden Street",
    "city": "Oakland",
    "state": "CA",
    "postal_code": "94610",
}
"""One person, whose names few others bear."""


def strangers(many: int) -> list[Person]:
    """Accounts of people who share nothing with anybody, so that a list is not tiny."""
    return [
        {
            "first_name": f"{'bcdfghjklm'[n % 10]}o{'npqrstvwxz'[n // 10 % 10]}an",
            "last_name": f"{'npqrstvwxz'[n % 10]}e{'bcdfghjklm'[n // 100]}ow{'aeiou'[n % 5]}ck",
            "street": f"{100 + n} Mill Road",
            "city": "Tampa",
            "state": "FL",
            "postal_code": f"336{n % 90 + 10}",
        }
        for n in range(many)
    ]


@contextmanager
def class_list(folder: Path, people: Sequence[Person]) -> Iterator[duckdb.DuckDBPyConnection]:
    """An index of these accounts, open; those without `account_id` are A1, A2, …"""
    rows = [
        {"account_id": f"A{place}", "country": "US", **person}
        for place, person in enumerate(people, 1)
    ]
    schema = pa.schema([(column, pa.string()) for column in IN_THE_RECORDS])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / "accounts.parquet")
    build([folder / "accounts.parquet"], folder / "list.duckdb")
    with open_index(folder / "list.duckdb") as connection:
        yield connection


def file_claims(connection: duckdb.DuckDBPyConnection, people: Sequence[Person]) -> None:
    """A table `claims` of these people's claims, numbered from 1."""
    schema = pa.schema(
        [("claim", pa.int64()), *((column, pa.string()) for column in GIVEN_COLUMNS)]
    )
    rows = [{"claim": place, **person} for place, person in enumerate(people, 1)]
    connection.register("filed", pa.Table.from_pylist(rows, schema=schema))
    put_claims(connection, "filed", "claims")


def decided(
    connection: duckdb.DuckDBPyConnection, claim: Person, model: LinkageModel | None = None
) -> LinkageDecision:
    """What linkage says of one claim."""
    file_claims(connection, [claim])
    return decide_filed(connection, "filed", model or untrained())[1]


def decide_all(
    connection: duckdb.DuckDBPyConnection, people: Sequence[Person]
) -> list[LinkageDecision]:
    """What linkage says of each of these people's claims, in their order."""
    file_claims(connection, people)
    decisions = decide_filed(connection, "filed", untrained())
    return [decisions[claim] for claim in range(1, len(people) + 1)]
