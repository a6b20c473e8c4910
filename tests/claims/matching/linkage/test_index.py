"""The class list made ready: what is looked up by its place is there."""

from pathlib import Path

import duckdb
import pytest

from claims.matching.linkage.index import build, open_index, put_near
from tests.claims.matching.linkage.lists import IN_THE_RECORDS

MANY = 130_000
"""More than DuckDB keeps in one group of rows."""


@pytest.mark.timeout(600)
def test_a_person_is_found_by_their_place_whatever_the_order_of_the_records(tmp_path: Path):
    columns = ", ".join(
        f"'{column} ' || n AS {column}" for column in IN_THE_RECORDS if column != "extra"
    )
    accounts = tmp_path / "accounts.parquet"
    numbers = duckdb.sql(f"FROM range({MANY}) AS t(n) ORDER BY hash(n)")
    numbers.project(f"{columns}, NULL::VARCHAR AS extra").write_parquet(
        str(tmp_path / "accounts.parquet")
    )
    build([accounts], tmp_path / "list.duckdb")

    with open_index(tmp_path / "list.duckdb") as connection:
        connection.execute("CREATE TEMP TABLE pairs AS SELECT unnest([1, 77_777, 130_000]) person")
        put_near(connection, "pairs", "near")
        near = connection.execute("SELECT person FROM near ORDER BY person").fetchall()
        out_of_place = connection.execute(
            "SELECT count(*) FROM list.people WHERE rowid <> person - 1"
        ).fetchall()

    assert near == [(1,), (77_777,), (MANY,)]
    assert out_of_place == [(0,)]
