"""No CSV or workbook that people receive has a cell that a spreadsheet runs."""

import csv
import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import openpyxl
import pytest
from django.core.management import call_command

from claims.casework.docket.notices import write_notice_ids
from claims.casework.intake.refusal_file import RefusalFile
from claims.exports import csv_format, xlsx_format
from claims.exports.changes_file import write_changes
from claims.exports.export_tables import ExportColumn, ExportTable, ExportTables
from claims.files.spreadsheets import CsvTable
from claims.models import Account
from claims.records.refused_rows import write_refusals
from claims.records.row_checks import Refusal
from claims.tally.tally_comparison import TallyComparison
from tests.factories import NOW, OPERATOR, member, open_matter, produce
from tools.paths import ROOT

HOSTILE = [
    pytest.param("=1+1", id="equals"),
    pytest.param("+1", id="plus"),
    pytest.param("-1", id="minus"),
    pytest.param("@SUM(A1)", id="at"),
    pytest.param("\t=1+1", id="tab"),
    pytest.param("\r=1+1", id="carriage return"),
    pytest.param("\n=1+1", id="line feed"),
    pytest.param("＝1+1", id="full-width equals"),
    pytest.param("＋1", id="full-width plus"),
    pytest.param("－1", id="full-width minus"),
    pytest.param("＠SUM(A1)", id="full-width at"),
]


def _records_refusals(cell: str, path: Path) -> None:
    write_refusals(path, cell, [Refusal(2, cell, cell)])


def _claims_refusals(cell: str, path: Path) -> None:
    with RefusalFile(path, cell) as file:
        file.add(2, cell, cell)


def _tables(cell: str) -> ExportTables:
    table = ExportTable(
        "table", [ExportColumn(cell), ExportColumn("n", is_whole=True)], iter([[cell, -5]])
    )
    return ExportTables(title="title", made_at=datetime(2026, 3, 1, tzinfo=UTC), tables=[table])


def _export(cell: str, path: Path) -> None:
    (made,) = csv_format.write_csv(_tables(cell), path.parent)
    made.rename(path)


def _changes(cell: str, path: Path) -> None:
    texts = ("reference", "kind", "cause", "outcome_before", "outcome_after")
    row = dict.fromkeys((*texts, "verdict_before", "verdict_after"), cell)
    differs = [{"key": cell, "before": "a", "after": "b"}]
    rows = [{**row, "inputs": [cell], "criteria": differs, "facts": differs}]
    write_changes(cast(TallyComparison, SimpleNamespace(totals=[], rows=lambda: iter(rows))), path)


WRITERS = [
    pytest.param(_records_refusals, id="refused records"),
    pytest.param(_claims_refusals, id="refused claims and opt-outs"),
    pytest.param(_export, id="an export"),
    pytest.param(_changes, id="changes between two tallies"),
]


@pytest.mark.parametrize("cell", HOSTILE)
@pytest.mark.parametrize("write", WRITERS)
def test_a_hostile_cell_is_written_as_text(
    write: Callable[[str, Path], None], cell: str, tmp_path: Path
) -> None:
    path = tmp_path / "written.csv"

    write(cell, path)

    with path.open(encoding="utf-8", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert f"'{cell}" in cells
    assert not [each for each in cells if each.startswith(cell[0]) and each != "-5"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("sign", ["\n", "\r", "\r\n"])
def test_a_line_end_inside_a_cell_starts_no_row(end: str, sign: str) -> None:
    cell = f"name{sign}=1+1"
    out = StringIO()

    CsvTable(out, line_end=end).write_rows([[cell, 1], ["b", 2]])

    assert out.getvalue() == f'"{cell}",1{end}b,2{end}'


@pytest.mark.parametrize("cell", HOSTILE)
def test_a_hostile_cell_is_text_in_a_workbook(cell: str, tmp_path: Path) -> None:
    (path,) = xlsx_format.write_xlsx(_tables(cell), tmp_path)

    (header, row) = openpyxl.load_workbook(path)["table"].iter_rows()
    assert [(each.data_type, each.hyperlink) for each in (header[0], row[0])] == [("s", None)] * 2
    assert (row[1].data_type, row[1].value) == ("n", -5)


@pytest.mark.django_db
def test_a_hostile_account_is_text_in_the_list_of_notice_ids(
    data_dir: Path, tmp_path: Path
) -> None:
    matter = open_matter()
    cells = [cast(str, each.values[0]) for each in HOSTILE]
    produce(matter, *(member(f"A{number:02}") for number in range(len(cells))))
    for account, cell in zip(Account.objects.of(matter).order_by("pk"), cells, strict=True):
        Account.objects.filter(pk=account.pk).update(account_id=cell)

    write_notice_ids(matter, tmp_path / "ids.csv", actor=OPERATOR, at=NOW)

    with (tmp_path / "ids.csv").open(newline="", encoding="utf-8") as stream:
        written = {row["account_id"] for row in csv.DictReader(stream)}
    assert written == {f"'{cell}" for cell in cells}


@pytest.mark.parametrize(
    "cell", [each for each in HOSTILE if not cast(str, each.values[0])[0].isspace()]
)
def test_a_hostile_claim_is_text_in_what_calculate_prints(cell: str, tmp_path: Path) -> None:
    facts = tmp_path / "facts.csv"
    facts.write_text(f"claim,had_subscription,spent\n{cell},yes,75.00\n", encoding="utf-8")
    out = StringIO()

    call_command("calculate", "zoom", str(facts), stdout=out, stderr=StringIO())

    (row,) = csv.DictReader(StringIO(out.getvalue()))
    assert row["claim"] == f"'{cell}"


def test_every_csv_is_written_by_the_one_writer() -> None:
    csv_writer = re.compile(r"csv\.(writer|DictWriter)\(|to_csv\(")
    found: list[Any] = [
        path.relative_to(ROOT).as_posix()
        for folder in ("claims", "portal")
        for path in (ROOT / folder).rglob("*.py")
        if csv_writer.search(path.read_text(encoding="utf-8"))
    ]

    assert found == ["claims/files/spreadsheets.py"]
