"""Pairs of claims that share a key, and what their names and dates of birth say of them.

A key only brings two claims before each other. Whether they may be one person's is said by the
comparisons that linkage uses, and more strictly: a household shares an address, a telephone, an
e-mail address, a device and a bank account, and a father and a son share a name.
"""

import duckdb

from claims.matching.digests import Kind
from claims.matching.linkage.comparable_particulars import (
    INPUT_COLUMNS,
    names_with_nicknames,
    particulars_sql,
)
from claims.matching.linkage.comparisons import COMPARISON_BY_KEY, Indication
from claims.matching.linkage.pair_weights import level_sql
from claims.plans.precedence import order_sql
from claims.plans.survivor_rule import Survivor

LARGEST_BLOCK = 20
"""Claims that may share a key; more, and it is a law firm's telephone or a library's computer, and
says nothing of who they are."""

ACCOUNT_KIND = "account"
"""What two claims share that were matched to one account."""
JOINING_KINDS = (Kind.EMAIL, Kind.PHONE, Kind.ADDRESS, Kind.PAYMENT, Kind.DOCUMENT)
"""Keys that bring two claims before each other. The others are shown beside these."""
_PERSONAL_KINDS = (Kind.EMAIL, Kind.PAYMENT, Kind.DOCUMENT)
"""Keys that fewer people share than a telephone or an address."""

_COMPARED_COLUMNS = (
    *("given", "givens", "roots", "family", "families", "suffix", "birth"),
    "given_is_known",
)
PERSON_COLUMNS = ("first_name", "last_name", "birth_date")
"""What is read of a claim, all text; blank is NULL or the empty text."""
_NULL_COLUMNS = ", ".join(
    f"NULL::VARCHAR AS {name}" for name in INPUT_COLUMNS if name not in PERSON_COLUMNS
)
_GIVEN, _FAMILY, _BIRTH = (COMPARISON_BY_KEY[key] for key in ("given_name", "family_name", "birth"))
_CONTRARY_LEVELS = tuple(level.key for level in _GIVEN.levels if level.says is Indication.AGAINST)

_COMPARISON_SQL = f"""
    SELECT *,
        birth_level IS NOT NULL AND birth_level NOT IN ('same', 'one_digit')
            -- Maria and Mario: both are names, so they are two people's, and twins' if of one day.
            OR COALESCE(given_level IN {(*_CONTRARY_LEVELS, "close")}, false)
                AND family_level IS DISTINCT FROM 'swapped'
            -- Amit and Amita: what differs at the end is another name more often than a slip.
            OR COALESCE(given_level IN ('slip', 'near') AND given_l[-1] <> given_r[-1], false)
            -- A suffix on one side alone may tell the son from the father.
            OR (suffix_l IS DISTINCT FROM suffix_r OR middle_differs)
                AND birth_level IS DISTINCT FROM 'same'
            AS contradicts
    FROM (
        SELECT *,
            list_extract({[level.key for level in _GIVEN.levels]}, given_place + 1) AS given_level,
            list_extract({[level.key for level in _FAMILY.levels]}, family_place + 1)
                AS family_level,
            list_extract({[level.key for level in _BIRTH.levels]}, birth_place + 1) AS birth_level
        FROM (
            SELECT *,
                {level_sql(_GIVEN)} AS given_place,
                {level_sql(_FAMILY)} AS family_place,
                {level_sql(_BIRTH)} AS birth_place,
                COALESCE(givens_l[2][1] <> givens_r[2][1], false) AS middle_differs
            FROM two_sides
        )
    )
"""  # noqa: S608  # nosec B608

_JOINS_SQL = f"""
    NOT contradicts AND (
        list_contains(kinds, '{ACCOUNT_KIND}')
        OR (given_level IN ('same', 'nickname', 'another')
            AND family_level IN ('same', 'one_of', 'close'))
        OR (given_level = 'swapped' AND family_level = 'swapped')
        -- As a sister's name may be: so not by an address or a telephone alone.
        OR (given_level IN ('slip', 'near', 'initial')
            AND family_level IN ('same', 'one_of', 'close')
            AND (ones_own OR joining >= 2))
        -- A name taken on marriage.
        OR (given_level IN ('same', 'nickname', 'another') AND family_level = 'different'
            AND (joining >= 2 OR birth_level = 'same'))
        OR ((given_level IS NULL OR family_level IS NULL)
            AND COALESCE(given_level, 'same') IN ('same', 'nickname', 'another')
            AND COALESCE(family_level, 'same') IN ('same', 'one_of', 'close')
            AND ones_own)
    )
"""


def create_pair_tables(connection: duckdb.DuckDBPyConnection, survivor: Survivor) -> None:
    """Make the tables `placed`, `people` and `judged` of the tables `filed` and `keys`.

    `placed` numbers the claims in the order that `survivor` asks for (claims.plans.precedence), so
    that nothing depends on the order in which they came. `judged` has a
    row for each pair that shares a key: one, other (their places), kinds, what was compared,
    `joins` and `contradicts`.
    """
    connection.register("known", names_with_nicknames())
    run = connection.execute
    way = order_sql(survivor, {"sort_ref": "ref", "claim_id": "claim"})
    run(
        "CREATE OR REPLACE TEMP TABLE placed AS SELECT *, "  # noqa: S608  # nosec B608
        f"row_number() OVER (ORDER BY {way}) AS place FROM filed"
    )
    run(
        f"""
        CREATE OR REPLACE TEMP TABLE blocked AS
        SELECT kind, value, place FROM (
            SELECT * FROM keys WHERE kind IN {_sql_list(JOINING_KINDS)}
            QUALIFY count(*) OVER (PARTITION BY kind, value) BETWEEN 2 AND {LARGEST_BLOCK}
        ) JOIN placed USING (claim)
        """  # noqa: S608  # nosec B608
    )
    run(
        f"""
        CREATE OR REPLACE TEMP TABLE paired AS
        SELECT one, other, list_sort(list(DISTINCT kind)) AS kinds FROM (
            SELECT l.place AS one, r.place AS other, l.kind
            FROM blocked AS l
            JOIN blocked AS r ON l.kind = r.kind AND l.value = r.value AND l.place < r.place
            UNION ALL
            -- Each with the first of its account alone: a flood of claims makes no more pairs than
            -- it has rows.
            SELECT least(first, place), greatest(first, place), '{ACCOUNT_KIND}' FROM (
                SELECT place, first_value(place) OVER (
                    PARTITION BY account ORDER BY may_survive DESC, complete DESC, place
                ) AS first
                FROM placed WHERE account IS NOT NULL
            ) WHERE place <> first
        ) GROUP BY one, other
        """  # noqa: S608  # nosec B608
    )
    run(
        f"CREATE OR REPLACE TEMP TABLE asked AS SELECT *, {_NULL_COLUMNS} FROM placed "  # noqa: S608  # nosec B608
        "SEMI JOIN (SELECT one AS place FROM paired UNION SELECT other FROM paired) USING (place)"
    )
    run(
        f"""
        CREATE OR REPLACE TEMP TABLE people AS
        SELECT p.* EXCLUDE (place), asked.place, n.name IS NOT NULL AS given_is_known
        FROM (SELECT claim AS place, {", ".join(_COMPARED_COLUMNS[:-1])}, claim
              FROM ({particulars_sql("asked", "claim")})) AS p
        JOIN asked USING (claim)
        LEFT JOIN known AS n ON n.name = p.given
        """  # noqa: S608  # nosec B608
    )
    run(
        f"""
        CREATE OR REPLACE TEMP TABLE judged AS
        WITH two_sides AS (
            SELECT one, other, kinds,
                len(kinds) AS joining,
                list_has_any(kinds, {[kind.value for kind in _PERSONAL_KINDS]}) AS ones_own,
                {_both_sides_sql()}
            FROM paired
            JOIN people AS l ON l.place = one
            JOIN people AS r ON r.place = other
        )
        SELECT one, other, kinds, given_level, family_level, birth_level, contradicts,
            COALESCE({_JOINS_SQL}, false) AS joins
        FROM ({_COMPARISON_SQL})
        """  # noqa: S608  # nosec B608
    )


def contradicting_pairs(
    connection: duckdb.DuckDBPyConnection, members: str
) -> list[tuple[int, int]]:
    """Pairs of one component of the table `members` (place, component) that are two people's."""
    return connection.execute(
        f"""
        WITH two_sides AS (
            SELECT a.place AS one, b.place AS other, {_both_sides_sql()}
            FROM {members} AS a
            JOIN {members} AS b ON a.component = b.component AND a.place < b.place
            JOIN people AS l ON l.place = a.place
            JOIN people AS r ON r.place = b.place
        )
        SELECT one, other FROM ({_COMPARISON_SQL}) WHERE contradicts ORDER BY one, other
        """  # noqa: S608  # nosec B608
    ).fetchall()


def further_shared_keys(
    connection: duckdb.DuckDBPyConnection,
) -> list[tuple[int, int, str]]:
    """(one, other, kind) of what the pairs that join share and is no reason to join them."""
    return connection.execute(
        f"""
        WITH besides AS (
            SELECT kind, value, place FROM keys JOIN placed USING (claim)
            WHERE kind NOT IN {_sql_list(JOINING_KINDS)}
        )
        SELECT DISTINCT one, other, l.kind
        FROM judged
        JOIN besides AS l ON l.place = one
        JOIN besides AS r ON r.place = other AND r.kind = l.kind AND r.value = l.value
        WHERE joins OR contradicts ORDER BY ALL
        """  # noqa: S608  # nosec B608
    ).fetchall()


def _both_sides_sql() -> str:
    return ", ".join(f"l.{name} AS {name}_l, r.{name} AS {name}_r" for name in _COMPARED_COLUMNS)


def _sql_list(kinds: tuple[Kind, ...]) -> str:
    return f"({', '.join(repr(kind.value) for kind in kinds)})"
