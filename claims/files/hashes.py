"""What is hashed, and how: the bytes of a file, or a value as one canonical text.

Hashes of these texts are in trails, plans and roots, so neither function may ever give another
text or another hash for the same thing.
"""

import hashlib
import json
from pathlib import Path
from typing import Any


def sha256_of_file(path: Path) -> str:
    """Hex SHA-256 of the file's bytes, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def canonical_json(value: Any) -> str:
    """One text for one value: keys sorted, no spaces, so that any engine hashes it the same."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_of(value: Any) -> str:
    """Hex SHA-256 of the value's canonical JSON in UTF-8."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()
