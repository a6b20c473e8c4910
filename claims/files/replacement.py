"""Files that are whole or not there: written beside their place, flushed, and renamed.

The promise, for every file that is put in its place here:

* Whoever opens the place finds what stood there before or the whole new file, never a part of one.
* Once it is in its place it stays there whole, even when the power fails: its bytes are on disk
  before it is renamed, and its name is before the call returns.
* An error leaves the place as it was and nothing beside it.
* A process that is killed leaves at most `.NAME-RANDOM.partial` in the same folder. Nothing reads
  such a file, and no later one is given its name, so it can be deleted at any time.
* A private file can be read by its owner alone, from its first byte on.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacement(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Where to write what takes the place of `path` when the block ends.

    The folder must be there. After an exception `path` is as it was before.
    """
    with unfinished(path, private=private) as partial:
        yield partial
        replace_file(partial, path)


@contextmanager
def unfinished(path: Path, *, private: bool = False) -> Iterator[Path]:
    """A file beside `path` that is deleted when the block ends, unless it was put in its place.

    It does not exist yet, so that an engine may make it; a private one exists and is empty.
    """
    partial = path.with_name(f".{path.name}-{secrets.token_hex(8)}.partial")
    try:
        if private:
            os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield partial
    finally:
        partial.unlink(missing_ok=True)


def replace_file(made: Path, path: Path) -> None:
    """Rename a file or a folder on the same disk; it is there for good when this returns.

    Of a folder the files must have been flushed already. A file that stands at `path` is replaced.
    """
    flush(made)
    made.replace(path)
    flush(path.parent)


def flush(path: Path) -> None:
    """Have the bytes of a file, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
