"""The file of changes between two tallies: its sums, its guard, whole or not at all."""

import csv
from pathlib import Path

import pytest

from claims.exports import changes_file
from claims.exports.changes_file import write_changes
from claims.models import Claim
from claims.tally.tally_comparison import TallyComparison, compare_tallies
from tests.claims.tally.funds import approve, open_fund_matter
from tests.claims.tally.populations import populate
from tests.factories import LATER, NOW, check, run_tally

# Files and engines alone: the database has its part in other tests.
pytestmark = [pytest.mark.one_engine, pytest.mark.long]


@pytest.fixture
def comparison(db: None, data_dir: object) -> TallyComparison:
    """a3 is withdrawn, so that the share kept for it goes to the others."""
    matter = open_fund_matter()
    populate(matter)
    check(matter)
    approve(matter, "a1-first", "a2-first")
    before = run_tally(matter)
    Claim.objects.filter(external_ref="a3-first").update(withdrawn_at=NOW)
    return compare_tallies(before, run_tally(matter, LATER))


def test_the_changes_of_the_rows_add_up_to_the_difference_of_the_totals(
    comparison: TallyComparison, tmp_path: Path
):
    path = tmp_path / "changes.csv"

    write_changes(comparison, path)

    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == comparison.claims == 4
    for total in comparison.totals:
        cents = [int(row[f"{total.money}_change_cents"]) for row in rows]
        assert sum(cents) == total.change
    withdrawn = next(row for row in rows if row["cause"] == "claim")
    assert (withdrawn["kept_before_cents"], withdrawn["kept_change_cents"]) == ("175000", "-175000")
    assert withdrawn["inputs"] == "withdrawn"
    assert {row["cause"] for row in rows} == {"claim", "shares"}


def test_a_value_that_a_spreadsheet_would_run_is_guarded(
    comparison: TallyComparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    rows = [{**row, "reference": "=1+1"} for row in comparison.rows()]
    monkeypatch.setattr(TallyComparison, "rows", lambda self: iter(rows))

    write_changes(comparison, tmp_path / "changes.csv")

    text = (tmp_path / "changes.csv").read_text(encoding="utf-8")
    assert "'=1+1" in text
    assert "\n=1+1" not in text


def test_a_file_that_cannot_be_finished_is_not_left_half(
    comparison: TallyComparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(changes_file, "_cells", full)

    with pytest.raises(OSError, match="No space"):
        write_changes(comparison, tmp_path / "changes.csv")

    assert list(tmp_path.iterdir()) == []
