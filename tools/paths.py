"""Where things lie in a checkout."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MANAGE = ROOT / "manage.py"
BUILD = ROOT / ".build"
DIST = ROOT / "frontend" / "dist"

SITE_VARIABLES = ("DATABASE_URL", "REDIS_URL", "DATA_DIR", "SECRET_KEY", "DJANGO_SETTINGS_MODULE")
"""What a person has set for the site, and must not reach the tests."""


def data_dir() -> Path:
    """DATA_DIR of the environment, or `var/` in the checkout, as the settings have it."""
    return Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()


def venv_program(name: str) -> str:
    """The full path of a program that the requirements brought, such as `npm` or `celery`."""
    return str(VENV / "bin" / name)


def print_line(line: str) -> None:
    """One line for the person at the terminal, at once."""
    print(line, flush=True)


def print_error(line: str) -> None:
    """One line about what went wrong, at once, where errors go."""
    print(line, file=sys.stderr, flush=True)
