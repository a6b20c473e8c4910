"""Files that somebody sends: no page takes one that asks for none, and none is left that no page
keeps."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from claims.models import Matter
from portal.web.uploads import StoredUploadHandler
from tests.factories import open_matter
from tests.portal.claimant.visitors import Visitor

pytestmark = pytest.mark.one_engine

LONG = b"x" * 5_000_000


@pytest.fixture
def matter(db: None) -> Matter:
    return open_matter()


@pytest.mark.parametrize("path", ["claim/", "file/", "/accounts/login/", "/language/"])
def test_a_page_that_asks_for_no_file_takes_none(matter: Matter, path: str):
    address = path if path.startswith("/") else f"/{matter.slug}/{path}"

    answer = Visitor().client.post(address, {"file": SimpleUploadedFile("a.zip", LONG)})

    assert answer.status_code < 500
    assert not answer.wsgi_request.FILES


def test_the_file_that_was_asked_for_is_written_once_where_it_stays(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tempfile.tempdir", "/nonexistent")
    request = RequestFactory().post("/", {"archive": SimpleUploadedFile("a.zip", LONG)})
    request.upload_handlers = [StoredUploadHandler(request)]

    uploaded: Any = request.FILES["archive"]

    (partial,) = (data_dir / "uploads").iterdir()
    assert (uploaded.size, partial.read_bytes(), partial.stat().st_mode & 0o777) == (
        *(len(LONG), LONG),
        0o600,
    )
    kept = data_dir / uploaded.incoming.keep()
    request.close()
    assert kept.read_bytes() == LONG


def test_what_the_page_does_not_keep_goes_with_the_request(data_dir: Path):
    request = RequestFactory().post("/", {"archive": SimpleUploadedFile("a.zip", LONG)})
    request.upload_handlers = [StoredUploadHandler(request)]
    uploaded: Any = request.FILES["archive"]
    assert uploaded.size == len(LONG)

    request.close()

    assert not list((data_dir / "uploads").iterdir())
