"""`make test-fast` runs the tests that are nearest to what has changed."""

from pathlib import Path

import pytest

from tools.fast import PURE, imported_by, nearest
from tools.paths import ROOT

MODULES = {
    "tests/claims/tally/test_seal_stage.py": frozenset({"claims.tally", "claims.tally.stage_runs"}),
    "tests/claims/tally/test_run.py": frozenset({"claims.tally.seal_stage"}),
    "tests/claims/exports/test_bundle.py": frozenset({"claims.tally.seal_stage"}),
    "tests/claims/plans/test_plans.py": frozenset({"claims.plans", "claims.plans.parse"}),
    "tests/portal/counsel/test_totals.py": frozenset({"claims.tally"}),
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param(
            "tests/claims/tally/test_run.py",
            ["tests/claims/tally/test_run.py"],
            id="a module of tests: itself",
        ),
        pytest.param(
            "claims/tally/seal_stage.py",
            [
                "tests/claims/tally/test_seal_stage.py",
                "tests/claims/tally/test_run.py",
                "tests/claims/exports/test_bundle.py",
            ],
            id="a module: named after it, then of its folder, then any that imports it",
        ),
        pytest.param(
            "claims/plans/__init__.py", ["tests/claims/plans/test_plans.py"], id="a package"
        ),
        pytest.param(
            "claims/tally/README.md",
            ["tests/claims/tally/test_run.py", "tests/claims/tally/test_seal_stage.py"],
            id="no module: all of its folder",
        ),
        pytest.param(
            "templates/counsel/totals.html",
            ["tests/portal/counsel/test_totals.py"],
            id="a page: the portal's tests of its audience",
        ),
        pytest.param("CHANGELOG.md", [], id="a file of the whole project"),
    ],
)
def test_what_is_near_is(changed: str, expected: list[str]):
    assert nearest([changed], MODULES) == expected


def test_of_two_changes_the_nearest_comes_first():
    near = nearest(["claims/tally/seal_stage.py", "tests/claims/exports/test_bundle.py"], MODULES)

    assert near[0] == "tests/claims/exports/test_bundle.py"
    assert len(near) == 3


def test_what_a_module_imports_is_read_without_running_it(tmp_path: Path):
    module = tmp_path / "test_it.py"
    module.write_text("import a.b\nfrom c import d\nraise SystemExit\n")

    assert imported_by(module) == {"a.b", "c", "c.d"}


@pytest.mark.parametrize("path", PURE)
def test_the_pure_functions_tests_are_where_they_are_looked_for(path: str):
    assert (ROOT / path).exists()
