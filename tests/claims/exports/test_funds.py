"""The files of a tally with a fund: payments and reserve that add up, and the waterfall."""

import csv
import json
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from claims import exports
from claims.models import Tally
from tests.claims.tally.funds import (
    NET_CENTS,
    approve,
    open_fund_matter,
)
from tests.claims.tally.populations import populate
from tests.factories import NOW, OPERATOR, check, run_tally

FORMATS = ["csv", "xlsx", "parquet"]
# Files and engines alone: the database has its part in other tests.
pytestmark = [pytest.mark.one_engine, pytest.mark.long]


@pytest.fixture
def tally(db: None, data_dir: object) -> Tally:
    matter = open_fund_matter()
    populate(matter)
    check(matter)
    approve(matter, "a1-first", "a2-first")
    return run_tally(matter)


def read(tally: Tally, folder: Path, table: str, format_name: str = "csv") -> list[dict[str, str]]:
    """The table's rows, every cell as text."""
    exports.export_tally(tally, format_name, folder, actor=OPERATOR, at=NOW)
    if format_name == "csv":
        with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))
    if format_name == "parquet":
        found = pq.read_table(folder / f"{table}.parquet")
        header, rows = found.column_names, [row.values() for row in found.to_pylist()]
    else:
        sheet = openpyxl.load_workbook(folder / "tally.xlsx")[table]
        header, *rows = sheet.iter_rows(values_only=True)
    return [
        {str(k): "" if cell is None else str(cell) for k, cell in zip(header, row, strict=True)}
        for row in rows
    ]


@pytest.mark.parametrize("format_name", FORMATS)
def test_payments_and_reserve_of_the_rows_add_up_to_the_fund(
    tally: Tally, format_name: str, tmp_path: Path
):
    rows = read(tally, tmp_path, "determinations", format_name)

    for name, total in (("payment", "payments"), ("kept", "kept"), ("withheld", "withheld")):
        assert sum(int(row[f"{name}_cents"]) for row in rows) == tally.fund[f"{total}_cents"]
    paid = {row["external_ref"]: row["payment_usd"] for row in rows if row["payment_cents"] != "0"}
    assert paid == {"a1-first": "1750.01", "a2-first": "1750.00"}


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("part", ["outcome", "state", "product"])
def test_each_part_of_the_totals_adds_up_to_what_is_paid_and_kept(
    tally: Tally, format_name: str, part: str, tmp_path: Path
):
    rows = [row for row in read(tally, tmp_path, "totals", format_name) if row["part"] == part]

    assert sum(int(row["payment_cents"]) for row in rows) == tally.fund["payments_cents"] == 350_001
    assert sum(int(row["kept_cents"]) for row in rows) == tally.fund["kept_cents"] == 350_000


def test_the_totals_go_from_the_gross_fund_to_the_net_and_to_whom_it_goes(
    tally: Tally, tmp_path: Path
):
    rows = read(tally, tmp_path, "totals")
    found = {(row["part"], row["key"]): row for row in rows}
    cents = {key: int(row["amount_cents"]) for key, row in found.items() if row["amount_cents"]}

    assert cents["fund", "gross"] - cents["deduction", "fees"] == cents["fund", "net"] == NET_CENTS
    uses = ("payments", "kept", "withheld", "residual")
    assert sum(cents["fund", use] for use in uses) == NET_CENTS
    assert cents["pool", "equal"] + cents["pool", "days"] == NET_CENTS
    assert found["pool", "equal"]["claims"] == "4"
    assert found["pool", "equal"]["share_value_cents"] == "25000/1"
    assert found["deduction", "fees"]["amount_usd"] == "3000.00"
    assert found["root", tally.root_sha256]["claims"] == ""


def test_the_manifest_has_the_fund_the_root_and_the_engine(tally: Tally, tmp_path: Path):
    read(tally, tmp_path, "totals")

    manifest = json.loads((tmp_path / "manifest.json").read_text())

    assert manifest["fund"] == tally.fund
    assert manifest["root_sha256"] == tally.root_sha256
    assert manifest["engine"].startswith("duckdb ")


@pytest.mark.parametrize("total", ["payments_cents", "kept_cents", "withheld_cents"])
def test_rows_that_do_not_add_up_to_the_fund_are_not_handed_out(
    tally: Tally, total: str, tmp_path: Path
):
    tally.fund[total] += 1

    with pytest.raises(exports.CannotExport, match="Nothing was exported"):
        read(tally, tmp_path, "totals")

    assert list(tmp_path.iterdir()) == []
