"""The ZIP file as a container: what must hold before a byte of a file in it is unpacked.

The list of files is read here and not by Python's zipfile. That one refuses a whole archive for one
name that it cannot decode, and before 3.11.8 does not notice files that overlap (one kernel of
bytes listed a thousand times unpacks to a bomb). A file that nobody opens is judged by its place
alone: its name, its kind and how it is packed do not matter.
"""

import re
import stat
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePosixPath
from typing import BinaryIO

from claims.records.archives import limits
from claims.records.archives.archive_faults import ArchiveRefused, Fault

_FILE_HEADER, _END, _ZIP64_LOCATOR = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x07"
_END_SIZE, _LOCATOR_SIZE, _FILE_HEADER_SIZE = 22, 20, 30
_LONGEST_COMMENT = 0xFFFF
# One file in the list: signature; versions, flags, method, time, day; checksum, packed and unpacked
# size; lengths of name, extra and comment; part, inner attributes; outer attributes, place.
_ENTRY_FORMAT = struct.Struct("<4s6H3L5H2L")
_ENTRY_SIGNATURE = b"PK\x01\x02"
_UTF8_NAME = 0x800
_IN_ZIP64 = 0xFFFFFFFF
"""What stands for a size or a place that ZIP64 gives elsewhere."""
_ENCRYPTED = 0x1 | 0x40 | 0x2000
"""Bits of the flags: encrypted, strongly encrypted, names hidden."""
STORED, DEFLATED = 0, 8
_DRIVE = re.compile(r"[A-Za-z]:")
_ARCHIVES = frozenset(
    {
        *(".zip", ".jar", ".gz", ".tgz", ".bz2", ".tbz", ".xz", ".txz", ".7z", ".rar", ".tar"),
        *(".zst", ".lz4", ".lzma", ".cab", ".iso", ".br", ".z"),
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, as the list of files has it; `data_at` is where its packed bytes begin."""

    name: str
    flags: int
    method: int
    checksum: int
    packed: int
    unpacked: int
    attributes: int
    header_at: int
    data_at: int = 0

    @property
    def base(self) -> str:
        """The name without its folders; old Windows tools write a backslash between them."""
        return re.split(r"[/\\]", self.name)[-1]

    @property
    def is_locked(self) -> bool:
        return bool(self.flags & _ENCRYPTED)

    @property
    def is_archive(self) -> bool:
        return PurePosixPath(self.base.casefold()).suffix in _ARCHIVES


@dataclass(frozen=True)
class Container:
    """A sound ZIP: its bytes, and its files in the order of its list, without folders."""

    stream: BinaryIO
    entries: tuple[Entry, ...]

    def check(self, opened: list[Entry]) -> None:
        """Whether these files may be opened. Raises ArchiveRefused."""
        if not opened:
            raise ArchiveRefused(self._nothing_to_open())
        for entry in opened:
            if entry.is_locked:
                raise ArchiveRefused(Fault.ENCRYPTED)
            if not _is_safe(entry.name):
                raise ArchiveRefused(Fault.UNSAFE_NAME)
            if stat.S_ISLNK(entry.attributes >> 16):
                raise ArchiveRefused(Fault.LINK)
            if entry.method not in (STORED, DEFLATED):
                raise ArchiveRefused(Fault.NOT_PLAIN)
        if len({entry.name.casefold() for entry in opened}) < len(opened):
            raise ArchiveRefused(Fault.SAME_NAME)

    def _nothing_to_open(self) -> Fault:
        """Why none of the files is one that we read."""
        if not self.entries:
            return Fault.NOTHING_IN_IT
        if any(entry.is_locked for entry in self.entries):
            return Fault.ENCRYPTED
        # Most likely LinkedIn's own file, packed once more.
        is_nested = any(entry.is_archive for entry in self.entries)
        return Fault.NESTED if is_nested else Fault.NOT_LINKEDINS


def open_container(stream: BinaryIO) -> Container:
    """The archive: few enough files, and none that overlaps another.

    Raises ArchiveRefused. Nothing has been unpacked yet.
    """
    listed_at, listed_size, shift = _list_position(stream)
    stream.seek(listed_at)
    entries = list(_listed_entries(stream.read(listed_size), shift))
    placed = _located_entries(stream, entries, listed_at)
    return Container(stream, tuple(entry for entry in placed if entry.base))


def _list_position(stream: BinaryIO) -> tuple[int, int, int]:
    """Where the list of files starts, its bytes, and how far everything lies behind the places that
    the archive gives."""
    size = stream.seek(0, 2)
    if size == 0:
        raise ArchiveRefused(Fault.EMPTY)
    if size > limits.LARGEST_UPLOAD:
        raise ArchiveRefused(Fault.TOO_LARGE)
    stream.seek(0)
    start = stream.read(len(_FILE_HEADER))
    if start not in (_FILE_HEADER, _END):
        raise ArchiveRefused(Fault.NOT_A_ZIP)
    tail_at = max(0, size - _END_SIZE - _LONGEST_COMMENT)
    stream.seek(tail_at)
    tail = stream.read()
    place = _end_position(tail)
    if place < 0:
        raise ArchiveRefused(Fault.CUT_SHORT)
    _, disk, list_disk, _, count, listed_size, given_at, _ = struct.unpack(
        "<4s4H2LH", tail[place : place + _END_SIZE]
    )
    locator = place - _LOCATOR_SIZE
    has_zip64 = locator >= 0 and tail[locator : locator + 4] == _ZIP64_LOCATOR
    if disk or list_disk or has_zip64 or count == 0xFFFF:
        raise ArchiveRefused(Fault.NOT_PLAIN)
    if count > limits.MOST_ENTRIES or listed_size > limits.LARGEST_DIRECTORY:
        raise ArchiveRefused(Fault.TOO_MANY_FILES)
    listed_at = tail_at + place - listed_size
    if listed_at < given_at:
        raise ArchiveRefused(Fault.DAMAGED)
    return listed_at, listed_size, listed_at - given_at


def _end_position(tail: bytes) -> int:
    """Where the end record starts; -1 without one. One without a comment comes first, whatever a
    comment may hold."""
    plain = len(tail) - _END_SIZE
    if plain >= 0 and tail[plain : plain + 4] == _END and tail.endswith(b"\0\0"):
        return plain
    place = tail.rfind(_END)
    return place if 0 <= place <= plain else -1


def _listed_entries(data: bytes, shift: int) -> Iterator[Entry]:
    """The files that the list names, however many the end record says there are."""
    place = count = 0
    while place < len(data):
        if data[place : place + 4] != _ENTRY_SIGNATURE or len(data) - place < _ENTRY_FORMAT.size:
            raise ArchiveRefused(Fault.DAMAGED)
        # Counted here, because the end record may lie.
        count += 1
        if count > limits.MOST_ENTRIES:
            raise ArchiveRefused(Fault.TOO_MANY_FILES)
        fields = _ENTRY_FORMAT.unpack_from(data, place)
        flags, method, checksum, packed, unpacked = fields[3], fields[4], *fields[7:10]
        name_size, extra_size, comment_size = fields[10:13]
        name_at = place + _ENTRY_FORMAT.size
        name = data[name_at : name_at + name_size]
        place = name_at + name_size + extra_size + comment_size
        if place > len(data):
            raise ArchiveRefused(Fault.DAMAGED)
        if _IN_ZIP64 in (packed, unpacked, fields[16]):
            raise ArchiveRefused(Fault.NOT_PLAIN)
        # A name cut in the middle of a letter is no reason to refuse the archive.
        text = name.decode("utf-8", "replace") if flags & _UTF8_NAME else name.decode("cp437")
        where = fields[16] + shift
        yield Entry(text, flags, method, checksum, packed, unpacked, fields[15], where)


def _located_entries(stream: BinaryIO, entries: list[Entry], listed_at: int) -> Iterator[Entry]:
    """The files with the places of their bytes. Each one's header and data must lie before the list
    of files and share no byte with another's."""
    places: list[tuple[int, int]] = []
    placed = []
    for entry in entries:
        stream.seek(entry.header_at)
        header = stream.read(_FILE_HEADER_SIZE)
        if len(header) < _FILE_HEADER_SIZE or header[:4] != _FILE_HEADER:
            raise ArchiveRefused(Fault.DAMAGED)
        name_size, extra_size = struct.unpack("<2H", header[26:30])
        data_at = entry.header_at + _FILE_HEADER_SIZE + name_size + extra_size
        places.append((entry.header_at, data_at + entry.packed))
        placed.append(data_at)
    # The list of files is the last neighbour.
    places = [*sorted(places), (listed_at, listed_at)]
    for (_, end), (following, _) in pairwise(places):
        if end > following:
            raise ArchiveRefused(Fault.OVERLAPPING)
    return (replace(entry, data_at=at) for entry, at in zip(entries, placed, strict=True))


def _is_safe(name: str) -> bool:
    """Whether the name stays in its folder on every system. We write no file by such a name; one
    that is unsafe shows that somebody made the archive for that."""
    return (
        not re.search(r"[\x00-\x1f\x7f]", name)
        and not name.startswith(("/", "\\"))
        and not _DRIVE.match(name)
        and ".." not in re.split(r"[/\\]", name)
    )
