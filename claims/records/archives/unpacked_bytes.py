"""One file of the archive as a stream of bytes, counted as they come out."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from claims.records.archives import limits
from claims.records.archives.archive_faults import ArchiveRefused, Fault
from claims.records.archives.container import STORED, Container, Entry


@dataclass
class Budget:
    """What may still be spent on one archive."""

    bytes_left: int = field(default_factory=lambda: limits.MOST_BYTES)
    steps_left: int = field(default_factory=lambda: limits.MOST_STEPS)
    spent: Callable[[int], None] = lambda _: None
    """Called with the bytes that came out in all, a chunk at a time."""


def file_chunks(container: Container, entry: Entry, name: str, budget: Budget) -> Iterator[bytes]:
    """The bytes of one file, a chunk at a time, to its end and its checksum.

    Raises ArchiveRefused, naming the file by `name`, when more comes out than the limits allow,
    when it is damaged, and when its length is not what the archive says.
    """
    unpacked = checksum = 0
    packed = _packed_chunks(container, entry)
    for chunk in packed if entry.method == STORED else _inflated_chunks(packed, name):
        unpacked += len(chunk)
        checksum = zlib.crc32(chunk, checksum)
        budget.bytes_left -= len(chunk)
        if _is_too_much(unpacked, entry) or budget.bytes_left < 0:
            raise ArchiveRefused(Fault.UNPACKS_TOO_LARGE, name)
        budget.spent(limits.MOST_BYTES - budget.bytes_left)
        yield chunk
    if (unpacked, checksum) != (entry.unpacked, entry.checksum):
        raise ArchiveRefused(Fault.FILE_DAMAGED, name)


def _packed_chunks(container: Container, entry: Entry) -> Iterator[bytes]:
    """The bytes as they lie in the archive."""
    place, end = entry.data_at, entry.data_at + entry.packed
    while place < end:
        # Sought each time: a file may be read again before the first reading is over.
        container.stream.seek(place)
        chunk = container.stream.read(min(limits.CHUNK, end - place))
        if not chunk:
            return
        place += len(chunk)
        yield chunk


def _inflated_chunks(packed: Iterator[bytes], name: str) -> Iterator[bytes]:
    """What deflated bytes unpack to, never more than a chunk at a time."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for chunk in packed:
            left = chunk
            while left and not inflater.eof:
                if out := inflater.decompress(left, limits.CHUNK):
                    yield out
                left = inflater.unconsumed_tail
        while out := inflater.decompress(b"", limits.CHUNK):
            yield out
    except zlib.error:
        raise ArchiveRefused(Fault.FILE_DAMAGED, name) from None
    if not inflater.eof:
        raise ArchiveRefused(Fault.FILE_DAMAGED, name)


def _is_too_much(unpacked: int, entry: Entry) -> bool:
    if unpacked > limits.LARGEST_ENTRY:
        return True
    return unpacked > limits.MEGABYTE and unpacked > entry.packed * limits.LARGEST_RATIO
