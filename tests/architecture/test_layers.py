"""The contracts bite: each forbidden import or folder makes import-linter fail."""

import os
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from house.places import ROOT, tool

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the sources that a test may spoil."""
    for name in CONTRACTS["root_packages"]:
        shutil.copytree(
            ROOT / name,
            tmp_path / name,
            ignore=lambda _folder, names: [n for n in names if not _is_source(n)],
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def _is_source(name: str) -> bool:
    return name != "__pycache__" and ("." not in name or name.endswith(".py"))


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [tool("lint-imports"), "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )


def append(path: Path, line: str) -> None:
    path.write_text(f"{path.read_text()}\n{line}\n")


def test_the_tree_as_it_is_keeps_every_contract(tree: Path) -> None:
    result = lint_imports(tree)

    assert result.returncode == 0, result.stdout + result.stderr


def test_a_new_folder_in_claims_has_to_be_given_a_layer(tree: Path) -> None:
    folder = tree / "claims" / "utils"
    folder.mkdir()
    (folder / "__init__.py").write_text("")

    result = lint_imports(tree)

    assert result.returncode != 0
    assert "utils" in result.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        pytest.param(
            "claims/money/cents.py", "import claims.plans", id="a lower layer imports higher"
        ),
        pytest.param(
            "claims/eligibility/__init__.py",
            "import claims.damages",
            id="siblings import one another",
        ),
        pytest.param("claims/intake/__init__.py", "import portal.urls", id="claims imports portal"),
        pytest.param("claims/tally/__init__.py", "import celery", id="claims imports celery"),
        pytest.param(
            "claims/exports/__init__.py", "import rest_framework.views", id="claims imports DRF"
        ),
        pytest.param(
            "claims/calculation/__init__.py", "import django.db", id="the calculator imports Django"
        ),
        pytest.param(
            "claims/calculation/__init__.py",
            "import claims.models",
            id="the calculator imports the models",
        ),
        pytest.param(
            "claims/verification/__init__.py",
            "import claims.money",
            id="the verifier imports what it checks",
        ),
        pytest.param("portal/urls.py", "import house.places", id="the portal imports the house"),
    ],
)
def test_a_forbidden_import_breaks_a_contract(tree: Path, module: str, line: str) -> None:
    append(tree / module, line)

    result = lint_imports(tree)

    assert result.returncode != 0
    assert "BROKEN" in result.stdout
