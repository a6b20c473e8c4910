"""A site with one open matter, in a real server, for a real browser."""

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
