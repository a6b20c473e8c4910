"""`manifest.json`: which files belong together, and what the tally was made from."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from claims.exports.determinations import utc_text
from claims.files.hashes import sha256_of_file
from claims.models import Tally

MANIFEST_FILE = "manifest.json"


def manifest_content(tally: Tally, files: Sequence[Path], also: Path) -> dict[str, Any]:
    """What the manifest says of these files. Files that the manifest `also` names stay listed while
    they are there and of the same tally, so that two formats can lie in one folder."""
    entries = {path.name: _file_entry(path) for path in files}
    earlier = read_manifest(also)
    if earlier.get("root_sha256") == tally.root_sha256 and earlier.get("tally") == tally.number:
        for name in earlier["files"]:
            path = also.parent / Path(name).name
            if name not in entries and path.is_file():
                entries[name] = _file_entry(path)
    production = tally.production
    return {
        "tally": tally.number,
        "matter": tally.matter.slug,
        "sealed_at": utc_text(tally.sealed_at) if tally.sealed_at else None,
        "plan": {"version": tally.plan_version.number, "sha256": tally.plan_version.sha256},
        "production": (
            {"number": production.number, "sha256": production.sha256} if production else None
        ),
        "inputs_sha256": tally.inputs_sha256,
        "root_sha256": tally.root_sha256,
        "engine": tally.engine,
        "seal_sha256": tally.seal_sha256,
        "counts": tally.counts,
        "totals_cents": tally.totals_cents,
        **({"fund": tally.fund} if tally.fund else {}),
        "files": {name: entries[name] for name in sorted(entries)},
    }


def write_manifest(content: dict[str, Any], folder: Path) -> Path:
    """Write the manifest into the folder."""
    path = folder / MANIFEST_FILE
    path.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return path


def _file_entry(path: Path) -> dict[str, Any]:
    return {"sha256": sha256_of_file(path), "bytes": path.stat().st_size}


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest that is there; empty where there is none that can be read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    if not isinstance(content, dict) or not isinstance(content.get("files"), dict):
        return {}
    return content
