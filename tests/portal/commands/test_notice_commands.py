"""`notice_ids` and `change_notice_key`: what they write, and the one line they fail with."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claims.models import Matter
from tests.factories import member, open_matter, produce

pytestmark = pytest.mark.one_engine

Run = Callable[..., Any]
Refusal = Callable[..., str]


@pytest.fixture
def matter() -> Matter:
    matter = open_matter()
    produce(matter, member("A1"), member("A2"))
    return matter


def test_ids_are_written_and_are_others_after_a_change(run: Run, matter: Matter, tmp_path: Path):
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"

    assert run("notice_ids", matter.slug, "--out", first)["accounts"] == 2
    assert run("change_notice_key", matter.slug)["earlier_revoked"] is False
    run("notice_ids", matter.slug, "--out", second)

    assert first.read_text().splitlines()[0] == "account_id,notice_id"
    assert len(first.read_text().splitlines()) == 3
    assert first.read_text() != second.read_text()
    assert run("change_notice_key", matter.slug, "--revoke")["earlier_revoked"] is True


def test_what_cannot_be_done_is_one_line(refusal: Refusal, matter: Matter, tmp_path: Path):
    assert "cannot be written: No such file" in refusal(
        "notice_ids", matter.slug, "--out", tmp_path / "nowhere" / "ids.csv"
    )
    assert "another" in refusal("notice_ids", "another", "--out", tmp_path / "ids.csv")
    assert "another" in refusal("change_notice_key", "another")
