"""The claimant's own evidence: what a "Get a copy of your data" archive says, and no more."""

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
    "Unreadable",
    "read_archive",
]
