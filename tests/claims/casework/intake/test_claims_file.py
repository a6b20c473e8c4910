"""A claims file, row by row: accepted, repeated, or refused with what a person needs to mend it."""

import gzip
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.casework.intake import claim_creation, claims_file, file_rows
from claims.casework.intake.claims_file import import_claims
from claims.models import Claim, Event, Letter, Matter, OutboxEntry, SubmissionKey
from claims.records.row_files import FileRefused
from tests.claims.casework.intake.claims_files import VALID, counts, refusals, row, take_in
from tests.claims.records.production_files import csv_bytes
from tests.examples import examples
from tests.factories import NOW, OPERATOR


def test_every_cell_of_a_row_is_in_the_claim(matter: Matter, tmp_path: Path):
    said = row(
        *("R-1",),
        first_name=" Ana ",
        filed_at="2026-03-02 01:38:11.5-07:00",
        profile_url="https://www.linkedin.com/in/ana",
        signed="no",
        medium="paper",
        postmarked_on="2026-03-01",
        notice_id="7K3M-Q0RT-8XWE-ZV2H",
        phone="+1 408 555 0100",
    )

    report = take_in(matter, tmp_path, [said])

    assert counts(report) == (1, 1, 0, 0)
    claim = Claim.objects.get()
    assert (claim.external_ref, claim.first_name, claim.last_name) == ("R-1", "Ana", "Díaz")
    assert claim.filed_at == datetime(2026, 3, 2, 8, 38, 11, 500_000, tzinfo=UTC)
    assert (claim.email, claim.email_key) == ("ana@example.org", "ana@example.org")
    assert claim.profile_url == "https://www.linkedin.com/in/ana"
    assert (claim.street, claim.city, claim.state) == ("1 Main St", "San Jose", "CA")
    assert (claim.postal_code, claim.country) == ("95113", "US")
    assert (claim.medium, claim.postmarked_on) == ("paper", date(2026, 3, 1))
    assert (claim.notice_id, claim.phone) == ("7K3M-Q0RT-8XWE-ZV2H", "+1 408 555 0100")
    assert (claim.signed, claim.status, claim.recorded_at) == (False, "SUBMITTED", NOW)


def test_a_claim_comes_with_its_event_its_key_and_its_work(matter: Matter, tmp_path: Path):
    take_in(matter, tmp_path, [row()])

    claim = Claim.objects.get()
    event = Event.objects.get(claim=claim)
    assert (event.sequence, event.kind, event.actor) == (1, "submitted", "operator:olga")
    assert event.data["submission_sha256"] == claim.submission_sha256
    assert (claim.chain_length, claim.chain_head) == (1, event.sha256)
    assert SubmissionKey.objects.get().claim == claim
    assert OutboxEntry.objects.get().subject_id == claim.pk
    assert not Letter.objects.exists(), "a bulk claim is not answered by e-mail"


def test_optional_columns_may_be_missing(matter: Matter, tmp_path: Path):
    path = tmp_path / "claims.csv"
    path.write_bytes(csv_bytes([{name: VALID[name] for name in claims_file.REQUIRED}]))

    report = import_claims(matter, path, refusals=tmp_path / "refusals.csv", actor=OPERATOR, at=NOW)

    assert counts(report) == (1, 1, 0, 0)
    assert Claim.objects.get().medium == "bulk"


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        pytest.param(
            {"external_ref": " "},
            "external_ref",
            "It is blank. Give each",
            id="ref",
        ),
        pytest.param(
            *({"external_ref": "R" * 201}, "external_ref", "It is longer than 200 characters."),
            id="a reference of 201 characters",
        ),
        pytest.param(
            {"external_ref": "#REF!"}, "external_ref", "error of a spreadsheet", id="a formula"
        ),
        pytest.param({"filed_at": ""}, "filed_at", "It is blank. Say when", id="no moment"),
        pytest.param(
            *({"filed_at": "2026-03-02T08:38:11"}, "filed_at", "has no time zone. Add Z"),
            id="a moment without its zone",
        ),
        pytest.param({"filed_at": "2026-03-02"}, "filed_at", "is not a moment. Write", id="a day"),
        pytest.param({"filed_at": "02/03/2026 8:38"}, "filed_at", "is not a moment", id="US date"),
        pytest.param(
            {"filed_at": "2026-02-29T00:00:00Z"}, "filed_at", "is not on the calendar", id="leap"
        ),
        pytest.param(
            {"filed_at": "2026-03-02T25:00:00Z"}, "filed_at", "is not a moment", id="25 o'clock"
        ),
        pytest.param(
            *({"filed_at": "9999-12-31T23:59:59-07:00"}, "filed_at", "is not on the calendar"),
            id="after the last moment",
        ),
        pytest.param(
            {"filed_at": "２０２６-03-02T00:00:00Z"},
            "filed_at",
            "is not a moment",
            id="wide",
        ),
        pytest.param({"signed": ""}, "signed", "It is blank. Write yes or no.", id="signed blank"),
        pytest.param({"signed": "maybe"}, "signed", "is not one of: yes, no.", id="signed maybe"),
        pytest.param({"signed": "2"}, "signed", "is not one of: yes, no.", id="signed 2"),
        pytest.param({"signed": "x"}, "signed", "is not one of: yes, no.", id="signed x"),
        pytest.param({"country": "USA"}, "country", "Use the two capital letters", id="USA"),
        pytest.param({"country": "ZZ"}, "country", "is not a country code", id="no such country"),
        pytest.param({"medium": "fax"}, "medium", "is not one of: web, paper, bulk.", id="fax"),
        pytest.param(
            {"postmarked_on": "2026-03-01 08:30"}, "postmarked_on", "not a day", id="a clock"
        ),
        pytest.param({"postmarked_on": "3/1/2026"}, "postmarked_on", "as YYYY-MM-DD", id="US day"),
        pytest.param(
            {"postmarked_on": "2026-02-30"}, "postmarked_on", "is not on the calendar", id="30 Feb"
        ),
        pytest.param({"first_name": "x" * 501}, "first_name", "longer than 500", id="long name"),
        pytest.param({"last_name": "ñ" * 10_000}, "last_name", "longer than 500", id="10,000"),
        pytest.param(
            {"email": "a@" + "İ" * 300 + ".example"},
            "email",
            "longer than 500",
            id="grows when folded",
        ),
        pytest.param({"profile_url": "x" * 2001}, "profile_url", "than 2,000", id="long address"),
        pytest.param({"street": "a\0b"}, "street", "NUL", id="a NUL"),
    ],
)
def test_a_row_is_refused_alone(
    matter: Matter, tmp_path: Path, cells: dict[str, str], column: str, reason: str
):
    report = take_in(matter, tmp_path, [row("A"), row(**{"external_ref": "B", **cells}), row("C")])

    assert counts(report) == (3, 2, 0, 1)
    (refusal,) = refusals(report)
    assert (refusal["file"], refusal["line"], refusal["column"]) == ("claims.csv", "3", column)
    assert reason in refusal["reason"]
    assert set(Claim.objects.values_list("external_ref", flat=True)) == {"A", "C"}


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"external_ref": "R" * 200}, id="a reference of 200 characters"),
        pytest.param({"first_name": "x" * 500}, id="a name of 500 characters"),
        pytest.param({"email": "𐐀" * 500}, id="the longest key in bytes"),
        pytest.param({"first_name": "", "last_name": "", "email": ""}, id="nothing personal"),
        pytest.param({"country": ""}, id="no country"),
        pytest.param({"email": "not an address"}, id="an e-mail address that is none"),
        pytest.param({"last_name": "O'Neill-Ångström 李"}, id="any letters"),
        pytest.param({"first_name": "=1+1"}, id="what a spreadsheet would run"),
    ],
)
def test_a_row_is_accepted_with(matter: Matter, tmp_path: Path, cells: dict[str, str]):
    assert counts(take_in(matter, tmp_path, [row(**cells)])) == (1, 1, 0, 0)


def test_a_row_with_a_field_too_many_is_refused_alone(matter: Matter, tmp_path: Path):
    path = tmp_path / "claims.csv"
    lines = csv_bytes([row("A"), row("B"), row("C")]).splitlines()
    lines[2] += b",more"
    path.write_bytes(b"\n".join(lines))

    report = import_claims(matter, path, refusals=tmp_path / "refusals.csv", actor=OPERATOR, at=NOW)

    assert counts(report) == (3, 2, 0, 1)
    assert "The row has 17 fields, the header 16." in refusals(report)[0]["reason"]


def test_the_same_file_again_repeats_every_row_and_its_refusals(matter: Matter, tmp_path: Path):
    rows = [row("A"), row("B"), row("C", signed="")]
    take_in(matter, tmp_path, rows)
    events = Event.objects.count()

    report = take_in(matter, tmp_path, rows)

    assert counts(report) == (3, 0, 2, 1)
    assert len(refusals(report)) == 1
    assert (Claim.objects.count(), Event.objects.count()) == (2, events)


def test_the_same_row_twice_in_one_file_is_repeated(matter: Matter, tmp_path: Path):
    assert counts(take_in(matter, tmp_path, [row(), row()])) == (2, 1, 1, 0)


def test_the_same_values_in_another_spelling_are_the_same_row(matter: Matter, tmp_path: Path):
    take_in(matter, tmp_path, [row(filed_at="2026-03-02T08:38:11Z", medium="bulk")])

    again = row(filed_at="2026-03-02T01:38:11.000-07:00", medium="", city=" San Jose ")

    assert counts(take_in(matter, tmp_path, [again])) == (1, 0, 1, 0)


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"email": "other@example.org"}, id="another address"),
        pytest.param({"filed_at": "2026-03-02T08:38:12Z"}, id="a second later"),
        pytest.param({"signed": "no"}, id="without the signature"),
        pytest.param({"postmarked_on": "2026-03-01"}, id="with a postmark"),
    ],
)
def test_a_changed_row_is_refused_and_changes_nothing(
    matter: Matter, tmp_path: Path, cells: dict[str, str]
):
    take_in(matter, tmp_path, [row()])
    before = Claim.objects.values().get()

    report = take_in(matter, tmp_path, [row(**cells)])

    assert counts(report) == (1, 0, 0, 1)
    (refusal,) = refusals(report)
    assert refusal["column"] == "external_ref"
    assert "R-1 was already accepted with different values." in refusal["reason"]
    assert Claim.objects.values().get() == before


def test_a_refused_row_does_not_occupy_its_reference(matter: Matter, tmp_path: Path):
    report = take_in(matter, tmp_path, [row(signed=""), row()])

    assert counts(report) == (2, 1, 0, 1)


def test_batches_count_like_one(matter: Matter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(file_rows, "ROWS_AT_ONCE", 3)
    rows = [row(f"R-{n}") for n in range(7)] + [row("R-0"), row("R-1", city="Elsewhere")]

    report = take_in(matter, tmp_path, rows)

    assert counts(report) == (9, 7, 1, 1)
    assert refusals(report)[0]["line"] == "10"


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.builds(
            row,
            st.sampled_from(["", "A", "B", "C"]),
            city=st.sampled_from(["Lima", "Oslo"]),
            signed=st.sampled_from(["yes", "no", "perhaps"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_accepted_repeated_and_refused_rows_are_all_rows(
    matter: Matter, tmp_path: Path, rows: list[dict[str, str]]
):
    before = Claim.objects.count()

    report = take_in(matter, tmp_path, rows)

    assert report.accepted + report.repeated + report.refused == report.rows == len(rows)
    assert Claim.objects.count() == before + report.accepted
    assert len(refusals(report)) == report.refused
    again = take_in(matter, tmp_path, rows)
    assert (again.accepted, again.repeated) == (0, report.accepted + report.repeated)
    most = Counter(Claim.objects.values_list("external_ref", flat=True)).most_common(1)
    assert not most or most[0][1] == 1


def test_a_failure_in_the_middle_leaves_nothing_of_its_batch(
    matter: Matter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(*args: object) -> str:
        raise MemoryError

    monkeypatch.setattr(claim_creation, "assessment_entry", fail)

    with pytest.raises(MemoryError):
        take_in(matter, tmp_path, [row("A"), row("B")])

    assert not Claim.objects.exists()
    assert not Event.objects.filter(claim__isnull=False).exists()
    assert list(tmp_path.glob("refusals*")) == []


def test_a_file_that_was_cut_off_is_refused_before_a_row_is_taken_in(
    matter: Matter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(file_rows, "ROWS_AT_ONCE", 2)
    whole = gzip.compress(csv_bytes([row(f"R-{n}") for n in range(50_000)]))
    path = tmp_path / "claims.csv.gz"
    path.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(FileRefused):
        import_claims(matter, path, refusals=tmp_path / "refusals.csv", actor=OPERATOR, at=NOW)

    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        pytest.param(("external_ref", "filed_at"), "are missing", id="columns missing"),
        pytest.param((*VALID, "body"), "could hold what people wrote", id="content"),
    ],
)
def test_a_file_is_refused_whole(
    matter: Matter, tmp_path: Path, columns: tuple[str, ...], says: str
):
    path = tmp_path / "claims.csv"
    path.write_text(",".join(columns) + "\n" + ",".join("x" for _ in columns) + "\n")

    with pytest.raises(FileRefused, match=says):
        import_claims(matter, path, refusals=tmp_path / "refusals.csv", actor=OPERATOR, at=NOW)

    assert not (tmp_path / "refusals.csv").exists()


def test_the_list_of_refusals_runs_nothing_in_a_spreadsheet(matter: Matter, tmp_path: Path):
    path = tmp_path / "=cmd.csv"
    path.write_bytes(csv_bytes([row(signed="=HYPERLINK()")]))

    report = import_claims(matter, path, refusals=tmp_path / "refusals.csv", actor=OPERATOR, at=NOW)

    (refusal,) = refusals(report)
    assert refusal["file"] == "'=cmd.csv"
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in refusal.values())


def test_a_list_of_no_refusals_has_its_header(matter: Matter, tmp_path: Path):
    report = take_in(matter, tmp_path, [row()])

    assert report.refusals.read_text() == "file,line,column,reason\n"
