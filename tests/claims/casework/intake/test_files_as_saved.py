"""Claims and opt-outs as spreadsheets and data tools save them."""

import os
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from claims.casework.intake.claims_file import import_claims
from claims.casework.intake.exclusions_file import import_exclusions
from claims.casework.intake.file_rows import FileReport
from claims.models import Claim, Exclusion, Matter
from claims.records.row_files import FileRefused
from tests.claims.casework.intake.claims_files import VALID, counts, refusals, row, take_in
from tests.claims.records.production_files import csv_bytes, write_csv
from tests.claims.records.written import ANSWERS, DAYS, MOMENTS, in_utc
from tests.factories import NOW, OPERATOR, member, produce


def claims_from(matter: Matter, path: Path) -> FileReport:
    return import_claims(
        matter, path, refusals=path.with_name("refusals.csv"), actor=OPERATOR, at=NOW
    )


def opt_outs_from(matter: Matter, path: Path) -> FileReport:
    return import_exclusions(
        matter, path, refusals=path.with_name("refusals.csv"), actor=OPERATOR, at=NOW
    )


def noted(report: FileReport) -> dict[str, int]:
    return {note.what: note.count for note in report.notes}


def test_the_importer_of_claims_reads_what_the_table_says(matter: Matter, tmp_path: Path):
    rows = [row(f"M{at}", filed_at=text) for at, (text, _) in enumerate(MOMENTS)]
    rows += [row(f"D{at}", postmarked_on=text) for at, (text, _) in enumerate(DAYS)]
    rows += [row(f"A{at}", signed=text) for at, (text, _) in enumerate(ANSWERS)]

    report = take_in(matter, tmp_path, rows)

    claims = {str(claim.external_ref): claim for claim in Claim.objects.all()}
    assert {ref: claim.filed_at for ref, claim in claims.items() if ref.startswith("M")} == {
        f"M{at}": in_utc(moment) for at, (_, moment) in enumerate(MOMENTS) if moment is not None
    }
    assert {ref: claim.postmarked_on for ref, claim in claims.items() if ref.startswith("D")} == {
        f"D{at}": day for at, (_, day) in enumerate(DAYS) if day is not None
    }
    assert {ref: claim.signed for ref, claim in claims.items() if ref.startswith("A")} == {
        f"A{at}": answer for at, (_, answer) in enumerate(ANSWERS) if answer is not None
    }
    assert report.accepted + report.refused == report.rows == len(rows)


def test_words_of_a_list_are_read_in_any_case(matter: Matter, tmp_path: Path):
    report = take_in(matter, tmp_path, [row(country="us", medium="Paper", signed="YES")])

    assert counts(report) == (1, 1, 0, 0)
    claim = Claim.objects.get()
    assert (claim.country, claim.medium, claim.signed) == ("US", "paper", True)


def test_another_spelling_of_the_same_values_is_the_same_claim(matter: Matter, tmp_path: Path):
    take_in(matter, tmp_path, [row()])

    again = row(filed_at="2026-03-02 08:38:11.000+00", country="us", signed="Y", medium="BULK")
    report = take_in(matter, tmp_path, [again])

    assert counts(report) == (1, 0, 1, 0)


def test_what_was_passed_over_is_counted_and_is_in_no_row(matter: Matter, tmp_path: Path):
    path = tmp_path / "claims.csv"
    lines = csv_bytes([row("R-1"), row('="0042"')]).decode().splitlines()
    lines[0] = lines[0].replace("external_ref", "External Ref")
    lines[1] += ",,"
    path.write_text("\n".join([*lines, "," * 15, " ,\u00a0" + "," * 14]) + "\n", encoding="utf-8")

    report = claims_from(matter, path)

    assert counts(report) == (2, 2, 0, 0)
    assert set(Claim.objects.values_list("external_ref", flat=True)) == {"R-1", "0042"}
    assert noted(report) == {
        "header": 1,
        "blank_rows": 2,
        "cells_beyond_header": 1,
        "wrapped": 1,
    }


def test_a_shortened_reference_refuses_the_file_before_a_row_is_taken_in(
    matter: Matter, tmp_path: Path
):
    path = write_csv(tmp_path / "claims.csv", [row("R-1"), row("2.10034E+11")])

    with pytest.raises(FileRefused, match=r"^claims\.csv: line 3: external_ref: .*spreadsheet"):
        claims_from(matter, path)

    assert not Claim.objects.exists()


@pytest.mark.parametrize("column", ["external_ref", "account_id"])
def test_a_shortened_identifier_refuses_a_file_of_opt_outs(
    matter: Matter, tmp_path: Path, column: str
):
    rows = [
        {"email": "a@b.example", column: "", "received_on": "2026-02-01"},
        {"email": "", column: "2.10034E+11", "received_on": "2026-02-01"},
    ]

    with pytest.raises(FileRefused, match=rf"line 3: {column}: "):
        opt_outs_from(matter, write_csv(tmp_path / "opt-outs.csv", rows))

    assert not Exclusion.objects.exists()


def test_opt_outs_as_a_data_tool_writes_them(matter: Matter, tmp_path: Path):
    produce(matter, member("A1"))
    path = tmp_path / "opt-outs.parquet"
    table = {
        "Account ID": ["A1\u200b", None],
        "Received On": pa.array([datetime(2026, 2, 1), None], pa.timestamp("ns")),
    }
    pq.write_table(pa.table(table), path)

    report = opt_outs_from(matter, path)

    assert counts(report) == (1, 1, 0, 0)
    opt_out = Exclusion.objects.get()
    assert (opt_out.account_id, opt_out.received_on) == ("A1", date(2026, 2, 1))
    assert noted(report) == {"header": 2, "blank_rows": 1, "unseen": 1, "midnights": 1}


@pytest.mark.parametrize(
    ("second", "says"),
    [
        pytest.param(
            {"filed_at": "2026-03-03 08:38"},
            "All 2 rows are refused because of filed_at, the first on line 2: "
            '"2026-03-02 08:38" has no time zone. Add Z, or an offset such as -07:00.',
            id="each row for one column",
        ),
        pytest.param({"filed_at": "2026-03-02T08:38Z"}, "", id="one row is good"),
        pytest.param({"filed_at": "2026-03-02T08:38Z", "signed": ""}, "", id="two columns"),
        pytest.param(None, "", id="one row is no column"),
    ],
)
def test_a_column_that_is_wrong_in_all_rows_is_told_once(
    matter: Matter, tmp_path: Path, second: dict[str, str] | None, says: str
):
    rows = [row("R-1", filed_at="2026-03-02 08:38")]
    rows += [] if second is None else [row("R-2", **second)]

    report = take_in(matter, tmp_path, rows)

    assert [note.text for note in report.notes] == ([says] if says else [])
    assert len(refusals(report)) == report.refused


def test_naive_moments_of_a_parquet_column_refuse_the_file_once(matter: Matter, tmp_path: Path):
    path = tmp_path / "claims.parquet"
    columns = {name: [cell, cell] for name, cell in VALID.items()}
    columns["external_ref"] = ["R-1", "R-2"]
    table = pa.table(columns)
    moments = pa.array([datetime(2026, 3, 2, 8, 38)] * 2)
    at = table.column_names.index("filed_at")
    pq.write_table(table.set_column(at, "filed_at", moments), path)

    with pytest.raises(FileRefused, match='"filed_at" holds moments without a time zone'):
        claims_from(matter, path)

    assert not Claim.objects.exists()


def test_a_file_whose_name_is_no_text_is_taken_in_with_its_refusals(matter: Matter, tmp_path: Path):
    path = Path(os.fsdecode(bytes(tmp_path) + b"/claims\xff.csv"))
    path.write_bytes(csv_bytes([row("R-1"), row("R-2", signed="")]))

    report = claims_from(matter, path)

    assert counts(report) == (2, 1, 0, 1)
    assert refusals(report)[0]["file"] == "claims\ufffd.csv"
