"""The class list made ready: what is looked up by its place is there."""

from pathlib import Path

import duckdb

from claims.matching.linkage.class_list_index import (
    build_index,
    create_candidates_table,
    open_index,
)
from tests.claims.matching.linkage.lists import IN_THE_RECORDS

MANY = 123_000
"""More than DuckDB keeps in one group of rows, which is 122,880."""


def test_a_person_is_found_by_their_place_whatever_the_order_of_the_records(tmp_path: Path):
    columns = ", ".join(
        f"NULL::VARCHAR AS {column}" for column in IN_THE_RECORDS if column != "account_id"
    )
    accounts = tmp_path / "accounts.parquet"
    numbers = duckdb.sql(f"FROM range({MANY}) AS t(n) ORDER BY hash(n)")
    numbers.project(f"'A ' || n AS account_id, {columns}").write_parquet(str(accounts))
    build_index([accounts], tmp_path / "list.duckdb")

    with open_index(tmp_path / "list.duckdb") as connection:
        connection.execute(f"CREATE TEMP TABLE pairs AS SELECT unnest([1, 77_777, {MANY}]) person")
        create_candidates_table(connection, "pairs", "near")
        near = connection.execute("SELECT person FROM near ORDER BY person").fetchall()
        out_of_place = connection.execute(
            "SELECT count(*) FROM list.people WHERE rowid <> person - 1"
        ).fetchall()

    assert near == [(1,), (77_777,), (MANY,)]
    assert out_of_place == [(0,)]
