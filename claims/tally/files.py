"""A stage's file: written to a temporary name, flushed, hashed, and renamed to its own hash."""

import json
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from claims.models import Tally, TallyStage
from claims.records.lookup import sha256_of_file


class StageFileAltered(Exception):
    """A file that a stage left is missing or no longer what it was."""


def keep(tally: Tally, stage: str, suffix: str, write: Callable[[Path], None]) -> str:
    """Have `write` fill a temporary file, keep it as STAGE-HASH.SUFFIX, and return its SHA-256.

    Two workers doing one stage at once leave the same bytes under the same name, or different
    names of which the database remembers one.
    """
    folder = _folder(tally)
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{stage}-{uuid.uuid4().hex}.partial"
    try:
        write(partial)
        with partial.open("rb") as stream:
            os.fsync(stream.fileno())
        sha256 = sha256_of_file(partial)
        partial.replace(folder / _name(stage, sha256, suffix))
    finally:
        partial.unlink(missing_ok=True)
    return sha256


def kept(tally: Tally, stage: str, suffix: str) -> Path:
    """The file of a stage that is done, checked against its hash. Raises StageFileAltered."""
    sha256 = TallyStage.objects.get(tally=tally, name=stage).sha256
    path = _folder(tally) / _name(stage, sha256, suffix)
    if not path.is_file() or sha256_of_file(path) != sha256:
        raise StageFileAltered(
            f"Tally {tally.number}: {path.name} is missing or was altered. Run the tally again."
        )
    return path


def keep_json(tally: Tally, stage: str, value: Any) -> str:
    """Keep a JSON value as the stage's file."""
    text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False)
    return keep(tally, stage, "json", lambda path: _write_text(path, text))


def kept_json(tally: Tally, stage: str) -> Any:
    """The JSON value of a stage that is done."""
    return json.loads(kept(tally, stage, "json").read_text(encoding="utf-8"))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _folder(tally: Tally) -> Path:
    return Path(settings.DATA_DIR) / tally.folder


def _name(stage: str, sha256: str, suffix: str) -> str:
    return f"{stage}-{sha256[:16]}.{suffix}"
