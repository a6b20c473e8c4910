"""Files of archives under DATA_DIR/uploads: whole or not there, readable by the site alone.

Each has a name of its own (its hash and a random word), so that whoever takes theirs back takes no
other's.
"""

import contextlib
import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from more_itertools import chunked

from claims.files.replacement import replace_file
from claims.models import ArchiveEvidence, ArchiveUpload, DraftArchive

_FOLDER = "uploads"
_GRACE_PERIOD = timedelta(hours=1)
_PATHS_PER_QUERY = 500


class IncomingFile:
    """A file that is being written where it stays. Closed, it is gone unless it was kept.

    Each method raises OSError where the disk is full or cannot be written.
    """

    def __init__(self) -> None:
        folder = Path(settings.DATA_DIR) / _FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Made with mode 0600.
        descriptor, partial = tempfile.mkstemp(prefix=".partial-", dir=folder)
        self.size_bytes = 0
        self._partial = Path(partial)
        self._file = os.fdopen(descriptor, "wb")
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The hash of what was written so far."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Add what came next."""
        self._file.write(data)
        self._digest.update(data)
        self.size_bytes += len(data)

    def end(self) -> None:
        """Nothing more comes: have all of it on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def keep(self) -> str:
        """Give the file, which has ended, its name; its path relative to DATA_DIR."""
        name = f"{self.sha256}-{secrets.token_hex(4)}.zip"
        replace_file(self._partial, self._partial.with_name(name))
        return f"{_FOLDER}/{name}"

    def close(self) -> None:
        """Delete the file unless it was kept."""
        # What is still in memory may not fit on the disk either.
        with contextlib.suppress(OSError):
            self._file.close()
        self._partial.unlink(missing_ok=True)


def stored_path(path: str) -> Path:
    """Where a file lies whose path is relative to DATA_DIR."""
    return Path(settings.DATA_DIR) / path


def delete_files(paths: Iterable[str]) -> None:
    """Delete files by their paths relative to DATA_DIR; blank ones and those gone are passed."""
    for path in filter(None, paths):
        stored_path(path).unlink(missing_ok=True)


def delete_orphan_files(at: datetime) -> int:
    """Delete files that no draft and no claim names, as a crash leaves them; how many."""
    folder = stored_path(_FOLDER)
    if not folder.is_dir():
        return 0
    # One that is younger may be about to be named.
    before = (at - _GRACE_PERIOD).timestamp()
    old = [f"{_FOLDER}/{path.name}" for path in folder.iterdir() if _is_older(path, before)]
    swept = 0
    for paths in chunked(old, _PATHS_PER_QUERY):
        unneeded = set(paths) - _named_paths(paths)
        delete_files(unneeded)
        swept += len(unneeded)
    return swept


def _is_older(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:  # whoever made it has just deleted it
        return False


def _named_paths(paths: list[str]) -> set[str]:
    # In the order in which a file goes from its upload to the draft's archive and to the claim's:
    # at no moment is it in none of those that are still to be looked at.
    waiting = ArchiveUpload.objects.filter(path__in=paths).values_list("path", flat=True)
    named = set(waiting)
    for model in (DraftArchive, ArchiveEvidence):
        kept = model.objects.filter(kept_path__in=paths)
        named |= set(kept.values_list("kept_path", flat=True))
    return named
