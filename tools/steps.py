"""A step of the setup, skipped while neither its inputs nor its outputs have changed.

The stamp is a hash of what the inputs hold, not of when they were written: a fresh clone, a
switched branch and a touched file all give the right answer.
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.paths import BUILD, ROOT, print_line


class SetupFailed(Exception):
    """The setup cannot go on; the message says what to do about it."""


@dataclass(frozen=True)
class Step:
    """One thing that the setup does.

    `inputs` are files or folders (a folder stands for every file in it), `also` any text that the
    result depends on, `outputs` what must be there for the step to count as done.
    """

    name: str
    does: str
    act: Callable[[], None]
    inputs: Sequence[Path] = ()
    outputs: Sequence[Path] = ()
    also: Sequence[str] = field(default=())

    def fingerprint(self) -> str:
        """SHA-256 over the names and contents of the inputs and over `also`."""
        digest = hashlib.sha256()
        for path in _files(self.inputs):
            digest.update(f"{_name(path)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        for text in self.also:
            digest.update(f"{text}\0".encode())
        return digest.hexdigest()

    def is_done(self, stamps: Path) -> bool:
        """Whether the last run saw the same inputs and its outputs are still there."""
        stamp = stamps / self.name
        return (
            all(output.exists() for output in self.outputs)
            and stamp.is_file()
            and stamp.read_text() == self.fingerprint()
        )

    def run(self, stamps: Path = BUILD / "stamps") -> bool:
        """Do the step unless it is done; True if it was carried out."""
        if self.is_done(stamps):
            return False
        print_line(f"setup: {self.does} …")
        started = time.monotonic()
        stamp = stamps / self.name
        stamp.unlink(missing_ok=True)
        self.act()
        missing = [_name(output) for output in self.outputs if not output.exists()]
        if missing:
            raise SetupFailed(
                f"The step '{self.name}' ended without {', '.join(missing)}. "
                "Run `make clean` and then `make setup`."
            )
        stamps.mkdir(parents=True, exist_ok=True)
        stamp.write_text(self.fingerprint())
        print_line(f"setup: {self.does}: done in {time.monotonic() - started:.1f} s")
        return True


def _files(paths: Iterable[Path]) -> list[Path]:
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(
                inner
                for inner in path.rglob("*")
                if inner.is_file() and "__pycache__" not in inner.parts
            )
        elif path.is_file():
            found.add(path)
    return sorted(found)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)
