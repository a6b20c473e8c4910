"""The lock files pin everything and name no place to download from."""

import json
import re
from pathlib import Path

import pytest

from tools.paths import ROOT

REQUIREMENTS = sorted(path.name for path in ROOT.glob("requirements*.txt"))
PLACE = re.compile(r"https?://|file://|--index-url|--extra-index-url|--find-links|-f ")


def pinned(path: Path) -> list[str]:
    """The requirements of a file, each with its hashes on one line."""
    text = path.read_text().replace("\\\n", " ")
    return [
        line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_has_one_version_and_its_hashes(name: str) -> None:
    loose = [
        line
        for line in pinned(ROOT / name)
        if not re.match(r"\S+==\S+.*--hash=sha256:[0-9a-f]{64}", line)
    ]

    assert loose == []


@pytest.mark.parametrize("name", [*REQUIREMENTS, "package-lock.json", "package.json", ".npmrc"])
def test_no_file_names_an_index_host(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    # The lock file repeats where a package asks for money: no place to download from.
    named = [line for line in lines if PLACE.search(line) and '"url":' not in line]

    assert named == []


def test_the_lock_file_holds_no_resolved_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_every_front_end_package_is_pinned_exactly() -> None:
    asked = json.loads((ROOT / "package.json").read_text())["devDependencies"]

    assert [version for version in asked.values() if not re.fullmatch(r"[0-9.]+", version)] == []


def test_every_test_folder_is_a_package() -> None:
    """Without it tests/claims would be imported as `claims`."""
    bare = sorted(
        str(folder.relative_to(ROOT))
        for folder in {path.parent for path in (ROOT / "tests").rglob("*.py")}
        if not (folder / "__init__.py").is_file()
    )

    assert bare == []
