"""Class lists and claims for linkage, a few rows each."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from claims.matching.linkage.claim_linkage import decide_claims
from claims.matching.linkage.class_list_index import (
    build_index,
    create_claims_table,
    open_index,
)
from claims.matching.linkage.comparable_particulars import INPUT_COLUMNS
from claims.matching.linkage.linkage_decision import LinkageDecision
from claims.matching.linkage.linkage_model import LinkageModel, untrained_model

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
    build_index([folder / "accounts.parquet"], folder / "list.duckdb")
    with open_index(folder / "list.duckdb") as connection:
        yield connection


def file_claims(connection: duckdb.DuckDBPyConnection, people: Sequence[Person]) -> None:
    """A table `claims` of these people's claims, numbered from 1."""
    schema = pa.schema(
        [("claim", pa.int64()), *((column, pa.string()) for column in INPUT_COLUMNS)]
    )
    rows = [{"claim": place, **person} for place, person in enumerate(people, 1)]
    connection.register("filed", pa.Table.from_pylist(rows, schema=schema))
    create_claims_table(connection, "filed", "claims")


def decided(
    connection: duckdb.DuckDBPyConnection, claim: Person, model: LinkageModel | None = None
) -> LinkageDecision:
    """What linkage says of one claim."""
    file_claims(connection, [claim])
    return decide_claims(connection, "filed", model or untrained_model())[1]


def decide_all(
    connection: duckdb.DuckDBPyConnection, people: Sequence[Person]
) -> list[LinkageDecision]:
    """What linkage says of each of these people's claims, in their order."""
    file_claims(connection, people)
    decisions = decide_claims(connection, "filed", untrained_model())
    return [decisions[claim] for claim in range(1, len(people) + 1)]
