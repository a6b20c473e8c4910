"""The class list, made ready once for every claim that will be looked for in it.

A DuckDB file of two tables: `people`, an account a row with its particulars and how frequent its
names are, person 1 in the first row and so on, and `blocks`, which accounts share which key, in the
order of the keys. It is made from the records alone and can be made again from them; nothing else
depends on its bytes.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb
import phonenumbers

from claims.files.replacement import replacement
from claims.matching.linkage.blocking import BLOCKING_RULES, LARGEST_BLOCK, block_keys_sql
from claims.matching.linkage.comparable_particulars import (
    INPUT_COLUMNS,
    PARTICULARS_COLUMNS,
    install_particulars,
    nickname_roots,
    particulars_sql,
)
from claims.matching.linkage.known_names import known_names, names_version

_MAX_SINGLE_FETCHES = 1_000
"""So many people are fetched by their places; of more, everything between the first and the last is
read. DuckDB alone would fetch fifty, and one claim may have more pairs than that."""
_EXTRA_COLUMNS = {"phone": ("phone",), "birth_date": ("birth_date", "date_of_birth", "birth_year")}
"""Columns that a production need not have, and under which names they may come."""


@cache
def layout_version() -> str:
    """A short text that changes when an index of another version would not do."""
    forms = {name: sorted(names) for name, names in sorted(nickname_roots().items())}
    ways = (particulars_sql("x", "y"), str(forms), str(BLOCKING_RULES), str(LARGEST_BLOCK))
    parts = (duckdb.__version__, phonenumbers.__version__, names_version(), *ways)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def build_index(
    accounts: Sequence[Path], path: Path, *, memory: str = "4GB", threads: int = 2
) -> None:
    """Make the index of these Parquet files of accounts at `path`, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacement(path) as temporary:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "threads": threads,
            "temp_directory": f"{temporary}.spill",
            "autoinstall_known_extensions": False,
        }
        with duckdb.connect(temporary, config=config) as connection:
            install_particulars(connection)
            connection.register("known", known_names())
            connection.read_parquet([str(each) for each in accounts]).create_view("produced")
            _create_tables(connection)


def open_index(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection of its own with the index attached as `list`, read-only."""
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    install_particulars(connection)
    connection.execute(f"SET dynamic_or_filter_threshold = {_MAX_SINGLE_FETCHES}")
    connection.execute(f"ATTACH '{_quoted_path(path)}' AS list (READ_ONLY)")
    return connection


def create_claims_table(connection: duckdb.DuckDBPyConnection, source: str, into: str) -> None:
    """A temporary table of the claims in `source` (`claim` and GIVEN_COLUMNS), made comparable."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {into} AS
        SELECT p.*, COALESCE(n.is_known, false) AS given_is_known
        FROM ({particulars_sql(source, "claim")}) AS p
        LEFT JOIN list.names AS n ON n.name = p.given
        """  # noqa: S608  # nosec B608
    )


def create_candidates_table(connection: duckdb.DuckDBPyConnection, pairs: str, into: str) -> None:
    """A temporary table of the people that the pairs name, fetched by their place in the file."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {into} AS
        SELECT * FROM list.people WHERE rowid IN (SELECT person - 1 FROM {pairs})
        """  # noqa: S608  # nosec B608
    )


def row_count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """How many rows a table, or a query in parentheses, has."""
    (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0]  # noqa: S608  # nosec B608
    return int(rows)


def _create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    given = ", ".join(_source_column(column) for column in INPUT_COLUMNS)
    connection.execute(
        f"""
        CREATE TEMP VIEW listed AS
        SELECT row_number() OVER (ORDER BY account_id)::INTEGER AS person, account_id, {given}
        FROM produced
        """  # noqa: S608  # nosec B608
    )
    columns = ", ".join(f"p.{column}" for column in PARTICULARS_COLUMNS)
    connection.execute(f"CREATE TEMP TABLE read AS {particulars_sql('listed', 'person')}")
    connection.execute(
        """
        CREATE TABLE names AS
        SELECT COALESCE(counted.name, known.name) AS name,
            known.name IS NOT NULL OR counted.bearers >= 2 AS is_known
        FROM (
            SELECT given AS name, count(*) AS bearers FROM read
            WHERE given IS NOT NULL GROUP BY given
        ) AS counted
        FULL JOIN known USING (name)
        """
    )
    connection.execute(
        f"""
        CREATE TABLE people AS
        WITH size AS (SELECT greatest(count(*), 1)::DOUBLE AS n FROM read),
        given_names AS (SELECT given, count(*) AS bearers FROM read GROUP BY given),
        family_names AS (SELECT family, count(*) AS bearers FROM read GROUP BY family)
        SELECT p.person, listed.account_id, {columns},
            COALESCE(names.is_known, false) AS given_is_known,
            given_names.bearers / n AS given_frequency,
            family_names.bearers / n AS family_frequency
        FROM read AS p
        JOIN listed USING (person)
        CROSS JOIN size
        LEFT JOIN names ON names.name = p.given
        LEFT JOIN given_names ON given_names.given = p.given
        LEFT JOIN family_names ON family_names.family = p.family
        ORDER BY p.person
        """  # noqa: S608  # nosec B608
    )
    connection.execute(
        f"""
        CREATE TABLE blocks AS
        SELECT block, person FROM (
            {block_keys_sql("people", "person")}
        )
        QUALIFY count(*) OVER (PARTITION BY block) <= {LARGEST_BLOCK}
        ORDER BY block, person
        """  # noqa: S608  # nosec B608
    )


def _source_column(column: str) -> str:
    names = _EXTRA_COLUMNS.get(column)
    if names is None:
        return column
    found = ", ".join(f"json_extract_string(extra, '$.{name}')" for name in names)
    return f"COALESCE({found}) AS {column}"


def _quoted_path(path: Path) -> str:
    return str(path).replace("'", "''")
