"""A real tally handed out as a bundle, and recomputed by whoever gets it."""

import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from claims import exports
from claims.audit import Actor
from claims.models import Event, EventKind, Tally
from claims.verification import verify_bundle
from tests.claims.tally.populations import EXPECTED_COUNTS, EXPECTED_TOTALS, populate
from tests.claims.verification.bundles import mend
from tests.factories import NOW, check, open_matter, run_tally

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
COUNSEL = Actor("counsel", "carla")


@pytest.fixture
def tally(data_dir: object) -> Tally:
    matter = open_matter()
    populate(matter)
    check(matter)
    return run_tally(matter)


def write(tally: Tally, out: Path, **options: bool) -> list[Path]:
    return exports.export_tally(tally, "bundle", out, actor=COUNSEL, at=NOW, **options)


def test_a_tally_handed_out_as_a_bundle_is_recomputed_to_the_root_of_its_seal(
    tally: Tally, tmp_path: Path
):
    write(tally, tmp_path)

    result = verify_bundle(tmp_path, root=tally.root_sha256)

    assert (result.ok, result.first_difference) == (True, None)
    assert result.totals["counts"] == EXPECTED_COUNTS
    assert result.totals["awards_cents"] == EXPECTED_TOTALS


def test_a_bundle_names_all_of_its_files_and_nobody(tally: Tally, tmp_path: Path):
    files = write(tally, tmp_path)

    manifest = json.loads((tmp_path / "manifest.json").read_text())
    names = {path.relative_to(tmp_path).as_posix() for path in files}
    assert names == {*manifest["files"], "manifest.json"}
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == set(files)
    text = "".join(path.read_text() for path in files if path.name != "plan.yaml")
    assert "example.org" not in text
    assert str(tmp_path) not in text
    assert tally.matter.pseudonym_key.hex() not in text


def test_the_same_tally_gives_the_same_bundle_again(tally: Tally, tmp_path: Path):
    first = {path.name: path.read_bytes() for path in write(tally, tmp_path)}
    assert {path.name: path.read_bytes() for path in write(tally, tmp_path)} == first


def test_a_bundle_stands_in_the_trail_with_the_hashes_of_its_files(tally: Tally, tmp_path: Path):
    files = write(tally, tmp_path)

    event = Event.objects.get(matter=tally.matter, kind=EventKind.EXPORTED)
    assert event.data["format"] == "bundle"
    assert event.data["files"] == {
        path.relative_to(tmp_path).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_nothing_is_handed_out_of_a_tally_whose_file_was_altered(
    tally: Tally, tmp_path: Path, data_dir: Path
):
    path = next(data_dir.glob(f"{tally.folder}/determinations-*.csv"))
    path.write_bytes(path.read_bytes().replace(b"undetermined", b"undeterminea", 1))

    with pytest.raises(exports.CannotExport, match="was altered"):
        write(tally, tmp_path)

    assert list(tmp_path.iterdir()) == []
    assert not Event.objects.filter(kind=EventKind.EXPORTED).exists()


@pytest.mark.a_few(1)
@pytest.mark.parametrize(("first", "then"), [("csv", "bundle"), ("bundle", "csv")])
def test_a_bundle_and_other_files_do_not_share_a_folder(
    tally: Tally, tmp_path: Path, first: str, then: str
):
    exports.export_tally(tally, first, tmp_path, actor=COUNSEL, at=NOW)
    with pytest.raises(exports.CannotExport, match="Choose an empty folder"):
        exports.export_tally(tally, then, tmp_path, actor=COUNSEL, at=NOW)


def test_only_a_bundle_can_hold_the_records(tally: Tally, tmp_path: Path):
    with pytest.raises(exports.CannotExport, match="Choose --format bundle"):
        exports.export_tally(tally, "csv", tmp_path, actor=COUNSEL, at=NOW, with_records=True)


@pytest.fixture
def courts_copy(tally: Tally, tmp_path: Path) -> Path:
    write(tally, tmp_path, with_records=True)
    return tmp_path


def test_the_courts_copy_starts_at_the_records_and_has_the_same_root(
    tally: Tally, courts_copy: Path
):
    result = verify_bundle(courts_copy, root=tally.root_sha256)

    assert (result.ok, result.first_difference) == (True, None)
    manifest = json.loads((courts_copy / "manifest.json").read_text())
    assert "records/claims.parquet" in manifest["files"]
    assert manifest["records"]["files"] == {
        name.removeprefix("records/"): sha256
        for name, sha256 in manifest["files"].items()
        if name.startswith("records/") and name != "records/claims.parquet"
    }


def _change(path: Path, column: str, row: int, value: object) -> None:
    table = pq.read_table(path)
    cells = table[column].to_pylist()
    cells[row] = value
    place = table.schema.get_field_index(column)
    changed = table.set_column(place, column, pa.array(cells, table.schema.field(place).type))
    pq.write_table(changed, path)


@pytest.mark.a_few(2)
@pytest.mark.parametrize(
    ("name", "column", "row", "value", "says"),
    [
        ("accounts", "country", 0, "CA", "claim 1: fact_account_country is stated as US, drawn"),
        ("messages", "channel", 0, "message", "claim 1: fact_inmails is stated as 1, drawn"),
        ("claims", "account_id", 0, "A6", "claim 2: account is stated as 1, and by"),
        ("claims", "account_id", 0, None, "claim 1: account is stated as 1, and by"),
        ("claims", "claim", 0, 9, "does not have the claims of facts.csv"),
    ],
)
def test_facts_that_do_not_follow_from_the_records_are_named_by_their_claim(
    courts_copy: Path, name: str, column: str, row: int, value: object, says: str
):
    path = next((courts_copy / "records").glob(f"{name}*.parquet"))
    _change(path, column, row, value)
    mend(courts_copy)

    assert says in (verify_bundle(courts_copy).first_difference or "")


def test_records_that_cannot_be_read_are_told_in_one_line(courts_copy: Path):
    next((courts_copy / "records").glob("messages*.parquet")).write_bytes(b"PAR1")
    mend(courts_copy)

    difference = verify_bundle(courts_copy).first_difference or ""
    assert "records/ cannot be read as records" in difference
    assert "\n" not in difference
