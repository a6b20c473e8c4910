import pytest

from claims.models import Matter
from tests.factories import open_matter


@pytest.fixture
def matter(db: None, data_dir: object) -> Matter:
    return open_matter()
