import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command


@pytest.fixture(autouse=True)
def _database(db: None, data_dir: object) -> None:
    """Each command has an empty database and data folder."""


@pytest.fixture
def run() -> Callable[..., Any]:
    """Run a command with --json and read what it prints."""

    def run(name: str, *arguments: object, **options: object) -> Any:
        out = StringIO()
        call_command(name, *map(str, arguments), "--json", stdout=out, **options)
        (line,) = out.getvalue().splitlines()
        return json.loads(line)

    return run


@pytest.fixture
def refusal() -> Callable[..., str]:
    """Run a command that must fail, and read the one line that it fails with."""

    def refusal(name: str, *arguments: object) -> str:
        with pytest.raises(CommandError) as error:
            call_command(name, *map(str, arguments), stdout=StringIO(), stderr=StringIO())
        assert error.value.returncode == 1
        (line,) = str(error.value).splitlines()
        return line

    return refusal
