"""The main job with real parts: a broker, workers, the relay, and commands as processes."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from claims.models import OutboxEntry
from tests.claims.casework.intake.claims_files import VALID, row
from tests.claims.records.production_files import csv_bytes, write_kind
from tests.factories import Member, member
from tests.infrastructure.brokers import Broker
from tests.infrastructure.databases import database_url
from tests.infrastructure.workers import Worker
from tools import site_processes
from tools.paths import MANAGE, PYTHON, ROOT
from tools.processes import Supervisor

SLUG = "linkedin-inmail"
CLAIMS = 1_500
pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


class Installation:
    """Commands on this test's database, broker and data, each in a process of its own."""

    def __init__(self, data_dir: Path, redis_url: str) -> None:
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            "DATABASE_URL": database_url(connection),
            "DATA_DIR": str(data_dir),
            "REDIS_URL": redis_url,
            "PYTHONUNBUFFERED": "1",
        }

    def command(self, *arguments: object) -> list[str]:
        return [str(PYTHON), str(MANAGE), *map(str, arguments)]

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=240,
        )

    def json(self, *arguments: object) -> Any:
        result = self.run(*arguments, "--json")
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    @contextmanager
    def running(self, *arguments: object) -> Iterator[subprocess.Popen[str]]:
        process = subprocess.Popen(
            self.command(*arguments),
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()


@pytest.fixture
def installation(transactional_db: None, broker: Broker, data_dir: Path) -> Installation:
    return Installation(data_dir, broker.url)


def files_of(folder: Path) -> dict[str, Path]:
    """A production of half as many accounts as claims, and the claims: two for each account."""
    accounts = CLAIMS // 2
    members: list[Member] = [
        member(f"A{n}", country=("US", "CA", "")[n % 3]) for n in range(accounts)
    ]
    claims = [
        row(f"R-{n:05}", email=f"a{n % accounts}@example.org", signed="no" if n == 0 else "yes")
        for n in range(CLAIMS)
    ]
    path = folder / "claims.csv"
    path.write_bytes(csv_bytes(claims, list(VALID)))
    return {
        "accounts": write_kind(folder, "accounts", [m.account for m in members]),
        "subscriptions": write_kind(
            folder, "subscriptions", [r for m in members for r in m.subscriptions]
        ),
        "messages": write_kind(folder, "messages", [r for m in members for r in m.messages]),
        "claims": path,
    }


# Of 750 accounts each third is in the US. The first claim is unsigned, so its account's second
# claim is the payable one.
EXPECTED = {
    "claims": 1500,
    "matched": 1500,
    "unmatched": 0,
    "duplicates": 749,
    "incomplete": 1,
    "payable": {"eligible": 250, "undetermined": 250, "ineligible": 250},
    "totals_cents": {"sca_actual_not_required": 25_000_000, "sca_actual_required": 0},
}


def import_everything(installation: Installation, folder: Path) -> None:
    files = files_of(folder)
    installation.json("open_matter", SLUG)
    records = [part for kind in list(files)[:3] for part in (f"--{kind}", files[kind])]
    assert installation.json("import_records", SLUG, *records)["accounts"]["accepted"] == 750
    report = installation.json("import_claims", SLUG, files["claims"])
    assert (report["accepted"], report["refused"]) == (CLAIMS, 0)


def without_number(tally: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in tally.items() if name != "tally"}


@pytest.mark.timeout(600)
def test_records_and_claims_become_a_tally_by_workers_also_when_one_is_killed(
    installation: Installation,
    start_worker: Callable[..., Worker],
    broker: Broker,
    data_dir: Path,
    tmp_path: Path,
):
    import_everything(installation, tmp_path)
    lost = start_worker(processes=1)

    with installation.running("tally", SLUG, "--json") as tally:
        wait_until(lambda: undone() < CLAIMS or tally.poll() is not None)
        lost.kill()
        start_worker(processes=1)
        # What the lost worker held is rung again when its minute has gone by.
        OutboxEntry.objects.filter(done_at=None, published_at__isnull=False).update(
            published_at=F("published_at") - timedelta(minutes=2)
        )
        out, problems = tally.communicate(timeout=200)

    assert tally.returncode == 0, problems
    first = json.loads(out)
    assert without_number(first) == EXPECTED
    again = installation.json("tally", SLUG)
    assert (again["tally"], without_number(again)) == (first["tally"] + 1, EXPECTED)
    assert installation.json("check_audit", SLUG)["ok"]


@pytest.mark.one_engine
def test_the_relay_rings_for_claims_within_seconds(
    installation: Installation,
    worker: Worker,
    data_dir: Path,
    tmp_path: Path,
):
    installation.json("open_matter", SLUG)
    path = tmp_path / "claims.csv"
    path.write_bytes(csv_bytes([row("R-1"), row("R-2")], list(VALID)))

    with Supervisor() as supervisor:
        supervisor.start(site_processes.relay(data_dir, installation.environment))
        installation.json("import_claims", SLUG, path)
        wait_until(lambda: undone() == 0)

    assert OutboxEntry.objects.count() == 2
    assert undone() == 0, worker.last_lines()


@pytest.mark.one_engine
def test_without_a_worker_a_tally_gives_up_in_one_line(installation: Installation):
    installation.json("open_matter", SLUG)

    result = installation.run("tally", SLUG, "--json")

    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "CommandError: No worker answered within 10 seconds. "
        "Start one with: celery -A portal worker"
    ]
    assert result.stdout == ""


@pytest.mark.fault
@pytest.mark.one_engine
def test_the_relay_ends_when_it_is_asked_to(installation: Installation):
    with installation.running("relay") as relay:
        assert relay.stdout is not None
        relay.stdout.readline()
        relay.send_signal(signal.SIGTERM)
        out, problems = relay.communicate(timeout=30)

    assert (relay.returncode, problems) == (0, ""), out


def undone() -> int:
    return OutboxEntry.objects.filter(done_at=None).count()


def wait_until(is_so: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for another process; what comes after says what is wrong if it never was so."""
    for _ in range(int(seconds / 0.1)):
        if is_so():
            return
        time.sleep(0.1)
