"""A site with one open matter, in a real server, for a real browser."""

import os
from pathlib import Path

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from claims.models import Matter
from tests.factories import open_matter


@pytest.fixture(autouse=True)
def _many_tries(settings: Settings) -> None:
    settings.RATE_LIMITS = {name: {"network": (10000, 600)} for name in settings.RATE_LIMITS}


@pytest.fixture
def matter(transactional_db: None) -> Matter:
    return open_matter()


@pytest.fixture
def site(live_server: LiveServer, matter: Matter) -> str:
    """The address of the site, without a slash at the end."""
    return str(live_server.url)


@pytest.fixture(scope="session")
def pages_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the HTML of pages that all processes of this run share."""
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        # Each process has a folder of its own in that of the run.
        folder = folder.parent
    pages = folder / "pages_of_the_run"
    pages.mkdir(exist_ok=True)
    return pages


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Check the pages when the tests that save them have begun, whatever the order is else."""
    items.sort(
        key=lambda item: (
            "pages_of_the_run" in getattr(item, "fixturenames", ())
            and "examiner" not in getattr(item, "fixturenames", ())
        )
    )
