"""What a bundle says of itself: manifest.json, and whether its files are what it names."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from claims.verification.bundle_rows import NotABundle

FORMAT = "classfund-bundle/1"
MANIFEST_FILE = "manifest.json"
REQUIRED_FILES = ("determinations.csv", "facts.csv", "plan.yaml")
_LONGEST_MANIFEST = 2**24


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest; raises NotABundle where it is none."""
    path = folder / MANIFEST_FILE
    try:
        if path.stat().st_size > _LONGEST_MANIFEST:
            raise NotABundle(f"{MANIFEST_FILE} is too long to be one. Export the bundle again.")
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotABundle(
            f"{folder} has no {MANIFEST_FILE}. Give the folder of a bundle."
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise NotABundle(
            f"{MANIFEST_FILE} cannot be read as JSON. Export the bundle again."
        ) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise NotABundle(f"{MANIFEST_FILE}: format is not {FORMAT}. Export the bundle again.")
    files = manifest.get("files")
    if not isinstance(files, dict) or not all(isinstance(value, str) for value in files.values()):
        raise NotABundle(f"{MANIFEST_FILE}: files does not give a SHA-256 for each file's name.")
    for name in REQUIRED_FILES:
        if name not in files:
            raise NotABundle(
                f"{MANIFEST_FILE}: files does not name {name}. Export the bundle again."
            )
    return manifest


def changed_files(folder: Path, files: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each file that is not what the manifest says; NotABundle if one is missing."""
    for name, expected in sorted(files.items()):
        place = PurePosixPath(name)
        if not place.parts or place.is_absolute() or ".." in place.parts or str(place) != name:
            raise NotABundle(
                f"{MANIFEST_FILE}: {name[:200]!r} is not the name of a file in the bundle."
            )
        try:
            with (folder / place).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except (OSError, ValueError) as error:
            raise NotABundle(f"{name} is named by {MANIFEST_FILE} and cannot be read.") from error
        if found != expected:
            yield f"{name} was changed: its SHA-256 is {found}, the manifest's {expected[:64]}."
