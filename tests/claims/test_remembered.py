"""A test that begins with what was remembered begins with what the product made, to the byte."""

from pathlib import Path

import pytest
from django.conf import settings

from claims.audit.trail_check import check_trail as check_audit
from claims.models import Claim, Matter, Tally
from tests.claims.tally.populations import tallied_matter
from tests.factories import LATER, file_claim, run_tally
from tests.remembered import Remembered, begin_with, remember

_found: list[Remembered] = []


@pytest.mark.parametrize("time", ["first", "second"])
def test_rows_and_files_are_the_same_each_time(db: None, data_dir: object, time: str):
    begin_with(tallied_matter)
    _found.append(remember())

    assert _found[-1] == _found[0]
    assert {table for table in _found[0].rows if table.startswith("claims_")} >= {
        *("claims_matter", "claims_claim", "claims_account", "claims_determination", "claims_event")
    }
    assert any(path.suffix == ".parquet" for path in _found[0].files)


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_test_that_changes_it_changes_it_for_itself(db: None, data_dir: object, time: str):
    begin_with(tallied_matter)
    tally = Tally.objects.get()
    assert check_audit([tally.matter]).ok

    Claim.objects.all().update(status="DENIED")
    for path in Path(settings.DATA_DIR).rglob("*.parquet"):
        path.unlink()

    assert not check_audit([tally.matter]).ok


def test_the_product_goes_on_from_it(db: None, data_dir: object):
    begin_with(tallied_matter)
    matter, before = Matter.objects.get(), Tally.objects.get()

    claim = file_claim(matter)
    after = run_tally(matter, LATER)

    assert claim.pk > max(Claim.objects.exclude(pk=claim.pk).values_list("pk", flat=True))
    assert after.counts["claims"] == before.counts["claims"] + 1
    assert check_audit([matter]).ok


def test_it_is_put_into_an_empty_database_only(db: None, data_dir: object):
    begin_with(tallied_matter)

    with pytest.raises(AssertionError, match="empty database"):
        begin_with(tallied_matter)
