"""The synthetic matter in PostgreSQL, by COPY: for SQL by hand and for the loop over the ORM."""

from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import psycopg

from bench.tally.synthetic_matter import KINDS, SyntheticMatter

_TYPES = {"VARCHAR": "text", "TIMESTAMP": "timestamp"}
_KEYS = {"accounts": "account_id", "claims": "claim_id"}
_BLOCK = 1 << 20


def load_matter(matter: SyntheticMatter, url: str) -> None:
    """Tables of the same names and columns, with an index by account, and fresh statistics.

    Not logged, as nothing here has to survive a crash: that only makes PostgreSQL faster.
    """
    with (
        duckdb.connect() as made,
        psycopg.connect(url, autocommit=True) as server,
        TemporaryDirectory(dir=matter.folder) as name,
    ):
        made.execute("SET enable_progress_bar = false")
        for table in (*KINDS, "claims"):
            paths = [str(matter.claims_path)] if table == "claims" else matter.paths(table)
            rows = made.read_parquet(paths)
            columns = zip(rows.columns, map(str, rows.types), strict=True)
            types = ", ".join(f'"{column}" {_TYPES.get(kind, kind)}' for column, kind in columns)
            server.execute(f"CREATE UNLOGGED TABLE {table} ({types})".encode())
            for path in paths:
                _copy(made, server, table, path, Path(name) / "rows.csv")
            key = _KEYS.get(table)
            if key:
                server.execute(f"ALTER TABLE {table} ADD PRIMARY KEY ({key})".encode())
            if key != "account_id":
                server.execute(f"CREATE INDEX ON {table} (account_id)".encode())
            server.execute(f"VACUUM ANALYZE {table}".encode())


def _copy(
    made: duckdb.DuckDBPyConnection,
    server: psycopg.Connection,
    table: str,
    path: str,
    through: Path,
) -> None:
    made.execute(f"COPY (FROM '{path}') TO '{through}' (FORMAT csv, HEADER false)")
    statement = f"COPY {table} FROM STDIN (FORMAT csv)".encode()
    with server.cursor() as cursor, cursor.copy(statement) as copy, through.open("rb") as rows:
        while block := rows.read(_BLOCK):
            copy.write(block)
    through.unlink()
