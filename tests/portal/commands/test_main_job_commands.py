"""The commands of the main job: what they print, and the one line they fail with."""

import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from claims.models import Claim, Event, Matter, OutboxEntry, PlanVersion, Tally
from portal.web.reserved_slugs import reserved_slugs
from tests.claims.casework.intake.claims_files import VALID, row
from tests.claims.records.production_files import csv_bytes, write_kind
from tests.factories import file_claim, member, open_matter, plan_text, produce

Run = Callable[..., Any]
Refusal = Callable[..., str]
SLUG = "linkedin-inmail"


@pytest.fixture
def matter() -> Matter:
    return open_matter()


def claims_file(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "claims.csv"
    path.write_bytes(csv_bytes(list(rows), list(VALID)))
    return path


def test_a_matter_is_opened_once(run: Run):
    assert run("open_matter", SLUG) == {"matter": SLUG, "plan_version": 1}
    assert run("open_matter", SLUG) == {"matter": SLUG, "plan_version": 1}

    assert (Matter.objects.count(), Event.objects.count()) == (1, 1)


def test_another_text_is_the_next_version_and_asks_for_every_claim(run: Run, tmp_path: Path):
    matter = open_matter()
    produce(matter, member("A1"))
    file_claim(matter, email="a1@example.org")
    run("tally", SLUG)
    path = tmp_path / "plan.yaml"
    path.write_text(plan_text().replace("cure_days: 30", "cure_days: 31"))

    assert run("open_matter", path) == {"matter": SLUG, "plan_version": 2}

    assert OutboxEntry.objects.filter(done_at=None).count() == 1
    assert run("tally", SLUG)["payable"]["eligible"] == 1
    assert Tally.objects.latest("number").plan_version == PlanVersion.objects.get(number=2)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(None, "is neither a plan of the library", id="no such file"),
        pytest.param(b"\xff\xfe", "is not UTF-8 text", id="not text"),
        pytest.param(b"", "plan.yaml", id="empty"),
        pytest.param(b"slug: [", "plan.yaml", id="not YAML"),
        pytest.param(b"slug: x\n", "plan.yaml", id="not a plan"),
    ],
)
def test_what_is_no_plan_is_refused_in_one_line(
    refusal: Refusal, tmp_path: Path, content: bytes | None, says: str
):
    path = tmp_path / "plan.yaml"
    if content is not None:
        path.write_bytes(content)

    assert says in refusal("open_matter", path)
    assert not Matter.objects.exists()


@pytest.mark.parametrize("name", ["no-such-matter", ".", "x" * 5000])
def test_a_plan_that_is_no_file_is_refused_in_one_line(refusal: Refusal, name: str):
    assert "is neither a plan of the library" in refusal("open_matter", name)


@pytest.mark.parametrize("slug", sorted(reserved_slugs()))
def test_a_slug_that_would_hide_other_pages_is_refused_in_one_line(
    refusal: Refusal, tmp_path: Path, slug: str
):
    path = tmp_path / "plan.yaml"
    path.write_text(plan_text(slug))

    line = refusal("open_matter", path)

    assert line.startswith(f"plan.yaml: slug {slug!r} is the address of other pages of the site")
    assert not Matter.objects.exists()


def test_a_matter_opened_before_such_slugs_were_refused_goes_on_with_a_warning(tmp_path: Path):
    open_matter("plans")
    path, warned = tmp_path / "plan.yaml", StringIO()
    path.write_text(plan_text("plans").replace("cure_days: 30", "cure_days: 31"))

    call_command("open_matter", str(path), stderr=warned)

    assert PlanVersion.objects.count() == 2
    assert "other pages of the site lie at /plans/" in warned.getvalue()


@pytest.mark.parametrize(
    "command", ["import_claims", "import_exclusions", "tally", "check_audit", "import_records"]
)
def test_a_matter_that_is_not_open_is_named_with_those_that_are(
    refusal: Refusal, tmp_path: Path, command: str
):
    open_matter()
    arguments = [tmp_path / "x.csv"] if command in ("import_claims", "import_exclusions") else []

    line = refusal(command, "nobody", *arguments)

    assert line.startswith("No matter is called nobody. Open matters: linkedin-inmail.")


def test_claims_are_taken_in_and_their_refusals_listed(run: Run, matter: Matter, tmp_path: Path):
    path = claims_file(tmp_path, row("A"), row("B", signed=""))

    first = run("import_claims", SLUG, path)
    again = run("import_claims", SLUG, path)

    counted = {name: first[name] for name in ("rows", "accepted", "repeated", "refused")}
    assert counted == {"rows": 2, "accepted": 1, "repeated": 0, "refused": 1}
    assert (again["accepted"], again["repeated"], again["refused"]) == (0, 1, 1)
    assert Path(first["refusals"]).is_file()
    assert Path(first["refusals"]).is_relative_to(settings.DATA_DIR)
    assert first["refusals"] != again["refusals"]


def test_what_was_passed_over_is_told(run: Run, matter: Matter, tmp_path: Path):
    path = claims_file(tmp_path, row("A"))
    path.write_bytes(path.read_bytes() + b"," * 15 + b"\n")
    out = StringIO()

    call_command("import_claims", SLUG, str(path), stdout=out)
    said = run("import_claims", SLUG, path)

    assert out.getvalue().splitlines() == [
        "claims: 1 rows = 1 accepted + 0 repeated + 0 refused.",
        "1 row holds nothing: it is no row.",
    ]
    assert (said["rows"], said["repeated"]) == (1, 1)
    assert [(note["what"], note["count"]) for note in said["notes"]] == [("blank_rows", 1)]


def test_opt_outs_are_taken_in_and_reach_the_claims(run: Run, matter: Matter, tmp_path: Path):
    produce(matter, member("A1"))
    claim = file_claim(matter, email="a1@example.org")
    run("tally", SLUG)
    path = tmp_path / "exclusions.csv"
    path.write_text("email,received_on\nA1@example.org,2026-02-01\n")

    assert run("import_exclusions", SLUG, path)["accepted"] == 1
    tally = run("tally", SLUG)

    claim.refresh_from_db()
    assert claim.status == "OPTED_OUT"
    assert (tally["incomplete"], tally["totals_cents"]["sca_actual_not_required"]) == (1, 0)
    assert run("check_audit")["ok"]


@pytest.mark.parametrize("command", ["import_claims", "import_exclusions"])
@pytest.mark.parametrize("name", ["missing.csv", ".", "x" * 300 + ".csv"])
def test_a_file_that_cannot_be_opened_is_refused_in_one_line(
    refusal: Refusal, matter: Matter, tmp_path: Path, command: str, name: str
):
    assert "cannot be opened" in refusal(command, SLUG, tmp_path / name)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "the file is empty", id="empty"),
        pytest.param(b"PK\x03\x04xxxx", "ZIP archive or a spreadsheet", id="a spreadsheet"),
        pytest.param(b"\x1f\x8bxxxx", "claims.csv", id="a broken archive"),
        pytest.param(b"PAR1xxxx", "claims.csv", id="broken Parquet"),
        pytest.param(b"a,b\n1,2\n", "are missing", id="other columns"),
        pytest.param(b"\xff\xff\n", "not UTF-8", id="not text"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_line(
    refusal: Refusal, matter: Matter, tmp_path: Path, content: bytes, says: str
):
    path = tmp_path / "claims.csv"
    path.write_bytes(content)

    assert says in refusal("import_claims", SLUG, path)
    assert not Claim.objects.exists()


def test_a_data_folder_that_takes_no_file_is_named_in_one_line(
    refusal: Refusal, matter: Matter, tmp_path: Path
):
    Path(settings.DATA_DIR, "matters").write_text("a file where a folder should be")

    line = refusal("import_claims", SLUG, claims_file(tmp_path, row()))

    assert "Check the folder" in line


def test_a_tally_prints_what_the_contract_says(run: Run, matter: Matter):
    produce(matter, member("A1"))
    file_claim(matter, email="a1@example.org")
    file_claim(matter, email="nobody@example.org")

    assert run("tally", SLUG) == {
        "tally": 1,
        "claims": 2,
        "matched": 1,
        "unmatched": 1,
        "duplicates": 0,
        "incomplete": 0,
        "payable": {"eligible": 1, "undetermined": 0, "ineligible": 0},
        "totals_cents": {"sca_actual_not_required": 100_000, "sca_actual_required": 0},
    }


def test_a_tally_for_people_says_each_and_total(matter: Matter):
    produce(matter, member("A1"), member("A2"))
    file_claim(matter, email="a1@example.org")
    file_claim(matter, email="a2@example.org")
    out = StringIO()

    call_command("tally", SLUG, stdout=out)

    assert "2 x $1,000.00 = $2,000.00" in " ".join(out.getvalue().split())
    assert Tally.objects.get().root_sha256 in out.getvalue()


def test_a_tally_whose_records_were_altered_says_so_in_one_line(refusal: Refusal, matter: Matter):
    produce(matter, member("A1"))
    (path,) = Path(settings.DATA_DIR).glob("**/accounts.parquet")
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"?")

    assert "was altered after its import" in refusal("tally", SLUG)


@pytest.mark.parametrize("command", ["tally", "find_duplicates"])
def test_a_command_whose_records_were_not_restored_says_so_in_one_line(
    refusal: Refusal, matter: Matter, command: str
):
    produce(matter, member("A1"))
    file_claim(matter, email="a1@example.org")
    shutil.rmtree(Path(settings.DATA_DIR) / "matters")

    assert "Restore that folder from the back-up of DATA_DIR" in refusal(command, SLUG)


def test_a_check_of_the_trail_prints_what_the_contract_says(run: Run, matter: Matter):
    file_claim(matter)

    assert run("check_audit", SLUG) == {"ok": True, "claims": 1, "events": 2, "first_break": None}
    assert run("check_audit")["ok"] is True


def test_a_broken_trail_is_told_in_json_and_in_one_line(refusal: Refusal, matter: Matter):
    claim = file_claim(matter)
    Claim.objects.filter(pk=claim.pk).update(email="mallory@example.org")

    line = refusal("check_audit", "--json")

    assert line == (
        f"The trail is broken. Claim {claim.reference}: what its author submitted was changed."
    )


def test_a_tally_that_is_not_there_is_named_with_those_that_are(
    run: Run, refusal: Refusal, matter: Matter, tmp_path: Path
):
    arguments = ("9", "--format", "csv", "--out", tmp_path)
    assert refusal("export_tally", *arguments) == ("There is no tally 9. The latest are: none yet.")

    run("tally", SLUG)

    assert refusal("export_tally", *arguments).endswith("The latest are: 1.")


def test_a_tally_is_exported(run: Run, matter: Matter, tmp_path: Path):
    produce(matter, member("A1"))
    file_claim(matter, email="a1@example.org")
    run("tally", SLUG)

    files = run("export_tally", 1, "--format", "csv", "--out", tmp_path / "out")["files"]

    assert files
    assert all(Path(path).is_file() for path in files)


@pytest.mark.parametrize("form", ["pdf", "../csv"])
def test_a_format_that_is_none_is_refused_in_one_line(
    run: Run, refusal: Refusal, matter: Matter, tmp_path: Path, form: str
):
    run("tally", SLUG)

    assert form in refusal("export_tally", "1", "--format", form, "--out", tmp_path)


def test_an_export_to_a_file_is_refused_in_one_line(
    run: Run, refusal: Refusal, matter: Matter, tmp_path: Path
):
    run("tally", SLUG)
    (tmp_path / "taken").write_text("")

    assert "taken" in refusal("export_tally", "1", "--format", "csv", "--out", tmp_path / "taken")


def test_the_relay_needs_a_broker(refusal: Refusal):
    assert refusal("relay").startswith("REDIS_URL is not set")


def test_a_tally_whose_broker_is_away_says_so_in_one_line(
    refusal: Refusal, matter: Matter, settings: Any
):
    from portal.celery import app
    from tests.infrastructure.brokers import celery_through

    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with celery_through(app, settings.REDIS_URL):
        line = refusal("tally", SLUG)

    assert line.startswith("The broker at REDIS_URL does not answer")


def test_records_that_come_after_the_claims_are_asked_for(run: Run, matter: Matter, tmp_path: Path):
    run("import_claims", SLUG, claims_file(tmp_path, row(email="a1@example.org")))
    assert run("tally", SLUG)["unmatched"] == 1
    one = member("A1")
    files = {
        "accounts": [one.account],
        "subscriptions": list(one.subscriptions),
        "messages": list(one.messages),
    }
    arguments = [
        part
        for kind, rows in files.items()
        for part in (f"--{kind}", write_kind(tmp_path, kind, rows))
    ]

    run("import_records", SLUG, *arguments)

    assert run("tally", SLUG)["payable"]["eligible"] == 1
