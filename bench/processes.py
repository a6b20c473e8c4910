"""One way measured in a process of its own, so that its time and memory are its own."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ProcessResult:
    """What a process printed, as JSON, and what it took."""

    printed: Any
    cpu_seconds: float
    peak_mebibytes: int


def run_measured(module: str, *arguments: str) -> ProcessResult:
    """Run `python -m module arguments`. Raises RuntimeError when it fails."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([sys.executable, "-m", module, *arguments], stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{module} {' '.join(arguments)} failed.")
        output.seek(0)
        printed = json.load(output)
    return ProcessResult(printed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024)
