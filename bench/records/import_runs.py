"""An import, and the same rows only sorted by DuckDB, each in a process of its own."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.processes import run_measured
from bench.records.rows import Files


@dataclass(frozen=True, slots=True)
class ImportRun:
    """What one run took."""

    way: str
    format: str
    seconds: Mapping[str, float]
    cpu_seconds: float
    peak_mebibytes: int

    @property
    def whole(self) -> float:
        """Seconds of all stages."""
        return sum(self.seconds.values())


def run_import(way: str, files: Files, file_format: str, folder: Path) -> ImportRun:
    """Measure one way over the messages in one format; what it writes is removed."""
    messages = files.messages_csv if file_format == "CSV" else files.messages_parquet
    with tempfile.TemporaryDirectory(dir=folder) as place:
        found = run_measured("bench.records.ways", way, str(files.accounts), str(messages), place)
    return ImportRun(way, file_format, found.printed, found.cpu_seconds, found.peak_mebibytes)
