"""A class list and the claims of its people, drawn from the numbers of their rows alone.

Households of one to four share a family name and an address. Names are skewed as people's are: a
few borne by many, many by few. Three claims in four are of an account holder, some of whom
moved, married, use a short form or misspell; the others are of strangers.
"""

from pathlib import Path

import duckdb
import pyarrow as pa
from nicknames import name_triplets

STRANGERS_EVERY = 4
"""One claim in so many is of nobody in the list."""
_FAMILIES, _STREETS, _POSTAL_CODES = 150_000, 40_000, 30_000

_MACROS = f"""
    CREATE MACRO drawn(n, salt) AS (hash(n || ' ' || salt) >> 11) / 9007199254740992.0;
    CREATE MACRO syllables(n) AS
        'bcdfghjklmnprstvw'[1 + n % 17] || 'aeiou'[1 + (n // 17) % 5]
        || 'lnrstmdkb'[1 + (n // 85) % 9] || 'aeiou'[1 + (n // 765) % 5]
        || 'mnrstlzxy'[1 + (n // 3825) % 9] || 'aeiou'[1 + (n // 34425) % 5];
    CREATE MACRO family_name(h) AS
        syllables(({_FAMILIES} * power(drawn(h, 'family'), 3) // 1)::BIGINT);
    CREATE MACRO street(h, salt) AS
        (1 + drawn(h, salt || 'number') * 9999 // 1)::INTEGER || ' '
        || syllables((drawn(h, salt || 'street') * {_STREETS} // 1)::BIGINT) || ' '
        || ['Street', 'Ave', 'Rd', 'Lane', 'Drive'][1 + h % 5];
    CREATE MACRO postal(h, salt) AS
        lpad(((drawn(h, salt || 'postal') * {_POSTAL_CODES} // 1)::BIGINT * 3)::VARCHAR, 5, '0');
    CREATE MACRO city(code) AS syllables(code::BIGINT // 30);
    CREATE MACRO state(code) AS chr(65 + (code::BIGINT // 4000)::INTEGER) || 'A';
"""

_ACCOUNTS = """
    SELECT 'M' || lpad(n::VARCHAR, 9, '0') AS account_id, given.name AS first_name,
        family_name(h) AS last_name, street(h, '') AS street, city(code) AS city,
        state(code) AS state, code AS postal_code, 'US' AS country, NULL::VARCHAR AS extra
    FROM (
        SELECT n, n * 2 // 5 AS h, postal(n * 2 // 5, '') AS code,
            (many * power(drawn(n, 'given'), 3) // 1)::BIGINT AS place
        FROM range({accounts}) AS t(n), (SELECT count(*) AS many FROM given_names)
    ) JOIN given_names AS given USING (place)
    ORDER BY n
"""

_CLAIMS = """
    WITH filed AS (
        SELECT c AS claim,
            CASE WHEN c % {strangers} = 0 THEN NULL
                ELSE (drawn(c, 'whose') * {accounts} // 1)::BIGINT END AS n,
            drawn(c, 'slip') AS slip, drawn(c, 'moved') AS moved, drawn(c, 'married') AS married
        FROM range({claims}) AS t(c)
    ), whose AS (
        SELECT claim, slip, moved, married, 'M' || lpad(n::VARCHAR, 9, '0') AS account_id
        FROM filed
    ), strangers AS (
        SELECT claim, {accounts} + claim AS h, many, postal({accounts} + claim, '') AS code
        FROM whose, (SELECT count(*) AS many FROM given_names) WHERE account_id IS NULL
    )
    SELECT claim, account_id,
        CASE WHEN slip < 0.05 THEN first_name[1:2] || first_name[4:] ELSE first_name END
            AS first_name,
        CASE WHEN married < 0.03 THEN syllables(claim % 100000) ELSE last_name END AS last_name,
        NULL::VARCHAR AS phone,
        CASE WHEN moved < 0.13 THEN street(claim, 'new') ELSE street END AS street,
        city, state, postal_code, country, NULL::VARCHAR AS birth_date
    FROM whose JOIN accounts USING (account_id)
    UNION ALL
    SELECT claim, NULL, given.name, family_name(h), NULL, street(h, ''), city(code), state(code),
        code, 'US', NULL
    FROM strangers JOIN given_names AS given
        ON given.place = (many * power(drawn(h, 'given'), 3) // 1)::BIGINT
    ORDER BY claim
"""


def write_people(folder: Path, accounts: int, claims: int) -> tuple[Path, Path]:
    """Parquet files of the accounts, as a production holds them, and of the claims."""
    names = sorted({each.name1 for each in name_triplets()})
    given = pa.table({"place": list(range(len(names))), "name": names})
    paths = folder / "accounts.parquet", folder / "claims.parquet"
    with duckdb.connect() as connection:
        connection.register("given_names", given)
        connection.execute(_MACROS)
        connection.execute(
            f"COPY ({_ACCOUNTS.format(accounts=accounts)}) TO '{paths[0]}' (FORMAT parquet)"
        )
        connection.read_parquet(str(paths[0])).create_view("accounts")
        asked = _CLAIMS.format(accounts=accounts, claims=claims, strangers=STRANGERS_EVERY)
        connection.execute(f"COPY ({asked}) TO '{paths[1]}' (FORMAT parquet)")
    return paths
