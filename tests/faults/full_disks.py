"""A small disk, that can be filled and freed."""

import contextlib
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults.installation import Installation

_MEGABYTES = 64


@dataclass(frozen=True)
class Disk:
    """`kind` says how it is made: as root a file system in memory, else a limit on the size of
    files that the workers write."""

    kind: str
    fill: Callable[[], None]
    free: Callable[[], None]


@contextlib.contextmanager
def small_disk(
    installation: Installation, folder: Path, megabytes: int = _MEGABYTES
) -> Iterator[Disk]:
    """Within, what is written to the folder lies on a small disk, and is gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0:
        ballast = folder / "ballast"
        try:
            yield Disk("tmpfs", lambda: _fill(ballast), ballast.unlink)
        finally:
            # Lazily: a worker may hold a file of it open.
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        return
    yield Disk(
        "RLIMIT_FSIZE",
        lambda: _limit(installation, 512),
        lambda: _limit(installation, resource.RLIM_INFINITY),
    )


def _fill(ballast: Path) -> None:
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 16))


def _limit(installation: Installation, size: int) -> None:
    # Only of those that do the work: their parent could not write its log.
    for child in installation.children("worker"):
        _, hard = resource.prlimit(child, resource.RLIMIT_FSIZE)
        resource.prlimit(child, resource.RLIMIT_FSIZE, (size, hard))
