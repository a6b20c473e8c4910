"""Which code wrote a file: the version of the project, and the commit where it is known."""

import tomllib
from pathlib import Path

import claims

_ROOT = Path(claims.__file__).parents[1]


def code_version() -> dict[str, str]:
    """`version`, and `commit` if the code lies in a clone; no place on the machine."""
    found = {"version": "unknown"}
    try:
        project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        found["version"] = str(project["project"]["version"])
    except (OSError, tomllib.TOMLDecodeError, KeyError):
        return found
    commit = _commit(_ROOT / ".git")
    return found | ({"commit": commit} if commit else {})


def _commit(git: Path) -> str:
    """The commit that is checked out; empty where there is no clone or its refs are packed away."""
    try:
        head = (git / "HEAD").read_text(encoding="utf-8").strip()
        if not head.startswith("ref: "):
            return head
        name = head.removeprefix("ref: ")
        if (git / name).is_file():
            return (git / name).read_text(encoding="utf-8").strip()
        packed = (git / "packed-refs").read_text(encoding="utf-8").splitlines()
        return next((line.split()[0] for line in packed if line.endswith(f" {name}")), "")
    except OSError:
        return ""
