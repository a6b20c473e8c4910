"""The claimant's own evidence: what a "Get a copy of your data" archive says, and no more."""

from claims.records.archives.dates import Undated
from claims.records.archives.reading import read_archive
from claims.records.archives.refusals import ArchiveRefused, Fault
from claims.records.archives.summary import (
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
