"""A claim that cannot be looked at is put aside, and all others are looked at."""

from collections.abc import Sequence

import duckdb
import pytest

from claims.audit.trail_check import check_trail as check_audit
from claims.casework import duplicates
from claims.casework.assessment import claim_keys
from claims.casework.duplicates import full_refresh
from claims.models import Claim, DuplicateFlag, Matter, Work, rows_out
from tests.factories import LATER, NOW, check, file_claim, member, open_matter, produce


@pytest.fixture
def matter(db: None, data_dir: object) -> Matter:
    matter = open_matter()
    produce(matter, member("A1"))
    for n in (1, 1, 2, 3):
        file_claim(matter, email=f"a{n}@example.org", first_name="Ana", last_name=f"Ruiz{n}")
    check(matter)
    return matter


def test_a_claim_whose_row_cannot_be_read_is_put_aside(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
):
    odd = Claim.objects.get(email="a3@example.org")
    does = rows_out.load_rows

    def put_rows(connection, table, rows, columns):
        if table == "read" and rows.filter(pk=odd.pk).exists():
            raise duckdb.InvalidInputException("CSV Error on Line: Ruiz")
        does(connection, table, rows, columns)

    with monkeypatch.context() as broken:
        broken.setattr(full_refresh, "load_rows", put_rows)
        swept = duplicates.refresh_all_flags(matter, NOW)

    odd.refresh_from_db()
    assert (swept.put_aside, swept.claims, swept.flagged) == (1, 3, 1)
    assert odd.put_aside == Work.DUPLICATES
    assert DuplicateFlag.objects.count() == 1
    assert check_audit([matter]).ok
    assert duplicates.refresh_all_flags(matter, LATER).put_aside == 0


def test_a_claim_whose_keys_cannot_be_made_is_put_aside(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
):
    odd = Claim.objects.get(email="a3@example.org")
    does = claim_keys.store_keys

    def put_keys(claims: Sequence[Claim]) -> int:
        if odd in list(claims):
            raise ValueError("Ruiz")
        return does(claims)

    monkeypatch.setattr(full_refresh, "store_keys", put_keys)

    swept = duplicates.refresh_all_flags(matter, NOW)

    assert (swept.put_aside, swept.flagged) == (1, 1)
    assert Claim.objects.exclude(keyed_as="").count() == 3
