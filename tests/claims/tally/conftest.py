import pytest

from claims.models import Matter
from tests.claims.tally.populations import checked_matter
from tests.factories import open_matter
from tests.remembered import begin_with


@pytest.fixture
def matter(db: None, data_dir: object) -> Matter:
    return open_matter()


@pytest.fixture
def counted(db: None, data_dir: object) -> Matter:
    """The matter of `populations`, whose claims are held against the records."""
    begin_with(checked_matter)
    return Matter.objects.get()
