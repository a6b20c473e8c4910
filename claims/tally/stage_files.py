"""A stage's file: written to a temporary name, flushed, hashed, and renamed to its own hash."""

import fcntl
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from claims.files.hashes import sha256_of_file
from claims.files.replacement import replace_file, unfinished
from claims.models import Tally, TallyStage
from claims.tally.result import StageResult


class StageFileAltered(Exception):
    """A file that a stage left is missing or no longer what it was."""


def store_file(
    tally: Tally, stage: str, suffix: str, write: Callable[[Path], None], part: int = 0
) -> str:
    """Have `write` fill a temporary file, keep it as STAGE-PART-HASH.SUFFIX, return its SHA-256.

    Two workers doing one stage at once leave the same bytes under the same name, or different
    names of which the database remembers one.
    """
    folder = tally_folder(tally)
    folder.mkdir(parents=True, exist_ok=True)
    with unfinished(folder / f"{stage}-{part}") as partial:
        write(partial)
        sha256 = sha256_of_file(partial)
        replace_file(partial, folder / _file_name(stage, part, sha256, suffix))
    return sha256


def store_rows(
    tally: Tally, stage: str, write: Callable[[Path], int], part: int = 0
) -> StageResult:
    """Keep the Parquet file that `write` fills, as `keep` does; `write` returns its rows."""
    rows: list[int] = []
    sha256 = store_file(tally, stage, "parquet", lambda path: rows.append(write(path)), part)
    return StageResult(rows[0], sha256)


def stage_file(tally: Tally, stage: str, suffix: str, part: int = 0) -> Path:
    """The file of a stage that is done, checked against its hash. Raises StageFileAltered."""
    sha256 = TallyStage.objects.get(tally=tally, name=stage, part=part).sha256
    return hashed_file(tally, stage, suffix, sha256, part)


def hashed_file(tally: Tally, stage: str, suffix: str, sha256: str, part: int = 0) -> Path:
    """A file known by its hash, which another file of the tally names. Raises StageFileAltered."""
    path = tally_folder(tally) / _file_name(stage, part, sha256, suffix)
    if not path.is_file() or sha256_of_file(path) != sha256:
        raise StageFileAltered(
            f"Tally {tally.number}: {path.name} is missing or was altered. Run the tally again."
        )
    return path


def part_files(tally: Tally, stage: str) -> list[Path]:
    """The Parquet files of all parts of a stage, each checked."""
    return [stage_file(tally, stage, "parquet", part) for part in range(tally.parts)]


def store_json(tally: Tally, stage: str, value: Any) -> str:
    """Keep a JSON value as the stage's file."""
    text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False)
    return store_file(tally, stage, "json", lambda path: _write_text(path, text))


def stage_json(tally: Tally, stage: str) -> Any:
    """The JSON value of a stage that is done."""
    return json.loads(stage_file(tally, stage, "json").read_text(encoding="utf-8"))


@contextmanager
def part_lock(tally: Tally, stage: str, part: int) -> Iterator[bool]:
    """Whether nobody else does this part of the stage now; if so, nobody will until this ends.

    The kernel lets go of the lock when a process dies, however it dies. It only saves double work:
    doing a part twice does no harm.
    """
    path = _lock_path(tally, stage, part)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        # A mark each time, because one whose process is killed leaves no other trace.
        lock.write(".")
        lock.flush()
        yield True


def part_beginnings(tally: Tally, stage: str, part: int) -> int:
    """How often somebody alone has begun this part of the stage."""
    path = _lock_path(tally, stage, part)
    return path.stat().st_size if path.is_file() else 0


def clear_part(tally: Tally, stage: str, part: int) -> None:
    """Remove what a worker that was killed in this part left half written; the caller is alone."""
    _remove_files(tally_folder(tally), f".{stage}-{part}-*.*")


def clear_files(tally: Tally) -> None:
    """Remove all that is only of use while the tally runs. Whoever still works on it then fails,
    and finds that nothing is left to do."""
    _remove_files(tally_folder(tally), ".*.partial", ".*.csv")
    shutil.rmtree(spill_folder(tally), ignore_errors=True)


def spill_folder(tally: Tally) -> Path:
    """Where engines put what they cannot hold in memory."""
    return tally_folder(tally) / ".spill"


def tally_folder(tally: Tally) -> Path:
    """Where the files of the tally lie."""
    return Path(settings.DATA_DIR) / tally.folder


def _lock_path(tally: Tally, stage: str, part: int) -> Path:
    return tally_folder(tally) / f".{stage}-{part}.lock"


def _remove_files(folder: Path, *patterns: str) -> None:
    for pattern in patterns:
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _file_name(stage: str, part: int, sha256: str, suffix: str) -> str:
    return f"{stage}-{part}-{sha256[:16]}.{suffix}"
