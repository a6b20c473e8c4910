"""Notice IDs for the printer, and another key for them."""

import csv
import stat
from pathlib import Path

import pytest

from claims.audit.trail_check import check_trail as check_audit
from claims.casework.docket.notices import change_notice_key, write_notice_ids
from claims.models import Claim, EventKind, Matter
from tests.factories import LATER, NOW, OPERATOR, check, file_claim, member, produce


@pytest.fixture
def listed(matter: Matter) -> Matter:
    produce(matter, member("A1"), member("A2"))
    return matter


def write(matter: Matter, path: Path) -> dict[str, str]:
    write_notice_ids(matter, path, actor=OPERATOR, at=NOW)
    with path.open(newline="") as stream:
        return {row["account_id"]: row["notice_id"] for row in csv.DictReader(stream)}


def account_of(matter: Matter, notice_id: str) -> str | None:
    claim = file_claim(matter, notice_id=notice_id)
    check(matter, claim)
    claim = Claim.objects.select_related("account").get(pk=claim.pk)
    return claim.account.account_id if claim.account else None


def test_each_account_has_an_id_that_names_it(listed: Matter, tmp_path: Path):
    path = tmp_path / "ids.csv"

    printed = write(listed, path)

    assert set(printed) == {"A1", "A2"}
    assert account_of(listed, printed["A2"]) == "A2"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["ids.csv"]
    assert listed.events.get(kind=EventKind.NOTICE_IDS_WRITTEN).data == {"accounts": 2}


def test_a_file_that_cannot_be_written_leaves_nothing(listed: Matter, tmp_path: Path):
    with pytest.raises(OSError, match="No such file"):
        write(listed, tmp_path / "nowhere" / "ids.csv")

    assert not listed.events.filter(kind=EventKind.NOTICE_IDS_WRITTEN).exists()


def test_notices_printed_before_are_read_until_their_key_is_revoked(listed: Matter, tmp_path: Path):
    first = write(listed, tmp_path / "1.csv")["A1"]
    change_notice_key(listed, revoke=False, actor=OPERATOR, at=LATER)
    second = write(listed, tmp_path / "2.csv")["A1"]

    assert first != second
    assert account_of(listed, first) == account_of(listed, second) == "A1"

    change_notice_key(listed, revoke=True, actor=OPERATOR, at=LATER)
    third = write(listed, tmp_path / "3.csv")["A1"]

    assert account_of(listed, first) is None
    assert account_of(listed, second) is None
    assert account_of(listed, third) == "A1"
    assert check_audit([listed]).first_break is None
