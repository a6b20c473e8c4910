"""A file of opt-outs."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from claims.audit.trail_check import check_trail
from claims.casework.intake.exclusions_file import import_exclusions
from claims.casework.intake.file_rows import FileReport
from claims.models import Event, Exclusion, Matter
from claims.records.row_files import FileRefused
from tests.claims.casework.intake.claims_files import counts, refusals
from tests.claims.records.production_files import write_csv
from tests.factories import NOW, OPERATOR, member, produce

VALID: Mapping[str, str] = {
    "external_ref": "",
    "email": "ana@example.org",
    "account_id": "",
    "received_on": "2026-02-01",
}


def take_in(matter: Matter, folder: Path, rows: Sequence[Mapping[str, str]]) -> FileReport:
    path = write_csv(folder / "exclusions.csv", rows)
    return import_exclusions(matter, path, refusals=folder / "refusals.csv", actor=OPERATOR, at=NOW)


def row(**cells: str) -> dict[str, str]:
    return {**VALID, **cells}


def test_an_opt_out_names_somebody_by_reference_by_address_or_by_account(
    matter: Matter, tmp_path: Path
):
    produce(matter, member("A1"))
    rows = [
        row(email=" Ana@Example.ORG "),
        row(email="", external_ref="R-1"),
        row(email="", account_id="A1"),
    ]

    report = take_in(matter, tmp_path, rows)

    assert counts(report) == (3, 3, 0, 0)
    assert set(Exclusion.objects.values_list("external_ref", "email_key", "account_id")) == {
        ("", "ana@example.org", ""),
        ("R-1", "", ""),
        ("", "", "A1"),
    }
    event = Event.objects.get(kind="exclusions_imported")
    assert event.data["accepted"] == 3
    assert check_trail([matter]).ok


def test_columns_that_are_not_needed_may_be_missing(matter: Matter, tmp_path: Path):
    report = take_in(matter, tmp_path, [{"email": "a@b.example", "received_on": "2026-02-01"}])

    assert counts(report) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        pytest.param({"email": " "}, "external_ref", "The row names nobody.", id="nobody"),
        pytest.param({"account_id": "A9"}, "account_id", "not in the class list", id="account"),
        pytest.param({"external_ref": "#N/A"}, "external_ref", "a spreadsheet", id="a formula"),
        pytest.param({"received_on": ""}, "received_on", "It is blank.", id="no day"),
        pytest.param({"received_on": "2026-02-30"}, "received_on", "calendar", id="30 February"),
        pytest.param({"received_on": "2/1/26"}, "received_on", "as YYYY-MM-DD", id="US day"),
        pytest.param({"external_ref": "R" * 201}, "external_ref", "than 200", id="long reference"),
        pytest.param({"email": "e" * 501}, "email", "than 500", id="long address"),
    ],
)
def test_a_row_is_refused_alone(
    matter: Matter, tmp_path: Path, cells: dict[str, str], column: str, reason: str
):
    report = take_in(matter, tmp_path, [row(email="b@example.org"), row(**cells)])

    assert counts(report) == (2, 1, 0, 1)
    (refusal,) = refusals(report)
    assert (refusal["line"], refusal["column"]) == ("3", column)
    assert reason in refusal["reason"]


def test_the_same_file_again_repeats_every_row_and_adds_no_event(matter: Matter, tmp_path: Path):
    take_in(matter, tmp_path, [row(), row()])
    events = Event.objects.count()

    report = take_in(matter, tmp_path, [row(), row()])

    assert counts(report) == (2, 0, 2, 0)
    assert (Exclusion.objects.count(), Event.objects.count()) == (1, events)


def test_another_day_for_the_same_person_is_refused(matter: Matter, tmp_path: Path):
    take_in(matter, tmp_path, [row()])

    report = take_in(matter, tmp_path, [row(received_on="2026-02-02")])

    assert counts(report) == (1, 0, 0, 1)
    assert "already accepted as received on 2026-02-01" in refusals(report)[0]["reason"]


def test_a_file_that_says_nobody_is_refused_whole(matter: Matter, tmp_path: Path):
    with pytest.raises(FileRefused, match="no column says who opted out"):
        take_in(matter, tmp_path, [{"received_on": "2026-02-01"}])


def test_every_address_of_a_cell_opts_out(matter: Matter, tmp_path: Path):
    rows = [row(email="Ana <ana@example.org>; mailto:ana@b\u00fccher.example")]

    report = take_in(matter, tmp_path, rows)
    again = take_in(matter, tmp_path, rows)

    assert (counts(report), counts(again)) == ((1, 1, 0, 0), (1, 0, 1, 0))
    assert set(Exclusion.objects.values_list("email_key", flat=True)) == {
        *("ana@example.org", "ana@xn--bcher-kva.example")
    }
    assert check_trail([matter]).ok


def test_a_cell_without_an_address_names_nobody(matter: Matter, tmp_path: Path):
    report = take_in(matter, tmp_path, [row(email="none@none.com"), row(email="n/a")])

    assert counts(report) == (2, 0, 0, 2)
    assert {each["column"] for each in refusals(report)} == {"email"}


def test_a_reference_beside_such_a_cell_does(matter: Matter, tmp_path: Path):
    report = take_in(matter, tmp_path, [row(external_ref="R1", email="n/a")])

    assert counts(report) == (1, 1, 0, 0)
