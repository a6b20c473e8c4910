"""DATABASE_URL to Django's settings, with what each engine needs to lose nothing."""

import sqlite3
from typing import Any

import environ

# WAL has a rare lost-write bug before this version (sqlite.org, release 3.51.3).
_FIRST_SAFE_WAL = (3, 51, 3)
_SECONDS_TO_CONNECT = 5


def database_settings(url: str) -> dict[str, Any]:
    """Django's settings for one DATABASE_URL.

    SQLite: IMMEDIATE transactions (two writers queue instead of failing half-way) and
    synchronous=FULL (an answered claim survives a power cut). PostgreSQL: a connection is kept for
    a minute and checked before use, so that a restarted server is noticed.
    """
    settings: dict[str, Any] = environ.Env.db_url_config(url)
    if settings["ENGINE"].endswith("sqlite3"):
        journal = "WAL" if sqlite3.sqlite_version_info >= _FIRST_SAFE_WAL else "DELETE"
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            ),
        }
        # A file, so that a worker process and a threaded test server see one database.
    else:
        # A server that is unreachable, and does not even refuse, is told of after this long.
        given = settings.get("OPTIONS", {})
        settings["OPTIONS"] = {"connect_timeout": _SECONDS_TO_CONNECT, **given}
        settings["CONN_MAX_AGE"] = 60
        settings["CONN_HEALTH_CHECKS"] = True
    return settings
