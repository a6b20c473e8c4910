"""Whatever stops an import, what was there before is there still, and the next import works."""

import gzip
import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, connection

from claims.models import Account, AccountKey, Event, Matter, Production
from claims.records.lookup import check_hashes, current_production, production_folder
from claims.records.production_import import import_production
from claims.records.row_files import FileRefused
from tests.claims.records.production_files import account, csv_bytes, message, write_kind
from tests.infrastructure.databases import database_url

AT = datetime(2026, 2, 1, 12, tzinfo=UTC)


def state(matter: Matter, data_dir: Path) -> dict[str, object]:
    """Everything an import may change. Lists of refused rows do no harm and are not counted."""
    matter.refresh_from_db()
    folder = data_dir / "matters" / matter.slug
    return {
        "productions": list(Production.objects.values_list("number", "sha256")),
        "accounts": sorted(Account.objects.values_list("account_id", flat=True)),
        "keys": AccountKey.objects.count(),
        "trail": (Event.objects.count(), matter.chain_head),
        "folders": sorted(path.name for path in (folder / "productions").iterdir()),
        "left over": (folder / ".importing").exists(),
    }


def first_import(matter: Matter, folder: Path) -> Production:
    files = {
        "accounts": write_kind(folder, "accounts", [account()]),
        "messages": write_kind(folder, "messages", [message()]),
    }
    return import_production(matter, files, at=AT).production


def second_files(folder: Path) -> dict[str, Path]:
    return {
        "accounts": write_kind(folder, "accounts", [account(), account(account_id="A2")]),
        "messages": write_kind(folder, "messages", [message(message_id="X2", account_id="A2")]),
    }


def test_an_unreadable_last_file_leaves_everything_as_it_was(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    first_import(matter, tmp_path)
    before = state(matter, data_dir)
    files = second_files(tmp_path)
    files["messages"] = tmp_path / "messages.csv.gz"
    rows = [message(message_id=f"X{number}") for number in range(30_000)]
    files["messages"].write_bytes(gzip.compress(csv_bytes(rows))[:-9])

    with pytest.raises(FileRefused, match="damaged or cut short after line"):
        import_production(matter, files, at=AT)

    assert state(matter, data_dir) == before


def test_a_constraint_of_the_database_leaves_everything_as_it_was(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    first_import(matter, tmp_path)
    # An account that no production holds: inserting it again breaks UNIQUE (matter, account_id).
    Account.objects.create(matter=matter, account_id="A2", created_on=date(2020, 1, 1))
    before = state(matter, data_dir)

    with pytest.raises(IntegrityError):
        import_production(matter, second_files(tmp_path), at=AT)

    assert state(matter, data_dir) == before


def test_a_full_or_read_only_disk_leaves_everything_as_it_was(
    matter: Matter, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_import(matter, tmp_path)
    before = state(matter, data_dir)

    def no_space(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("claims.files.replacement.os.fsync", no_space)
        with pytest.raises(OSError, match="No space left"):
            import_production(matter, second_files(tmp_path), at=AT)

    assert state(matter, data_dir) == before
    assert import_production(matter, second_files(tmp_path), at=AT).production.number == 2


def kill_import(point: str, matter: Matter, files: Path, data_dir: Path) -> None:
    """Run the import in a process that kills itself with SIGKILL at the point."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "DATABASE_URL": database_url(connection),
        "DATA_DIR": str(data_dir),
    }
    module = "tests.claims.records.killed_import"
    done = subprocess.run(
        [sys.executable, "-m", module, point, matter.slug, str(files)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.fault
@pytest.mark.parametrize(
    "point",
    [
        *(pytest.param(name, marks=pytest.mark.long) for name in ("reading", "judging", "noting")),
        *("writing", "publishing"),
        pytest.param("class list", marks=pytest.mark.long),
        "trail",
    ],
)
def test_an_import_killed_before_its_commit_never_happened(
    committed_matter: Matter, data_dir: Path, tmp_path: Path, point: str
) -> None:
    matter = committed_matter
    production = first_import(matter, tmp_path)
    before = state(matter, data_dir)
    files = second_files(tmp_path)

    kill_import(point, matter, tmp_path, data_dir)

    after = state(matter, data_dir)
    in_database = ("productions", "accounts", "keys", "trail")
    assert [after[name] for name in in_database] == [before[name] for name in in_database]
    assert current_production(matter) == production
    check_hashes(production)
    # The next import clears what the dead one left, even if it then fails for its own reasons.
    bad = tmp_path / "bad.csv"
    bad.write_text("nothing\n")
    with pytest.raises(FileRefused):
        import_production(matter, {"accounts": bad}, at=AT)
    assert state(matter, data_dir) == before
    report = import_production(matter, files, at=AT)
    assert (report.production.number, report.kinds["accounts"].accepted) == (2, 1)
    check_hashes(report.production)


@pytest.mark.fault
@pytest.mark.parametrize(
    "point", [pytest.param("merging", marks=pytest.mark.long), "corrected accounts"]
)
def test_a_correction_killed_before_its_commit_never_happened(
    committed_matter: Matter, data_dir: Path, tmp_path: Path, point: str
) -> None:
    matter = committed_matter
    production = first_import(matter, tmp_path)
    before = state(matter, data_dir)
    write_kind(tmp_path, "accounts", [account(email="", profile_url="")])
    files = {"accounts": tmp_path / "accounts.csv"}
    (tmp_path / "messages.csv").unlink()

    kill_import(point, matter, tmp_path, data_dir)

    assert state(matter, data_dir)["keys"] == before["keys"]
    assert current_production(matter) == production
    check_hashes(production)
    report = import_production(matter, files, at=AT, corrects=True)
    assert (report.production.number, report.kinds["accounts"].replaced) == (2, 1)
    assert not AccountKey.objects.exists()
    # A file that both productions have is still there for the first.
    check_hashes(production)
    check_hashes(report.production)


@pytest.mark.fault
def test_an_import_killed_after_its_commit_happened(
    committed_matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    matter = committed_matter
    first_import(matter, tmp_path)
    files = second_files(tmp_path)

    kill_import("committed", matter, tmp_path, data_dir)

    production = current_production(matter)
    assert production is not None
    assert production.number == 2
    report = import_production(matter, files, at=AT)
    assert not report.is_new
    assert report.kinds["accounts"].repeated == 2
    check_hashes(production)
    assert not (data_dir / "matters" / matter.slug / ".importing").exists()


def test_records_that_this_database_does_not_know_are_set_aside_and_never_deleted(
    matter: Matter, data_dir: Path, tmp_path: Path
) -> None:
    foreign = data_dir / "matters" / matter.slug / "productions" / "1"
    foreign.mkdir(parents=True)
    (foreign / "accounts.parquet").write_text("of another database")

    production = first_import(matter, tmp_path)

    check_hashes(production)
    (kept,) = production_folder(production).parent.glob("1.set-aside-*/accounts.parquet")
    assert kept.read_text() == "of another database"
