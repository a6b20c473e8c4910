"""What went wrong with a piece of work, in words that may be shown: never the error's own text,
which may hold a name, an address or a path."""

import duckdb
from django.db import InterfaceError, OperationalError

from claims.records.lookup import ProductionAltered
from portal.web.full_disks import is_disk_full, mentions_full_disk


def failure_text(error: BaseException) -> str:
    """Half a sentence: what the machine lacks, or else the kind of the error."""
    if is_disk_full(error) or (isinstance(error, duckdb.Error) and mentions_full_disk(error)):
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
