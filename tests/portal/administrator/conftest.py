import pytest
from django.test import Client

from claims.models import Matter
from portal.accounts.models import Role
from tests.factories import open_matter
from tests.portal.people import logged_in


@pytest.fixture
def matter(db: None, data_dir: object) -> Matter:
    return open_matter()


@pytest.fixture
def alice(matter: Matter) -> Client:
    return logged_in("alice", matter, Role.ADMINISTRATOR)


@pytest.fixture
def bruno(matter: Matter) -> Client:
    return logged_in("bruno", matter, Role.ADMINISTRATOR)
