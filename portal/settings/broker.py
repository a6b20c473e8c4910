"""The broker of a `make serve` or `make demo` that runs on the same data folder and database."""

import hashlib
import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

from claims.files.replacement import replacement

_FILE = "broker.json"
_ANSWERS_WITHIN_SECONDS = 1.0


def record_broker_url(data: Path, redis_url: str, database_url: str) -> Path:
    """Write down for other processes which broker the workers of this database listen to.

    Readable by the owner alone, since an address may hold a password. `database_url` is blank for
    the default database. Returns the file; whoever stops the workers removes it.
    """
    path = data / _FILE
    content = {"redis_url": redis_url, "database": _sha256(database_url)}
    with replacement(path, private=True) as partial:
        partial.write_text(json.dumps(content), encoding="utf-8")
    return path


def running_broker_url(data: Path, database_url: str) -> str:
    """The REDIS_URL that was left there for this database; blank where nobody listens to it."""
    try:
        left = json.loads((data / _FILE).read_text(encoding="utf-8"))
        redis_url, database = str(left["redis_url"]), left["database"]
        address = urlsplit(redis_url)
        if database != _sha256(database_url) or not address.hostname:
            return ""
        # The file outlives a server that was killed.
        place = (address.hostname, address.port or 6379)
        with socket.create_connection(place, _ANSWERS_WITHIN_SECONDS):
            return redis_url
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _sha256(database_url: str) -> str:
    return hashlib.sha256(database_url.encode()).hexdigest()
