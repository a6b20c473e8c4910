"""Files that somebody sends: no page takes one that asks for none, and none lies under a name."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from claims.models import Matter
from portal.uploads import Nameless
from tests.factories import open_matter
from tests.portal.claimant.visitors import Visitor

pytestmark = pytest.mark.one_engine

LONG = b"x" * 5_000_000


@pytest.fixture
def matter(db: None) -> Matter:
    return open_matter()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files without a place of their own go."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("path", ["claim/", "file/", "/accounts/login/", "/language/"])
def test_a_page_that_asks_for_no_file_takes_none(matter: Matter, path: str):
    address = path if path.startswith("/") else f"/{matter.slug}/{path}"

    answer = Visitor().client.post(address, {"file": SimpleUploadedFile("a.zip", LONG)})

    assert answer.status_code < 500
    assert not answer.wsgi_request.FILES


def test_the_file_that_was_asked_for_has_no_name_on_the_disk(folder: Path):
    request = RequestFactory().post("/", {"archive": SimpleUploadedFile("a.zip", LONG)})
    request.upload_handlers = [Nameless(request)]

    uploaded: Any = request.FILES["archive"]

    assert not list(folder.iterdir())
    assert (uploaded.size, uploaded.file.read()) == (len(LONG), LONG)
    assert os.fstat(uploaded.file.fileno()).st_nlink == 0
    request.close()
