"""The ZIP file as a container: what must hold before a byte of a file in it is unpacked.

Python's zipfile unpacks; whether the archive is sound is decided here, because 3.11.7 and older do
not notice files that overlap (one kernel of bytes listed a thousand times unpacks to a bomb).
"""

import re
import stat
import struct
import zipfile
from itertools import pairwise
from pathlib import PurePosixPath
from typing import BinaryIO

from claims.archives import limits
from claims.archives.refusals import ArchiveRefused, Fault

_FILE_HEADER, _END, _ZIP64_LOCATOR = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x07"
_END_SIZE, _LOCATOR_SIZE, _FILE_HEADER_SIZE = 22, 20, 30
_LONGEST_COMMENT = 0xFFFF
_ENCRYPTED = 0x1 | 0x40 | 0x2000
"""Bits of the flags: encrypted, strongly encrypted, names hidden."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DRIVE = re.compile(r"[A-Za-z]:")
_ARCHIVES = frozenset(
    {
        *(".zip", ".jar", ".gz", ".tgz", ".bz2", ".tbz", ".xz", ".txz", ".7z", ".rar", ".tar"),
        *(".zst", ".lz4", ".lzma", ".cab", ".iso", ".br", ".z"),
    }
)

# What zipfile raises on bytes that are no sound archive.
BROKEN = (
    zipfile.BadZipFile,
    *(NotImplementedError, RuntimeError, EOFError, struct.error),
    *(UnicodeDecodeError, ValueError, OverflowError, OSError),
)


def open_container(stream: BinaryIO) -> zipfile.ZipFile:
    """The archive, checked: few enough files, none locked, none overlapping another, safe names.

    Raises ArchiveRefused. Nothing has been unpacked yet.
    """
    _check_end(stream)
    try:
        archive = zipfile.ZipFile(stream)
    except BROKEN:
        raise ArchiveRefused(Fault.DAMAGED) from None
    entries = archive.infolist()
    if len(entries) > limits.MOST_ENTRIES:
        raise ArchiveRefused(Fault.TOO_MANY_FILES)
    # First of all, because zipfile stumbles over an entry without a name.
    for entry in entries:
        _check_entry(entry)
    if all(entry.is_dir() for entry in entries):
        raise ArchiveRefused(Fault.NOTHING_IN_IT)
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise ArchiveRefused(Fault.SAME_NAME)
    _check_places(stream, entries, archive.start_dir)
    return archive


def _check_end(stream: BinaryIO) -> None:
    """Look at the record at the end before zipfile reads the list of files that it points at."""
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
    place = _place_of_end(tail)
    if place < 0:
        raise ArchiveRefused(Fault.CUT_SHORT)
    _, disk, directory_disk, _, count, directory_size, _, _ = struct.unpack(
        "<4s4H2LH", tail[place : place + _END_SIZE]
    )
    locator = place - _LOCATOR_SIZE
    has_zip64 = locator >= 0 and tail[locator : locator + 4] == _ZIP64_LOCATOR
    if disk or directory_disk or has_zip64 or count == 0xFFFF:
        raise ArchiveRefused(Fault.NOT_PLAIN)
    if count > limits.MOST_ENTRIES or directory_size > limits.LARGEST_DIRECTORY:
        raise ArchiveRefused(Fault.TOO_MANY_FILES)


def _place_of_end(tail: bytes) -> int:
    """Where the end record starts; -1 without one. Looked for as zipfile does, so that both mean
    the same record."""
    plain = len(tail) - _END_SIZE
    if plain >= 0 and tail[plain : plain + 4] == _END and tail.endswith(b"\0\0"):
        return plain
    place = tail.rfind(_END)
    return place if 0 <= place <= plain else -1


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    if entry.flag_bits & _ENCRYPTED:
        raise ArchiveRefused(Fault.ENCRYPTED)
    if not _is_safe(name):
        raise ArchiveRefused(Fault.UNSAFE_NAME)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise ArchiveRefused(Fault.LINK)
    if not entry.is_dir() and PurePosixPath(name.casefold()).suffix in _ARCHIVES:
        raise ArchiveRefused(Fault.NESTED)
    if entry.compress_type not in _METHODS:
        raise ArchiveRefused(Fault.NOT_PLAIN)


def _is_safe(name: str) -> bool:
    """Whether the name stays in its folder on every system. We write no file by such a name; one
    that is unsafe shows that somebody made the archive for that."""
    return (
        0 < len(name) <= limits.LONGEST_NAME
        and name.isprintable()
        and "\\" not in name
        and not name.startswith("/")
        and not _DRIVE.match(name)
        and ".." not in name.split("/")
    )


def _check_places(stream: BinaryIO, entries: list[zipfile.ZipInfo], directory_at: int) -> None:
    """Each file's header and data must lie before the list of files, and share no byte."""
    places: list[tuple[int, int]] = []
    for entry in entries:
        start = entry.header_offset
        if start < 0:
            raise ArchiveRefused(Fault.DAMAGED)
        stream.seek(start)
        header = stream.read(_FILE_HEADER_SIZE)
        if len(header) < _FILE_HEADER_SIZE or header[:4] != _FILE_HEADER:
            raise ArchiveRefused(Fault.DAMAGED)
        name_length, extra_length = struct.unpack("<2H", header[26:30])
        end = start + _FILE_HEADER_SIZE + name_length + extra_length + entry.compress_size
        places.append((start, end))
    # The list of files is the last neighbour.
    places = [*sorted(places), (directory_at, directory_at)]
    for (_, end), (following, _) in pairwise(places):
        if end > following:
            raise ArchiveRefused(Fault.OVERLAPPING)
