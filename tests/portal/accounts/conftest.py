"""An open matter and a claim with an e-mail address."""

import pytest

from claims.models import Claim, Matter
from tests.factories import file_claim, open_matter


@pytest.fixture
def matter(db: None) -> Matter:
    return open_matter()


@pytest.fixture
def claim(matter: Matter) -> Claim:
    return file_claim(matter, email="ana@example.org")
