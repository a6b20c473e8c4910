"""A sealed tally's files: their sums, their hashes, and what they never hold."""

import csv
import hashlib
import json
from collections import Counter
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import exports
from claims.audit import Actor
from claims.audit.chain import link_sha256
from claims.exports import xlsx_format
from claims.files.spreadsheets import safe_cell
from claims.models import Event, EventKind, Matter, Tally
from tests.claims.exports.sealed_tallies import (
    NOW,
    TYPICAL,
    WITH_PROOF,
    WITHOUT_PROOF,
    Row,
    open_sample_matter,
    seal_tally,
)

pytestmark = [pytest.mark.one_engine, pytest.mark.django_db]
COUNSEL = Actor("counsel", "carla")
FORMATS = ["csv", "xlsx", "parquet"]


@pytest.fixture
def matter() -> Matter:
    return open_sample_matter()


@pytest.fixture
def tally(matter: Matter) -> Tally:
    return seal_tally(matter)


def write(tally: Tally, format_name: str, out: Path) -> list[Path]:
    return exports.export_tally(tally, format_name, out, actor=COUNSEL, at=NOW)


def read(folder: Path, format_name: str, table: str) -> list[dict[str, Any]]:
    """The table's rows as they would reach a reader, every cell as text."""
    if format_name == "csv":
        with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))
    if format_name == "parquet":
        parquet = pq.read_table(folder / f"{table}.parquet").to_pylist()
        return [
            {key: "" if cell is None else str(cell) for key, cell in row.items()} for row in parquet
        ]
    workbook = openpyxl.load_workbook(folder / "tally.xlsx", read_only=True)
    sheets = [name for name in workbook.sheetnames if name.split(" ")[0] == table]
    rows: list[dict[str, Any]] = []
    for name in sheets:
        header, *body = workbook[name].iter_rows(values_only=True)
        for line in body:
            cells = zip_longest(header, line)
            rows.append({str(key): "" if cell is None else str(cell) for key, cell in cells})
    workbook.close()
    return rows


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_determinations_add_up_to_the_tallys_totals(
    tally: Tally, format_name: str, tmp_path: Path
):
    write(tally, format_name, tmp_path)

    rows = read(tmp_path, format_name, "determinations")

    assert len(rows) == tally.counts["claims"]
    for theory, cents in tally.totals_cents.items():
        assert sum(int(row[f"award_{theory}_cents"]) for row in rows) == cents
    assert tally.totals_cents == {WITHOUT_PROOF: 200_000, WITH_PROOF: 0}


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_determinations_counted_by_outcome_are_the_summarys(
    tally: Tally, format_name: str, tmp_path: Path
):
    write(tally, format_name, tmp_path)

    rows = read(tmp_path, format_name, "determinations")

    counted = Counter((row["outcome"], row["verdict"]) for row in rows)
    said = {(r["outcome"], r["verdict"]): r["claims"] for r in tally.summary["by_outcome"]}
    assert counted == said


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("part", ["outcome", "state", "product"])
def test_each_part_of_the_totals_adds_up_to_the_tallys_totals(
    tally: Tally, format_name: str, part: str, tmp_path: Path
):
    write(tally, format_name, tmp_path)

    rows = [row for row in read(tmp_path, format_name, "totals") if row["part"] == part]

    for theory, cents in tally.totals_cents.items():
        assert sum(int(row[f"award_{theory}_cents"]) for row in rows) == cents


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_totals_hold_one_row_a_theory_with_cents_and_text(
    tally: Tally, format_name: str, tmp_path: Path
):
    write(tally, format_name, tmp_path)

    rows = [row for row in read(tmp_path, format_name, "totals") if row["part"] == "theory"]

    assert [row["key"] for row in rows] == [WITHOUT_PROOF, WITH_PROOF]
    assert rows[0][f"award_{WITHOUT_PROOF}_cents"] == "200000"
    assert rows[0][f"award_{WITHOUT_PROOF}_usd"] == "2000.00"
    assert rows[0]["claims"] == "2"


def test_a_row_says_what_the_tally_says_of_the_claim(tally: Tally, tmp_path: Path):
    write(tally, "csv", tmp_path)

    rows = {row["external_ref"]: row for row in read(tmp_path, "csv", "determinations")}

    duplicate, second = rows["D-1"], rows["P-2"]
    assert duplicate["payable_reference"] == rows["P-1"]["reference"]
    assert second["products"] == "premium_career;recruiter_lite"
    assert second["filed_at"] == "2026-03-02T12:00:00Z"
    assert second[f"award_{WITHOUT_PROOF}_usd"] == "1000.00"
    assert rows["U-1"]["account_id"] == ""


@pytest.mark.parametrize("format_name", FORMATS)
def test_no_name_address_or_e_mail_is_handed_out(tally: Tally, format_name: str, tmp_path: Path):
    write(tally, format_name, tmp_path)

    columns = set(read(tmp_path, format_name, "determinations")[0])
    cells = [
        cell
        for table in ("determinations", "totals")
        for row in read(tmp_path, format_name, table)
        for cell in row.values()
    ]

    assert columns.isdisjoint({"first_name", "last_name", "email", "street", "phone"})
    assert not [cell for cell in cells if "Rivera" in cell or "@" in cell or "Main St" in cell]


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_manifest_names_each_file_by_its_hash(tally: Tally, format_name: str, tmp_path: Path):
    paths = write(tally, format_name, tmp_path)

    manifest = json.loads((tmp_path / "manifest.json").read_text())

    files = {path.name for path in paths} - {"manifest.json"}
    assert set(manifest["files"]) == files
    for name in files:
        sha256 = hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
        assert manifest["files"][name]["sha256"] == sha256
    assert manifest["tally"] == 7
    assert manifest["inputs_sha256"] == "1" * 64
    assert manifest["plan"]["sha256"] == tally.plan_version.sha256


def test_two_formats_in_one_folder_share_a_manifest(tally: Tally, tmp_path: Path):
    write(tally, "csv", tmp_path)
    write(tally, "xlsx", tmp_path)

    manifest = json.loads((tmp_path / "manifest.json").read_text())

    assert set(manifest["files"]) == {"determinations.csv", "totals.csv", "tally.xlsx"}


def test_another_tallys_manifest_is_replaced(matter: Matter, tally: Tally, tmp_path: Path):
    later = seal_tally(matter, [Row("L-1")], number=8)
    Tally.objects.filter(pk=later.pk).update(root_sha256="4" * 64)
    later.refresh_from_db()
    write(tally, "xlsx", tmp_path)

    write(later, "csv", tmp_path)

    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert set(manifest["files"]) == {"determinations.csv", "totals.csv"}


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_same_tally_gives_the_same_bytes(tally: Tally, format_name: str, tmp_path: Path):
    first = {p.name: p.read_bytes() for p in write(tally, format_name, tmp_path / "first")}
    second = {p.name: p.read_bytes() for p in write(tally, format_name, tmp_path / "second")}

    assert first == second


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        pytest.param("=1+1", "'=1+1", id="equals"),
        pytest.param("+1", "'+1", id="plus"),
        pytest.param("-1", "'-1", id="minus"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("\t=1", "'\t=1", id="tab"),
        pytest.param("\r=1", "'\r=1", id="carriage return"),
        pytest.param("\n=1", "'\n=1", id="line feed"),
        pytest.param("＝1", "'＝1", id="full-width equals"),
        pytest.param("a=1", "a=1", id="a sign further in is harmless"),
        pytest.param("", "", id="blank"),
        pytest.param(0, "0", id="a number"),
        pytest.param(-5, "-5", id="a number below zero"),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: str | int, written: str):
    assert safe_cell(cell) == written


def test_a_reference_that_looks_like_a_formula_is_text_in_both_formats(
    matter: Matter, tmp_path: Path
):
    tally = seal_tally(matter, [Row('=HYPERLINK("http://x.example")', state="@CA")])
    write(tally, "csv", tmp_path)
    write(tally, "xlsx", tmp_path)

    in_csv = read(tmp_path, "csv", "determinations")[0]
    workbook = openpyxl.load_workbook(tmp_path / "tally.xlsx")
    cell = workbook["determinations"]["B2"]

    assert in_csv["external_ref"] == '\'=HYPERLINK("http://x.example")'
    assert in_csv["state"] == "'@CA"
    assert cell.value == '=HYPERLINK("http://x.example")'
    assert (cell.data_type, cell.hyperlink) == ("s", None)


def test_a_number_that_a_float_would_change_is_text_in_a_workbook(matter: Matter, tmp_path: Path):
    tally = seal_tally(matter, [replace(TYPICAL[0], cents=2**53 + 1)])
    write(tally, "xlsx", tmp_path)

    row = read(tmp_path, "xlsx", "determinations")[0]

    assert row[f"award_{WITHOUT_PROOF}_cents"] == "9007199254740993"


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(
    tally: Tally, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(xlsx_format, "ROWS_PER_WORKSHEET", 4)
    write(tally, "xlsx", tmp_path)

    workbook = openpyxl.load_workbook(tmp_path / "tally.xlsx")

    assert workbook.sheetnames[:2] == ["determinations", "determinations 2"]
    assert len(read(tmp_path, "xlsx", "determinations")) == len(TYPICAL)


@pytest.mark.parametrize("format_name", ["pdf", "CSV", "bundles", ""])
def test_a_format_that_there_is_not_is_refused_with_those_there_are(
    tally: Tally, format_name: str, tmp_path: Path
):
    with pytest.raises(exports.CannotExport) as refused:
        write(tally, format_name, tmp_path)

    assert "csv, xlsx, parquet and bundle" in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format_name", [*FORMATS, "bundle"])
def test_an_export_that_fails_leaves_no_folder_behind(
    tally: Tally, format_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object, **__: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr("claims.exports.tally_export._move_files", fail)
    monkeypatch.setattr("claims.exports.bundle.write_bundle", lambda *_, **__: [])

    with pytest.raises(ZeroDivisionError):
        write(tally, format_name, tmp_path / "for" / "counsel")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("state", ["running", "superseded", "refused"])
def test_a_tally_that_is_not_sealed_is_not_handed_out(tally: Tally, state: str, tmp_path: Path):
    tally.state = state

    with pytest.raises(exports.CannotExport, match=f"Tally 7 is {state}"):
        write(tally, "csv", tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"totals_cents": {WITHOUT_PROOF: 200_001, WITH_PROOF: 0}}, id="a cent"),
        pytest.param({"counts": {"claims": 5, "payable": {"eligible": 2}}}, id="a claim"),
    ],
)
def test_a_tally_whose_rows_do_not_add_up_is_not_handed_out(
    tally: Tally, change: dict[str, Any], tmp_path: Path
):
    for name, value in change.items():
        setattr(tally, name, value)

    with pytest.raises(exports.CannotExport, match="Nothing was exported"):
        write(tally, "csv", tmp_path)

    assert list(tmp_path.iterdir()) == []
    assert not Event.objects.filter(kind=EventKind.EXPORTED).exists()


def test_a_folder_that_is_a_file_is_refused(tally: Tally, tmp_path: Path):
    taken = tmp_path / "taken"
    taken.write_text("")

    with pytest.raises(exports.CannotExport, match="cannot be written to"):
        write(tally, "csv", taken)


def test_nothing_but_the_files_is_left_in_the_folder(tally: Tally, tmp_path: Path):
    paths = write(tally, "csv", tmp_path / "new" / "folder")

    assert sorted(paths) == sorted((tmp_path / "new" / "folder").iterdir())


def test_an_export_stands_in_the_matters_trail(tally: Tally, matter: Matter, tmp_path: Path):
    paths = write(tally, "csv", tmp_path)

    event = Event.objects.get(matter=matter, kind=EventKind.EXPORTED)

    assert event.actor == "counsel:carla"
    assert event.data["tally"] == 7
    assert set(event.data["files"]) == {path.name for path in paths}
    matter.refresh_from_db()
    assert event.sha256 == matter.chain_head == link_sha256(event, matter.slug, "")


def test_the_number_of_queries_does_not_grow_with_the_rows(matter: Matter, tmp_path: Path):
    few = seal_tally(matter, [Row(f"F-{n}") for n in range(2)], number=1)
    many = seal_tally(matter, [Row(f"M-{n}") for n in range(40)], number=2)

    counts = []
    for tally in (few, many):
        with CaptureQueriesContext(connection) as queries:
            write(Tally.objects.get(pk=tally.pk), "csv", tmp_path / str(tally.number))
        counts.append(len(queries))

    assert counts[0] == counts[1]
