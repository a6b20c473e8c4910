"""One file of the archive as a stream of bytes, counted as they come out."""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from claims.archives import limits
from claims.archives.container import BROKEN
from claims.archives.refusals import ArchiveRefused, Fault


@dataclass
class Budget:
    """What may still be spent on one archive."""

    bytes_left: int = field(default_factory=lambda: limits.MOST_BYTES)
    steps_left: int = field(default_factory=lambda: limits.MOST_STEPS)


def chunks_of(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, budget: Budget
) -> Iterator[bytes]:
    """The bytes of one file, a chunk at a time, to its end and its checksum.

    Raises ArchiveRefused, naming the file by `name`, when more comes out than the limits allow,
    when it is damaged, and when its length is not what the archive says.
    """
    unpacked = 0
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(limits.CHUNK):
                unpacked += len(chunk)
                budget.bytes_left -= len(chunk)
                if _is_too_much(unpacked, entry) or budget.bytes_left < 0:
                    raise ArchiveRefused(Fault.UNPACKS_TOO_LARGE, name)
                yield chunk
    except ArchiveRefused:
        raise
    except (*BROKEN, zlib.error):
        raise ArchiveRefused(Fault.FILE_DAMAGED, name) from None
    if unpacked != entry.file_size:
        raise ArchiveRefused(Fault.FILE_DAMAGED, name)


def _is_too_much(unpacked: int, entry: zipfile.ZipInfo) -> bool:
    if unpacked > limits.LARGEST_ENTRY:
        return True
    return unpacked > limits.MEGABYTE and unpacked > entry.compress_size * limits.LARGEST_RATIO
