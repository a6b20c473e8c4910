"""`manage.py import_records`: one JSON object or a table, and one clear line on bad input."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims import plans
from claims.audit import Actor
from claims.casework.docket.open_matters import open_matter
from claims.models import AccountKey, Event, EventKind, Matter, Production
from tests.claims.records.production_files import account, message, subscription, write_kind

pytestmark = pytest.mark.one_engine

NOTHING: dict[str, Any] = {
    "rows": 0,
    "accepted": 0,
    "repeated": 0,
    "refused": 0,
    "refusals": None,
    "notes": [],
}


@pytest.fixture
def matter(db: None) -> Matter:
    """The first matter, opened by its own plan."""
    path = plans.library_path("linkedin-inmail")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return open_matter(path.read_text(), path.name, actor=Actor("operator"), at=at).matter


def write_production(folder: Path) -> dict[str, str]:
    rows = {
        "accounts": [account(), account(), account(account_id="")],
        "subscriptions": [subscription()],
        "messages": [message(), message(message_id="X2", channel="fax")],
    }
    return {kind: str(write_kind(folder, kind, rows[kind])) for kind in rows}


def arguments(files: dict[str, str]) -> list[str]:
    return [word for kind, path in files.items() for word in (f"--{kind}", path)]


def test_json_is_one_object_and_nothing_else(
    matter: Matter, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = write_production(tmp_path)

    call_command("import_records", matter.slug, *arguments(files), "--json")

    out, err = capsys.readouterr()
    said: dict[str, dict[str, Any]] = json.loads(out)
    refusals = {kind: Path(said[kind].pop("refusals")) for kind in said}
    assert all(each.pop("notes") == [] for each in said.values())
    assert said == {
        "accounts": {
            "rows": 3,
            "accepted": 1,
            "repeated": 1,
            "refused": 1,
            "emails_not_read": 0,
        },
        "subscriptions": {"rows": 1, "accepted": 1, "repeated": 0, "refused": 0},
        "messages": {"rows": 2, "accepted": 1, "repeated": 0, "refused": 1},
    }
    assert refusals["messages"].read_text().splitlines()[1].startswith("messages.csv,3,channel,")
    assert out.count("\n") == 1
    assert err == ""


def test_kinds_that_were_not_given_are_zero(
    matter: Matter, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = write_production(tmp_path)

    call_command("import_records", matter.slug, "--accounts", files["accounts"], "--json")

    said = json.loads(capsys.readouterr().out)
    assert (said["subscriptions"], said["messages"]) == (NOTHING, NOTHING)


def test_people_get_a_table_and_the_places_of_what_was_refused(
    matter: Matter, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = write_production(tmp_path)

    call_command("import_records", matter.slug, *arguments(files), "--incomplete", "messages")

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["rows", "accepted", "repeated", "refused"]
    assert lines[1].split() == ["accounts", "3", "1", "1", "1"]
    assert lines[4:6] == ["Production 1 (new).", "Not complete: messages."]
    assert [line.split(":")[0] for line in lines[6:]] == ["Refused accounts", "Refused messages"]


def test_the_trail_names_the_operator(matter: Matter, data_dir: Path, tmp_path: Path) -> None:
    files = write_production(tmp_path)

    call_command("import_records", matter.slug, *arguments(files), "--json")

    assert Event.objects.get(kind=EventKind.PRODUCTION_IMPORTED).actor == "operator"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(
            ["nowhere", "--accounts", "x.csv"],
            "No matter is called nowhere. Open matters: linkedin-inmail. "
            "Open one with: manage.py open_matter nowhere",
            id="an unknown matter",
        ),
        pytest.param(
            ["linkedin-inmail"],
            "No file was given. Give at least one of accounts, subscriptions, messages.",
            id="no file",
        ),
        pytest.param(
            ["linkedin-inmail", "--messages", "gone.csv"],
            "gone.csv: it cannot be opened (No such file or directory). "
            "Check the path and its permissions.",
            id="a file that is not there",
        ),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_code_1(
    matter: Matter, data_dir: Path, words: list[str], message: str
) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("import_records", *words)

    assert (str(caught.value), caught.value.returncode) == (message, 1)
    assert not Production.objects.exists()


def test_a_correction_says_how_many_rows_it_replaced(
    matter: Matter, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = arguments(write_production(tmp_path))
    call_command("import_records", matter.slug, *files)
    corrected = write_kind(tmp_path, "messages", [message(channel="message")])
    capsys.readouterr()

    call_command("import_records", matter.slug, "--messages", str(corrected), "--corrects")

    assert "Replaced messages: 1" in capsys.readouterr().out.splitlines()


def test_a_file_whose_name_is_no_text_is_imported(
    matter: Matter, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(os.fsdecode(bytes(tmp_path) + b"/accounts\xff.csv"))
    write_kind(tmp_path, "accounts", [account(), account(country="X")]).rename(path)

    call_command("import_records", matter.slug, "--accounts", str(path), "--json")

    said = json.loads(capsys.readouterr().out)
    listed = Path(said["accounts"]["refusals"]).read_text().splitlines()
    assert listed[1].startswith("accounts\ufffd.csv,3,country,")


def test_what_was_passed_over_is_printed_and_is_in_the_json(
    matter: Matter, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_kind(tmp_path, "accounts", [account(), account(account_id='="07"')])
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0].upper(), *lines[1:], "," * 14, "," * 20]) + "\n")

    call_command("import_records", matter.slug, "--accounts", str(path))
    printed = capsys.readouterr().out.splitlines()
    call_command("import_records", matter.slug, "--accounts", str(path), "--json")
    said = json.loads(capsys.readouterr().out)["accounts"]

    assert printed[1].split() == ["accounts", "2", "2", "0", "0"]
    assert printed[6].startswith('accounts: Columns read by another spelling: "ACCOUNT_ID" as')
    assert printed[7:] == [
        "accounts: 2 rows hold nothing: they are no rows.",
        'accounts: account_id: 1 cell is written as ="…": read as the text inside.',
    ]
    assert (said["rows"], said["repeated"]) == (2, 2)
    assert [(note["what"], note["count"]) for note in said["notes"]] == [
        ("header", 15),
        ("blank_rows", 2),
        ("wrapped", 1),
    ]
    assert said["notes"][1]["text"] == "2 rows hold nothing: they are no rows."


def test_a_column_that_is_wrong_in_all_rows_is_told_once(
    matter: Matter, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [subscription(started_on="1/1/2023"), subscription(started_on="2/1/2023")]
    files = {
        "accounts": str(write_kind(tmp_path, "accounts", [account()])),
        "subscriptions": str(write_kind(tmp_path, "subscriptions", rows)),
    }

    call_command("import_records", matter.slug, *arguments(files))

    assert capsys.readouterr().out.splitlines()[-1] == (
        "subscriptions: All 2 rows are refused because of started_on, the first on line 2: "
        '"1/1/2023" is not a date on the calendar. Write it as YYYY-MM-DD.'
    )


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("accounts", "account_id"),
        ("subscriptions", "account_id"),
        ("subscriptions", "subscription_id"),
        ("messages", "account_id"),
        ("messages", "message_id"),
    ],
)
def test_a_shortened_identifier_refuses_the_import_before_anything_is_kept(
    matter: Matter, data_dir: Path, tmp_path: Path, kind: str, column: str
) -> None:
    valid = {"accounts": account(), "subscriptions": subscription(), "messages": message()}
    rows = {name: [row] for name, row in valid.items()}
    rows[kind].append(rows[kind][0] | {column: "4.80012E+15"})
    files = {name: str(write_kind(tmp_path, name, rows[name])) for name in rows}

    with pytest.raises(CommandError) as caught:
        call_command("import_records", matter.slug, *arguments(files))

    assert str(caught.value).startswith(f'{kind}.csv: line 3: {column}: "4.80012E+15" is a number')
    assert not Production.objects.exists()
    assert not (data_dir / "matters" / matter.slug / "productions").exists()


def test_a_telephone_is_a_key_however_its_column_is_spelled(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    path = write_kind(tmp_path, "accounts", [account() | {"Phone": "+1 617 555 0100"}])

    call_command("import_records", matter.slug, "--accounts", str(path), "--json")

    assert AccountKey.objects.filter(kind=AccountKey.Kind.PHONE).count() == 1
