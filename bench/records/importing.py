"""An import, and the same rows only sorted by DuckDB, each in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.records.rows import Files


@dataclass(frozen=True, slots=True)
class Run:
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


def run(way: str, files: Files, file_format: str, folder: Path) -> Run:
    """Measure one way over the messages in one format; what it writes is removed."""
    messages = files.messages_csv if file_format == "CSV" else files.messages_parquet
    with tempfile.TemporaryDirectory(dir=folder) as place:
        command = [sys.executable, "-m", "bench.records.work", way]
        command += [str(files.accounts), str(messages), place]
        output = Path(place) / "seconds.json"
        with output.open("w") as stream:
            process = subprocess.Popen(command, stdout=stream)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{way} over {messages.name} failed.")
        seconds = json.loads(output.read_text())
    cpu = usage.ru_utime + usage.ru_stime
    return Run(way, file_format, seconds, cpu, usage.ru_maxrss // 1024)
