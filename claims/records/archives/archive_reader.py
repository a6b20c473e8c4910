"""Read an archive: which of its files are ours to read, and what each says."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, TypeVar

from claims.law.periods import Period
from claims.matching.keys import name_key, profile_key
from claims.records.archives import archive_owner, messages, receipts
from claims.records.archives.archive_faults import ArchiveRefused, Fault
from claims.records.archives.archive_tables import LOST, Columns, table_rows
from claims.records.archives.cell_scanner import FileNotUnderstood
from claims.records.archives.container import Container, Entry, open_container
from claims.records.archives.short_texts import short_text
from claims.records.archives.summary import (
    ArchiveFile,
    ArchiveMessages,
    ArchiveReceipt,
    ArchiveSummary,
    FileFault,
    FileKind,
    FileState,
)
from claims.records.archives.unpacked_bytes import Budget, file_chunks

_FILE_NAMES: Mapping[FileKind, tuple[str, ...]] = {
    FileKind.MESSAGES: ("messages.csv",),
    # The second is what it was called before; where both are there the newer one has all.
    FileKind.RECEIPTS: ("receiptsv2.csv", "receipts.csv"),
    FileKind.EMAILS: ("emailaddresses.csv",),
    FileKind.PROFILE: ("profile.csv",),
    FileKind.REGISTRATION: ("registration.csv",),
}
"""Names without folders, spaces, underscores and capitals, which differ from year to year."""

T = TypeVar("T")
Row = Mapping[str, str]
Rows = Callable[[Columns], Iterator[Row]]
Progress = Callable[[int, int], None]
"""Takes how many bytes were read, and of how many."""


def _ignore_progress(read: int, expected: int) -> None:
    """Progress that nobody follows."""


def read_archive(
    stream: BinaryIO, period: Period, progress: Progress = _ignore_progress
) -> ArchiveSummary:
    """What the archive says, with its messages counted by month inside the period.

    The stream must be seekable; it is read in bounded memory and a bounded number of steps, and
    only the five files that we need are unpacked. One that is there and cannot be understood is
    noted as such. `progress` is told the bytes read and how many there are, as far as the archive
    itself says. Raises ArchiveRefused for an archive that is no sound one of LinkedIn's.
    """
    container = open_container(stream)
    entries = _entries_by_kind(container)
    expected = _expected_bytes(entries)
    budget = Budget(spent=lambda spent: progress(min(spent, expected), expected))
    reader = _ArchiveReader(container, entries, budget)
    container.check([entry for entries in reader.entries.values() for entry in entries])
    first_name, last_name, address = reader.read(
        FileKind.PROFILE,
        lambda rows: archive_owner.profile_fields(rows(archive_owner.PROFILE_COLUMNS)),
        ("", "", ""),
    )
    name = name_key(f"{first_name} {last_name}")
    counted, own = reader.read(
        FileKind.MESSAGES,
        lambda rows: _count_messages(rows, name, address, period, reader.spend),
        _NO_MESSAGES,
    )
    paid, more = reader.read(
        FileKind.RECEIPTS, lambda rows: receipts.read_receipts(rows(receipts.COLUMNS)), _NO_RECEIPTS
    )
    return ArchiveSummary(
        period=period,
        messages=counted,
        receipts=paid,
        more_receipts=more,
        emails=reader.read(
            FileKind.EMAILS,
            lambda rows: archive_owner.email_addresses(rows(archive_owner.EMAIL_COLUMNS)),
            (),
        ),
        first_name=first_name,
        last_name=last_name,
        profile_url=short_text(own or address),
        registered_on=reader.read(
            FileKind.REGISTRATION,
            lambda rows: archive_owner.registration_day(rows(archive_owner.REGISTRATION_COLUMNS)),
            None,
        ),
        files=tuple(reader.said[kind] for kind in FileKind),
    )


_NO_MESSAGES = (ArchiveMessages(), "")
_NO_RECEIPTS: tuple[tuple[ArchiveReceipt, ...], int] = ((), 0)


def _count_messages(
    rows: Rows, name: str | None, address: str, period: Period, spend: messages.Spend
) -> tuple[ArchiveMessages, str]:
    """Twice through the file: whose archive it is has to be known before the first is counted."""
    own = address or messages.own_address(rows(messages.SENDERS), name)
    counted = messages.count_messages(rows(messages.COLUMNS), name, profile_key(own), period, spend)
    return counted, own


def _entries_by_kind(container: Container) -> dict[FileKind, list[Entry]]:
    """The files of each kind, of whatever folder; what are copies of one another count once."""
    named: defaultdict[str, dict[tuple[int, int], Entry]] = defaultdict(dict)
    for entry in container.entries:
        if not _is_from_macos(entry):
            name = re.sub(r"[\s_]+", "", entry.base).casefold()
            named[name].setdefault((entry.checksum, entry.unpacked), entry)
    return {
        kind: next((list(named[name].values()) for name in names if name in named), [])
        for kind, names in _FILE_NAMES.items()
    }


def _expected_bytes(entries: Mapping[FileKind, list[Entry]]) -> int:
    """Bytes that will be unpacked if the archive does not lie; messages twice, as nearly always."""
    opened = {kind: entry[0].unpacked for kind, entry in entries.items() if len(entry) == 1}
    return sum(opened.values()) + opened.get(FileKind.MESSAGES, 0)


def _is_from_macos(entry: Entry) -> bool:
    """Whether macOS put it there, beside the file of that name."""
    return "__MACOSX" in re.split(r"[/\\]", entry.name)[:-1]


@dataclass
class _ArchiveReader:
    """Files read one after the other, on one budget, with a note of what became of each."""

    container: Container
    entries: dict[FileKind, list[Entry]]
    budget: Budget
    said: dict[FileKind, ArchiveFile] = field(default_factory=dict)
    odd_rows: Counter[FileKind] = field(default_factory=Counter)

    def spend(self, steps: int) -> None:
        """Take steps of the budget for messages. Raises ArchiveRefused when none are left."""
        self.budget.steps_left -= steps
        if self.budget.steps_left < 0:
            raise ArchiveRefused(Fault.TOO_MUCH_WORK, FileKind.MESSAGES.value)

    def read(self, kind: FileKind, take: Callable[[Rows], T], nothing: T) -> T:
        """What `take` makes of the file's rows; `nothing` if it is not there or not understood."""
        entries = self.entries[kind]
        if not entries:
            self.said[kind] = ArchiveFile(kind, FileState.NOT_THERE)
            return nothing
        try:
            if len(entries) > 1:
                raise FileNotUnderstood(FileFault.TWICE)
            taken = take(lambda columns: self._rows(kind, entries[0], columns))
        except FileNotUnderstood as trouble:
            self.said[kind] = ArchiveFile(kind, FileState.NOT_UNDERSTOOD, trouble.why)
            return nothing
        self.said[kind] = ArchiveFile(kind, FileState.READ, odd_rows=self.odd_rows[kind])
        return taken

    def _rows(self, kind: FileKind, entry: Entry, columns: Columns) -> Iterator[Row]:
        self.odd_rows[kind] = 0
        chunks = file_chunks(self.container, entry, kind.value, self.budget)
        for row in table_rows(chunks, columns, kind.value, self.budget):
            if LOST in "".join(row.values()):
                self.odd_rows[kind] += 1
            yield row
