"""Read an archive: which of its files are ours to read, and what each says."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO, TypeVar

from claims.archives import messages, particulars, receipts
from claims.archives.cells import NotUnderstood
from claims.archives.container import open_container
from claims.archives.refusals import ArchiveRefused, Fault
from claims.archives.summary import (
    ArchiveSummary,
    FileKind,
    FileSaid,
    FileState,
    MessagesSaid,
    ReceiptSaid,
    Unreadable,
)
from claims.archives.tables import Columns, table
from claims.archives.texts import short_text
from claims.archives.unpacking import Budget, chunks_of
from claims.matching.keys import name_key, profile_key
from claims.periods import Period

_NAMES: Mapping[FileKind, tuple[str, ...]] = {
    FileKind.MESSAGES: ("messages.csv",),
    # The second is what it was called before; where both are there the newer one has all.
    FileKind.RECEIPTS: ("receiptsv2.csv", "receipts.csv"),
    FileKind.EMAILS: ("emailaddresses.csv",),
    FileKind.PROFILE: ("profile.csv",),
    FileKind.REGISTRATION: ("registration.csv",),
}
"""Names without folders, spaces, underscores and capitals, which differ from year to year."""

T = TypeVar("T")
Rows = Callable[[Columns], Iterator[Mapping[str, str]]]


def read_archive(stream: BinaryIO, period: Period) -> ArchiveSummary:
    """What the archive says, with its messages counted by month inside the period.

    The stream must be seekable; it is read in bounded memory and a bounded number of steps, and
    only the five files that we need are unpacked. One that is there and cannot be understood is
    noted as such. Raises ArchiveRefused for an archive that is no sound one of LinkedIn's.
    """
    with open_container(stream) as archive:
        reader = _Reader(archive, _entries(archive))
        if not any(reader.entries.values()):
            raise ArchiveRefused(Fault.NOT_LINKEDINS)
        first_name, last_name, address = reader.read(
            FileKind.PROFILE,
            lambda rows: particulars.profile(rows(particulars.PROFILE_COLUMNS)),
            ("", "", ""),
        )
        name = name_key(f"{first_name} {last_name}")
        counted, own = reader.read(
            FileKind.MESSAGES, lambda rows: _messages(rows, name, address, period), _NO_MESSAGES
        )
        paid, more = reader.read(
            FileKind.RECEIPTS, lambda rows: receipts.read(rows(receipts.COLUMNS)), _NO_RECEIPTS
        )
        return ArchiveSummary(
            period=period,
            messages=counted,
            receipts=paid,
            more_receipts=more,
            emails=reader.read(
                FileKind.EMAILS,
                lambda rows: particulars.emails(rows(particulars.EMAIL_COLUMNS)),
                (),
            ),
            first_name=first_name,
            last_name=last_name,
            profile_url=short_text(own or address),
            registered_on=reader.read(
                FileKind.REGISTRATION,
                lambda rows: particulars.registered_on(rows(particulars.REGISTRATION_COLUMNS)),
                None,
            ),
            files=tuple(reader.said[kind] for kind in FileKind),
        )


_NO_MESSAGES = (MessagesSaid(), "")
_NO_RECEIPTS: tuple[tuple[ReceiptSaid, ...], int] = ((), 0)


def _messages(
    rows: Rows, name: str | None, address: str, period: Period
) -> tuple[MessagesSaid, str]:
    """Twice through the file: whose archive it is has to be known before the first is counted."""
    own = address or messages.own_address(rows(messages.SENDERS), name)
    return messages.count(rows(messages.COLUMNS), name, profile_key(own), period), own


def _entries(archive: zipfile.ZipFile) -> dict[FileKind, list[zipfile.ZipInfo]]:
    """The files of each kind, of whatever folder."""
    named: defaultdict[str, list[zipfile.ZipInfo]] = defaultdict(list)
    for entry in archive.infolist():
        if not entry.is_dir():
            base = PurePosixPath(entry.filename).name
            named[re.sub(r"[\s_]+", "", base).casefold()].append(entry)
    return {
        kind: next((named[name] for name in names if name in named), [])
        for kind, names in _NAMES.items()
    }


@dataclass
class _Reader:
    """Files read one after the other, on one budget, with a note of what became of each."""

    archive: zipfile.ZipFile
    entries: dict[FileKind, list[zipfile.ZipInfo]]
    budget: Budget = field(default_factory=Budget)
    said: dict[FileKind, FileSaid] = field(default_factory=dict)

    def read(self, kind: FileKind, take: Callable[[Rows], T], nothing: T) -> T:
        """What `take` makes of the file's rows; `nothing` if it is not there or not understood."""
        entries = self.entries[kind]
        if not entries:
            self.said[kind] = FileSaid(kind, FileState.NOT_THERE)
            return nothing
        try:
            if len(entries) > 1:
                raise NotUnderstood(Unreadable.TWICE)
            taken = take(lambda columns: self._rows(kind, entries[0], columns))
        except NotUnderstood as trouble:
            self.said[kind] = FileSaid(kind, FileState.NOT_UNDERSTOOD, trouble.why)
            return nothing
        self.said[kind] = FileSaid(kind, FileState.READ)
        return taken

    def _rows(
        self, kind: FileKind, entry: zipfile.ZipInfo, columns: Columns
    ) -> Iterator[Mapping[str, str]]:
        chunks = chunks_of(self.archive, entry, kind.value, self.budget)
        return table(chunks, columns, kind.value, self.budget)
