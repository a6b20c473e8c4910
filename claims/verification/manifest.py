"""What a bundle says of itself: manifest.json, and whether its files are what it names."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from claims.verification.lines import NotABundle

FORMAT = "classfund-bundle/1"
NAME = "manifest.json"
REQUIRED = ("determinations.csv", "facts.csv", "plan.yaml")
_LONGEST = 2**24


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest; raises NotABundle where it is none."""
    path = folder / NAME
    try:
        if path.stat().st_size > _LONGEST:
            raise NotABundle(f"{NAME} is too long to be one. Export the bundle again.")
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotABundle(f"{folder} has no {NAME}. Give the folder of a bundle.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise NotABundle(f"{NAME} cannot be read as JSON. Export the bundle again.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise NotABundle(f"{NAME}: format is not {FORMAT}. Export the bundle again.")
    files = manifest.get("files")
    if not isinstance(files, dict) or not all(isinstance(value, str) for value in files.values()):
        raise NotABundle(f"{NAME}: files does not give a SHA-256 for each file's name.")
    for name in REQUIRED:
        if name not in files:
            raise NotABundle(f"{NAME}: files does not name {name}. Export the bundle again.")
    return manifest


def changed_files(folder: Path, files: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each file that is not what the manifest says; NotABundle if one is missing."""
    for name, expected in sorted(files.items()):
        place = PurePosixPath(name)
        if not place.parts or place.is_absolute() or ".." in place.parts or str(place) != name:
            raise NotABundle(f"{NAME}: {name[:200]!r} is not the name of a file in the bundle.")
        try:
            with (folder / place).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except (OSError, ValueError) as error:
            raise NotABundle(f"{name} is named by {NAME} and cannot be read.") from error
        if found != expected:
            yield f"{name} was changed: its SHA-256 is {found}, the manifest's {expected[:64]}."
