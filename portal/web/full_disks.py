"""Errors that say that a disk is full, ours or the database's."""

import errno

from django.db import OperationalError

_FULL_DISK_CODES = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_DISK_PHRASES = (
    "no space left on device",
    "disk quota exceeded",
    "file too large",
    "disk is full",
    "could not extend file",
)
"""How DuckDB, SQLite and PostgreSQL say it."""


def is_disk_full(error: BaseException) -> bool:
    """Whether an error of the system or the database says that a disk is full."""
    if isinstance(error, OSError) and error.errno in _FULL_DISK_CODES:
        return True
    return isinstance(error, OSError | OperationalError) and mentions_full_disk(error)


def mentions_full_disk(error: BaseException) -> bool:
    """Whether the text of an error of a database says that a disk is full."""
    text = str(error).lower()
    return any(words in text for words in _FULL_DISK_PHRASES)
