"""The records that are imported and looked up: so many, always the same ones, made by queries."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

MESSAGES_OF_AN_ACCOUNT = 20
_ACCOUNTS = """
    SELECT printf('A%09d', i) AS account_id, 'https://www.linkedin.com/in/p-' || i AS profile_url,
        'p' || i || '@example.org' AS email, NULL::VARCHAR AS other_emails,
        'Ana' AS first_name, 'Diaz' AS last_name, i || ' Main St' AS street,
        'San Jose' AS city, 'CA' AS state, '95113' AS postal_code, 'US' AS country,
        DATE '2015-01-01' + (i % 2000)::INTEGER AS created_on, NULL::DATE AS closed_on,
        'on' AS ai_training_setting, NULL::DATE AS ai_training_setting_changed_on
    FROM range({start}, {end}) numbers(i)
"""
_SUBSCRIPTIONS = """
    SELECT printf('S%010d', i) AS subscription_id, printf('A%09d', (i * 10) // 13) AS account_id,
        'premium_career' AS product, DATE '2021-01-01' + (hash(i) % 1000)::INTEGER AS started_on,
        NULL::DATE AS ended_on, 2999::BIGINT AS amount_cents, 'USD' AS currency,
        false AS is_trial, NULL::VARCHAR AS extra
    FROM range({start}, {end}) numbers(i)
"""
_MESSAGES = """
    SELECT printf('M%010d', i) AS message_id, printf('A%09d', i // 20) AS account_id,
        CASE hash(i + 1) % 4 WHEN 0 THEN 'inmail' ELSE 'message' END AS channel,
        CASE hash(i + 2) % 2 WHEN 0 THEN 'sent' ELSE 'received' END AS direction,
        TIMESTAMP '2021-01-01' + to_seconds((hash(i + 3) % 120000000)::BIGINT) AS sent_at,
        NULL::VARCHAR AS extra
    FROM range({start}, {end}) numbers(i)
"""


@dataclass(frozen=True, slots=True)
class Files:
    """A production as it is handed over."""

    accounts: Path
    messages_csv: Path
    messages_parquet: Path


def stored_rows(
    connection: duckdb.DuckDBPyConnection, kind: str, start: int, end: int
) -> pa.RecordBatchReader:
    """Rows of a kind as they are kept, from one number up to another, by account and key."""
    query = {"accounts": _ACCOUNTS, "subscriptions": _SUBSCRIPTIONS, "messages": _MESSAGES}[kind]
    if kind == "accounts":
        query = f"SELECT *, NULL::VARCHAR AS extra FROM ({query})"  # noqa: S608  # nosec B608
    # Numbers come in order, and so do the rows; the writer would notice if they did not.
    return connection.execute(query.format(start=start, end=end)).to_arrow_reader(30_720)


def write_files(folder: Path, messages: int) -> Files:
    """Write accounts, and messages of them in no order, as CSV and as Parquet of text."""
    accounts = -(-messages // MESSAGES_OF_AN_ACCOUNT)
    files = Files(folder / "accounts.csv", folder / "messages.csv", folder / "messages.parquet")
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY ({_ACCOUNTS.format(start=0, end=accounts)}) TO '{files.accounts}' (HEADER)"
        )
        # The multiplier shares no factor with any number of rows that somebody would ask for.
        shuffled = f"""
            WITH shuffled AS (
                SELECT (n * 7919) % {messages} AS i FROM range({messages}) numbers(n)
            )
            SELECT message_id, account_id, channel, direction,
                strftime(sent_at, '%Y-%m-%dT%H:%M:%SZ') AS sent_at
            FROM ({_MESSAGES.replace("FROM range({start}, {end}) numbers(i)", "FROM shuffled")})
        """  # noqa: S608  # nosec B608
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"COPY ({shuffled}) TO '{files.messages_csv}' (HEADER)")
        connection.execute(
            f"COPY (FROM read_csv('{files.messages_csv}', all_varchar = true)) "
            f"TO '{files.messages_parquet}'"
        )
    return files
