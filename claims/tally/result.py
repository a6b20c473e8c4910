"""What a stage leaves."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StageResult:
    """Rows that the stage handled, and the SHA-256 of the file that it left."""

    rows: int
    sha256: str
