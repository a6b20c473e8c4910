"""An open matter and a claim with an e-mail address."""

import pytest
from django.core.cache import cache

from claims.models import Claim, Matter
from tests.factories import file_claim, open_matter


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    cache.clear()


@pytest.fixture
def matter(db: None) -> Matter:
    return open_matter()


@pytest.fixture
def claim(matter: Matter) -> Claim:
    return file_claim(matter, email="ana@example.org")
