"""`make test-fast`: in about a minute, for whoever edits, the tests nearest to what has changed.

It runs the pure functions of money, periods, statutes, archives and damages, and the tests of each
file that differs from the last commit (of the last commit itself where nothing differs), nearest
first and at most MOST_MODULES of their modules. Browsers, brokers, workers, killed processes, tests
that commit and PostgreSQL are left to `make test`, which remains what a change must pass.
"""

import ast
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from tools.paths import PYTHON, ROOT, SITE_VARIABLES, print_error, print_line

FAST = "TEST_FAST"
"""When set, tests/conftest.py leaves out the tests that wait for other processes or commit."""
MOST_MODULES = 12
PURE = (
    "tests/claims/money",
    "tests/claims/law/test_periods.py",
    "tests/claims/law/statutes/test_statutes.py",
    "tests/claims/law/statutes/test_regimes_on_file.py",
    "tests/claims/records/archives/test_archive_reader.py",
    "tests/claims/calculator/damages",
)
_NEVER = ("tests/journeys/", "tests/faults/", "tests/landed/", "tests/spark/")


def main(arguments: list[str]) -> int:
    """Run the tests; 0 if all passed. Arguments go to pytest."""
    changed = changed_files()
    modules = {path: imported_by(ROOT / path) for path in _test_modules()}
    near = nearest(changed, modules)
    chosen, left_out = near[:MOST_MODULES], near[MOST_MODULES:]
    print_line(f"tests: {len(changed)} changed files; the nearest modules of tests:")
    for path in chosen:
        print_line(f"  {path}")
    if left_out:
        print_line(f"tests: {len(left_out)} more modules of tests are near; `make test` runs them.")
    with tempfile.TemporaryDirectory(prefix="classfund-tests-") as data:
        env = {name: value for name, value in os.environ.items() if name not in SITE_VARIABLES}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        env |= {"DATA_DIR": data, FAST: "1"}
        processes = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadgroup", "-q"]
        command = [str(PYTHON), "-m", "pytest", *processes, *PURE, *chosen, *arguments]
        return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def changed_files() -> list[str]:
    """Files that differ from the last commit, or that it changed if none does; with new ones."""
    differ = {
        *_git("diff", "--name-only", "--diff-filter=d", "HEAD"),
        *_git("ls-files", "--others", "--exclude-standard"),
    }
    return sorted(differ) or _git("show", "--name-only", "--diff-filter=d", "--format=", "HEAD")


def nearest(changed: Iterable[str], modules: dict[str, frozenset[str]]) -> list[str]:
    """The modules of tests that a change of these files may fail, nearest first.

    `modules` says what each imports. Nearest is a changed module of tests, then the one named after
    a changed file, then one of its folder that imports it, then another that does. Where there is
    none, all modules of the folder of tests that is nearest to the file are.
    """
    near: dict[str, int] = {}
    for path in changed:
        ranks = dict(_ranks(path, modules))
        if not ranks:
            ranks = dict.fromkeys(_of_folder(path, modules), 4)
        for test, rank in ranks.items():
            near[test] = min(rank, near.get(test, rank))
    return sorted(near, key=lambda test: (near[test], test))


def imported_by(path: Path) -> frozenset[str]:
    """The dotted names that a module imports, and those of what it imports from them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def _ranks(path: str, modules: dict[str, frozenset[str]]) -> Iterator[tuple[str, int]]:
    file = PurePosixPath(path)
    dotted = ".".join(file.with_suffix("").parts).removesuffix(".__init__")
    for test, imported in modules.items():
        is_beside = PurePosixPath(test).parent == _folder_of_tests(file)
        if test == path:
            yield test, 0
        elif is_beside and PurePosixPath(test).stem == f"test_{file.stem}":
            yield test, 1
        elif file.suffix == ".py" and dotted in imported:
            yield test, 2 if is_beside else 3


def _of_folder(path: str, modules: dict[str, frozenset[str]]) -> list[str]:
    """All modules of the folder of tests that is nearest; none for a file of the whole project."""
    folder = _folder_of_tests(PurePosixPath(path))
    while len(folder.parts) > 1:
        if found := [test for test in modules if PurePosixPath(test).is_relative_to(folder)]:
            return found
        folder = folder.parent
    return []


def _folder_of_tests(file: PurePosixPath) -> PurePosixPath:
    """Where the tests of a file are: they mirror the source, and pages are the portal's."""
    parts = file.parent.parts
    if parts[:1] == ("tests",):
        return file.parent
    if parts[:1] == ("templates",):
        return PurePosixPath("tests", "portal", *parts[1:])
    return PurePosixPath("tests", *parts)


def _test_modules() -> list[str]:
    found = (path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py"))
    return sorted(path for path in found if not path.startswith(_NEVER))


def _git(*arguments: str) -> list[str]:
    # Git stands where PATH says: there is no one folder for it.
    result = subprocess.run(  # nosec B607
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        print_error(f"tests: git {arguments[0]}: {result.stderr.strip()}")
    return result.stdout.splitlines()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
