"""`make check`: everything that a change must pass, each check to its end, then a summary."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools import suite
from tools.places import MANAGE, PYTHON, ROOT, complain, say, tool

# Not `sample`: its people come from a seeded generator, which is no secret and must not be.
GUARDED = ("claims", "portal", "tools")


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
    say("\ncheck: tests")
    if suite.main([]) != 0:
        failed.append("tests")
    if failed:
        complain(f"\ncheck: failed: {', '.join(failed)}")
        return 1
    say("\ncheck: everything passed")
    return 0


def checks(data: str) -> list[Check]:
    """The checks besides the tests. `data` is an empty folder that stands for DATA_DIR."""
    plain = {**os.environ, "DATA_DIR": data, "PYTHONPATH": str(ROOT)}
    manage = [str(PYTHON), str(MANAGE)]
    return [
        Check("ruff check", [tool("ruff"), "check", "."], plain),
        Check("ruff format", [tool("ruff"), "format", "--check", "."], plain),
        Check("templates", [tool("djangofmt"), "--check", "templates"], plain),
        Check("template lines", [str(PYTHON), "-m", "tools.template_lines"], plain),
        Check("mypy", [tool("mypy")], plain),
        Check("import-linter", [tool("lint-imports"), "--no-cache"], plain),
        Check(
            "bandit",
            [tool("bandit"), "-q", "-c", "pyproject.toml", "-r", *GUARDED],
            plain,
        ),
        Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"], plain),
        Check(
            "deployment",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            {**plain, **_production()},
        ),
    ]


def _production() -> dict[str, str]:
    """Secrets that look like production's and open nothing: the check connects to no server."""
    return {
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "DATABASE_URL": "postgres://classfund:unused@localhost/classfund",
        "REDIS_URL": "redis://localhost/0",
        "ALLOWED_HOSTS": "claims.example",
    }


def _passes(check: Check) -> bool:
    say(f"\ncheck: {check.name}")
    code = subprocess.run(check.command, cwd=ROOT, env=check.environment).returncode
    if code != 0:
        complain(f"check: {check.name} failed with exit code {code}")
    return code == 0


if __name__ == "__main__":
    sys.exit(main())
