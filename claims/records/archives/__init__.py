"""The claimant's own evidence: what a "Get a copy of your data" archive says, and no more."""

from claims.records.archives.archive_faults import ArchiveRefused, Fault
from claims.records.archives.archive_reader import read_archive
from claims.records.archives.dates import Undated
from claims.records.archives.summary import (
    ArchiveEmail,
    ArchiveFile,
    ArchiveMessages,
    ArchiveMonth,
    ArchiveReceipt,
    ArchiveSummary,
    FileFault,
    FileKind,
    FileState,
    UndatedCount,
)

__all__ = [
    "ArchiveEmail",
    "ArchiveFile",
    "ArchiveMessages",
    "ArchiveMonth",
    "ArchiveReceipt",
    "ArchiveRefused",
    "ArchiveSummary",
    "Fault",
    "FileFault",
    "FileKind",
    "FileState",
    "Undated",
    "UndatedCount",
    "read_archive",
]
