"""`make check`: everything that a change must pass, each check to its end, then a summary."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools import suite
from tools.paths import MANAGE, PYTHON, ROOT, print_error, print_line, venv_program

# Not `sample`: its people come from a seeded generator, which is no secret and must not be.
SCANNED_FOLDERS = ("claims", "portal", "tools")


@dataclass(frozen=True)
class Check:
    """One command that must exit 0."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]


def main() -> int:
    """Run every check and then the suite; 0 if all passed."""
    with tempfile.TemporaryDirectory(prefix="classfund-check-") as data:
        failed = [check.name for check in checks(data) if not _passes(check)]
    print_line("\ncheck: tests")
    if suite.main([]) != 0:
        failed.append("tests")
    if failed:
        print_error(f"\ncheck: failed: {', '.join(failed)}")
        return 1
    print_line("\ncheck: everything passed")
    return 0


def checks(data: str) -> list[Check]:
    """The checks besides the tests. `data` is an empty folder that stands for DATA_DIR."""
    plain = {**os.environ, "DATA_DIR": data, "PYTHONPATH": str(ROOT)}
    manage = [str(PYTHON), str(MANAGE)]
    return [
        Check("ruff check", [venv_program("ruff"), "check", "."], plain),
        Check("ruff format", [venv_program("ruff"), "format", "--check", "."], plain),
        Check("templates", [venv_program("djangofmt"), "--check", "templates"], plain),
        Check("template lines", [str(PYTHON), "-m", "tools.template_lines"], plain),
        Check("mypy", [venv_program("mypy")], plain),
        Check("import-linter", [venv_program("lint-imports"), "--no-cache"], plain),
        Check(
            "bandit",
            [venv_program("bandit"), "-q", "-c", "pyproject.toml", "-r", *SCANNED_FOLDERS],
            plain,
        ),
        Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"], plain),
        Check(
            "deployment",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            {**plain, **_production_environment()},
        ),
    ]


def _production_environment() -> dict[str, str]:
    """Secrets that look like production's and open nothing: the check connects to no server."""
    return {
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "DATABASE_URL": "postgres://classfund:unused@localhost/classfund",
        "REDIS_URL": "redis://localhost/0",
        "ALLOWED_HOSTS": "claims.example",
    }


def _passes(check: Check) -> bool:
    print_line(f"\ncheck: {check.name}")
    code = subprocess.run(check.command, cwd=ROOT, env=check.environment).returncode
    if code != 0:
        print_error(f"check: {check.name} failed with exit code {code}")
    return code == 0


if __name__ == "__main__":
    sys.exit(main())
