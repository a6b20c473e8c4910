"""A command in another shell finds the broker of the server that runs on its data."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.settings.broker import record_broker_url, running_broker_url

POSTGRES = "postgres://somebody:secret@localhost/claims"


@pytest.fixture
def redis_url() -> Iterator[str]:
    """Somebody listens there, which is all that is asked."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_it_is_found_by_who_has_the_same_database(tmp_path: Path, redis_url: str):
    path = record_broker_url(tmp_path, redis_url, POSTGRES)

    assert running_broker_url(tmp_path, POSTGRES) == redis_url
    assert running_broker_url(tmp_path, "") == ""
    assert path.stat().st_mode & 0o777 == 0o600
    assert "secret" not in path.read_text()


def test_nobody_listens_after_a_server_was_killed(tmp_path: Path):
    record_broker_url(tmp_path, "redis://127.0.0.1:1/0", "")

    assert running_broker_url(tmp_path, "") == ""


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"redis_url": "x", "database": ""}'])
def test_a_file_that_says_nothing_is_no_broker(tmp_path: Path, content: str | None):
    if content is not None:
        (tmp_path / "broker.json").write_text(content)

    assert running_broker_url(tmp_path, "") == ""


@pytest.mark.parametrize(("given", "found"), [(None, True), ("", False)])
def test_settings_use_it_unless_redis_url_is_set(
    tmp_path: Path, redis_url: str, given: str | None, found: bool
):
    record_broker_url(tmp_path, redis_url, "")
    env = {k: v for k, v in os.environ.items() if k not in ("REDIS_URL", "DATABASE_URL")}
    env |= {"DATA_DIR": str(tmp_path)} | ({} if given is None else {"REDIS_URL": given})

    printed = subprocess.run(
        [sys.executable, "-c", "from portal.settings.local import REDIS_URL; print(REDIS_URL)"],
        env=env,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()

    assert printed == (redis_url if found else "")
