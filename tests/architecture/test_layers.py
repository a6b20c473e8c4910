"""The contracts bite: each forbidden import or folder makes import-linter fail."""

import os
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tools.paths import ROOT, venv_program

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return copy_sources(tmp_path)


def copy_sources(folder: Path) -> Path:
    """A copy of the sources that a test may spoil."""
    for name in CONTRACTS["root_packages"]:
        shutil.copytree(
            ROOT / name,
            folder / name,
            ignore=lambda _folder, names: [n for n in names if not _is_source(n)],
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def _is_source(name: str) -> bool:
    return name != "__pycache__" and ("." not in name or name.endswith(".py"))


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [venv_program("lint-imports"), "--no-cache"],
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


FORBIDDEN = [
    pytest.param(
        *("claims/money/cents.py", "import claims.plans", "rooms"),
        id="a lower layer imports higher",
    ),
    pytest.param(
        *(
            "claims/calculator/eligibility/__init__.py",
            "import claims.calculator.damages",
            "calculator-rooms",
        ),
        id="siblings import one another",
    ),
    pytest.param(
        *("claims/casework/docket/__init__.py", "import claims.casework.review", "casework-rooms"),
        id="a lower part of casework imports a higher",
    ),
    pytest.param(
        *("portal/web/__init__.py", "import portal.claimant.question_forms", "portal-rooms"),
        id="what serves every page imports an audience's",
    ),
    pytest.param(
        *("claims/casework/intake/__init__.py", "import portal.urls", "one-way"),
        id="claims imports portal",
    ),
    pytest.param(
        *("claims/tally/__init__.py", "import celery", "domain"), id="claims imports celery"
    ),
    pytest.param(
        *("claims/exports/__init__.py", "import rest_framework.views", "domain"),
        id="claims imports DRF",
    ),
    pytest.param(
        *("claims/calculator/__init__.py", "import django.db", "calculator"),
        id="the calculator imports Django",
    ),
    pytest.param(
        *("claims/calculator/__init__.py", "import claims.models", "rooms"),
        id="the calculator imports the models",
    ),
    pytest.param(
        *("claims/verification/__init__.py", "import claims.money", "second-implementation"),
        id="the verifier imports what it checks",
    ),
    pytest.param(
        *("portal/urls.py", "import tools.paths", "portal-tools"),
        id="the portal imports the tools",
    ),
]
"""Module, the line that it must not have, and the contract that forbids it."""


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says of a tree with every forbidden import in it."""
    spoiled = copy_sources(tmp_path_factory.mktemp("spoiled"))
    for module, line, _ in (each.values for each in FORBIDDEN):
        append(spoiled / str(module), str(line))
    result = lint_imports(spoiled)
    assert result.returncode != 0
    return result.stdout


@pytest.mark.parametrize(("module", "line", "contract"), FORBIDDEN)
def test_a_forbidden_import_breaks_a_contract(
    broken: str, module: str, line: str, contract: str
) -> None:
    (name,) = (each["name"] for each in CONTRACTS["contracts"] if each["id"] == contract)
    assert f"{name} BROKEN" in broken
    # Each broken contract has a part of its own, under its name underlined.
    said = broken.partition(f"{name}\n{'-' * len(name)}\n")[2].partition("\n---")[0]
    importer = module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    imported = line.removeprefix("import ")
    is_ours = imported.startswith(tuple(CONTRACTS["root_packages"]))
    # Of a package from outside, import-linter names no modules.
    named = imported if is_ours else imported.partition(".")[0]
    assert f"- {importer} -> {named} (l." in " ".join(said.split())
