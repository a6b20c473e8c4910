import pytest

from claims.models import Matter
from tests.claims.records.matters import open_matter


@pytest.fixture
def matter(db: None) -> Matter:
    return open_matter()


@pytest.fixture
def committed_matter(transactional_db: None) -> Matter:
    """A matter that another process can see."""
    return open_matter()
