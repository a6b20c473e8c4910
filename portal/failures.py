"""What went wrong with a piece of work, in words that may be shown: never the error's own text,
which may hold a name, an address or a path."""

import errno

import duckdb
from django.db import InterfaceError, OperationalError

from claims.records.lookup import ProductionAltered

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SAY_FULL = (
    "no space left on device",
    "disk quota exceeded",
    "file too large",
    "disk is full",
    "could not extend file",
)
"""How DuckDB, SQLite and PostgreSQL tell of a full disk."""


def reason_of(error: BaseException) -> str:
    """Half a sentence: what the machine lacks, or else the kind of the error."""
    if is_disk_full(error):
        return "the disk is full"
    if isinstance(error, ProductionAltered):
        # Its text names a file of ours, and nobody.
        return str(error).rstrip(".")
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return "there was not enough memory"
    if isinstance(error, OperationalError | InterfaceError):
        return "the database did not answer"
    return (
        f"the program failed ({type(error).__name__}), and no single claim is the cause: whoever "
        "maintains it finds the details in the log"
    )


def is_disk_full(error: BaseException) -> bool:
    """Whether a disk, ours or the database's, has no room for what was to be written."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    if not isinstance(error, OSError | duckdb.Error | OperationalError):
        return False
    said = str(error).lower()
    return any(words in said for words in _SAY_FULL)
