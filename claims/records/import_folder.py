"""Where an import works: one at a time for a matter, and without a trace unless it succeeds.

Layout, under DATA_DIR/matters/SLUG: `productions/NUMBER` and `refusals/WHEN` are kept; `.importing`
is there while an import runs (its spool, its half-made production, the note of what it publishes).
"""

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from claims.files.replacement import flush, replace_file, replacement
from claims.models import Matter, Production


class CannotImport(Exception):
    """The production cannot be imported; the message says what to do."""


class ImportInProgress(CannotImport):
    """Another process imports into the same matter."""


@dataclass(frozen=True, slots=True)
class ImportFolder:
    """The folders of one running import."""

    matter: Matter
    folder: Path

    @property
    def temporary(self) -> Path:
        """Everything in it is gone when the import ends."""
        return self.folder / ".importing"

    @property
    def production(self) -> Path:
        """Where the new production is made."""
        return self._made("production")

    @property
    def refusals(self) -> Path:
        """Where the lists of refused rows are made."""
        return self._made("refusals")

    def published_production(self, number: int) -> Path:
        """Where the production of this number lies once it is published."""
        return self.folder / "productions" / str(number)

    def free_refusals(self, at: datetime) -> Path:
        """A folder that does not exist yet for the lists of an import at this moment."""
        name = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        wanted = self.folder / "refusals" / name
        count = 1
        while wanted.exists():
            count += 1
            wanted = wanted.with_name(f"{name}-{count}")
        return wanted

    def publish(self, number: int, refusals: Path) -> None:
        """Move the production and the lists of refused rows to their places, on disk for good.

        Until a Production row with the number exists they count as left over: the note written
        first lets the next import clear them if this process dies in between.
        """
        target = self.published_production(number)
        if target.exists():
            # No note names it, so no import of this database left it. It may be the records of
            # another database over the same folder: never delete what a court may ask about. Aside
            # before the note is written, or a kill in between would have it cleared as left over.
            target.rename(target.with_name(f"{number}.set-aside-{refusals.name}"))
        note = {"number": number, "refusals": str(refusals.relative_to(self.folder))}
        with replacement(self._note) as partial:
            partial.write_text(json.dumps(note))
        _move_durably(self.production, target)
        self.publish_refusals(refusals)

    def publish_refusals(self, refusals: Path) -> None:
        """Move only the lists of refused rows to their place."""
        _move_durably(self.refusals, refusals)

    def clear(self) -> None:
        """Remove what this import, or one that was killed, leaves behind."""
        if not self.temporary.exists():
            return
        if self._note.exists():
            note = json.loads(self._note.read_text())
            if not Production.objects.filter(matter=self.matter, number=note["number"]).exists():
                _remove_folder(self.published_production(note["number"]))
                _remove_folder(self.folder / note["refusals"])
        _remove_folder(self.temporary)

    @property
    def _note(self) -> Path:
        return self.temporary / "publishing.json"

    def _made(self, name: str) -> Path:
        folder = self.temporary / name
        folder.mkdir(exist_ok=True)
        return folder


@contextmanager
def open_import_folder(matter: Matter) -> Iterator[ImportFolder]:
    """The only import into this matter, from a clean start to a clean end.

    Raises ImportInProgress if another one is running.
    """
    folder = Path(settings.DATA_DIR) / "matters" / matter.slug
    folder.mkdir(parents=True, exist_ok=True)
    with _import_lock(folder / ".import.lock", matter):
        place = ImportFolder(matter, folder)
        place.clear()
        place.temporary.mkdir()
        try:
            yield place
        finally:
            # If the database cannot say now whether the production was committed, the next import
            # asks it.
            with suppress(DatabaseError):
                place.clear()


@contextmanager
def _import_lock(path: Path, matter: Matter) -> Iterator[None]:
    """Hold the lock; the kernel lets go of it when the process dies, however it dies."""
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ImportInProgress(
                f"Another import into {matter.slug} is running. Wait for it to end, then try again."
            ) from error
        yield


def _move_durably(source: Path, target: Path) -> None:
    """Rename a folder so that after a power cut it is there whole or not at all."""
    for file in sorted(source.iterdir()):
        file.chmod(0o444)
        flush(file)
    target.parent.mkdir(exist_ok=True)
    replace_file(source, target)


def _remove_folder(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
