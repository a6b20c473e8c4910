"""Claims and their keys, drawn from the numbers of their rows alone.

Households of one to four share a family name, an address and a telephone, and half of them an
e-mail address. One claim in ten is a second or third one of somebody; a law firm
files for two hundred with its own telephone.
"""

from pathlib import Path

import duckdb
import pyarrow as pa
from nicknames import name_triplets

_FIRM = 200

_MACROS = """
    CREATE MACRO drawn(n, salt) AS (hash(n || ' ' || salt) >> 11) / 9007199254740992.0;
    CREATE MACRO syllables(n) AS
        'bcdfghjklmnprstvw'[1 + n % 17] || 'aeiou'[1 + (n // 17) % 5]
        || 'lnrstmdkb'[1 + (n // 85) % 9] || 'aeiou'[1 + (n // 765) % 5]
        || 'mnrstlzxy'[1 + (n // 3825) % 9];
"""
_CLAIMS = """
    SELECT c AS claim, person, home, given.name AS first_name,
        syllables((40000 * power(drawn(home, 'family'), 3) // 1)::BIGINT) AS last_name,
        NULL::VARCHAR AS birth_date,
        TIMESTAMP '2026-01-15' + to_seconds(c) AS filed_at, true AS complete, true AS may_survive,
        false AS found_eligible,
        'C' || lpad(c::VARCHAR, 9, '0') AS reference, reference AS ref,
        CASE WHEN drawn(person, 'matched') < 0.8 THEN person END AS account
    FROM (
        SELECT c, person, person * 2 // 5 AS home,
            (many * power(drawn(person, 'given'), 3) // 1)::BIGINT AS place
        FROM (
            SELECT c, CASE WHEN c % 10 = 0 THEN c - 9 WHEN c % 100 = 51 THEN c - 50 ELSE c END
                AS person
            FROM range(1, {claims} + 1) AS t(c)
        ), (SELECT count(*) AS many FROM given_names)
    ) JOIN given_names AS given USING (place)
    ORDER BY c
"""
_KEYS = """
    SELECT claim, 'email' AS kind,
        CASE WHEN home % 2 = 0 THEN 'home' || home ELSE 'person' || person END AS value FROM claims
    UNION ALL
    SELECT claim, 'phone', CASE WHEN claim % 1000 < {firm} // 10 THEN 'firm' || claim // 2000
        ELSE 'p' || home END FROM claims
    UNION ALL SELECT claim, 'address', 'a' || home FROM claims
    UNION ALL SELECT claim, 'device', 'd' || home FROM claims
"""


def write_claims(folder: Path, claims: int) -> tuple[Path, Path]:
    """Parquet files of the claims, as `matching.clusters` reads them, and of their keys."""
    names = sorted({each.name1 for each in name_triplets()})
    given = pa.table({"place": list(range(len(names))), "name": names})
    paths = folder / "claims.parquet", folder / "keys.parquet"
    with duckdb.connect() as connection:
        connection.register("given_names", given)
        connection.execute(_MACROS)
        connection.execute(f"CREATE TABLE claims AS {_CLAIMS.format(claims=claims)}")
        connection.execute(f"COPY claims TO '{paths[0]}' (FORMAT parquet)")
        connection.execute(f"COPY ({_KEYS.format(firm=_FIRM)}) TO '{paths[1]}' (FORMAT parquet)")  # nosec B608
    return paths
