"""The claimant's own evidence: what a "Get a copy of your data" archive says, and no more."""

from claims.archives.dates import Undated
from claims.archives.reading import read_archive
from claims.archives.refusals import ArchiveRefused, Fault
from claims.archives.summary import (
    ArchiveSummary,
    EmailSaid,
    FileKind,
    FileSaid,
    FileState,
    MessagesSaid,
    MonthSaid,
    ReceiptSaid,
    UndatedSaid,
    Unreadable,
)

__all__ = [
    "ArchiveRefused",
    "ArchiveSummary",
    "EmailSaid",
    "Fault",
    "FileKind",
    "FileSaid",
    "FileState",
    "MessagesSaid",
    "MonthSaid",
    "ReceiptSaid",
    "Undated",
    "UndatedSaid",
    "Unreadable",
    "read_archive",
]
