"""A small sample of `make faults`, with a seed of its own: what it strikes ends the same."""

import os
import subprocess

import pytest
from django.db import connection

from tools.paths import PYTHON, ROOT

SAMPLE = "--seed 7 --accounts 300 --part-claims 90 --kills 2 --frozen 3 --undisturbed 1"
STRIKES = {
    "sqlite": ("kill-worker", "fill-disk", "alter-records"),
    "postgresql": ("kill-worker", "flush-broker", "restart-database"),
}
"""Each engine has its part of them here, so that all fit a run of the tests."""
NOT_OURS = ("DATABASE_URL", "REDIS_URL", "DATA_DIR")
FILING = (
    "filing --seed 7 --only kill-broker --only kill-web-workers --only restart-database --away 2 "
    "--kills 2 --restarts 1 --database-away 1 --calm 1 --programs 2 --people 1"
)


@pytest.mark.long
@pytest.mark.fault
@pytest.mark.timeout(600)
@pytest.mark.django_db
@pytest.mark.xdist_group("faults")
def test_a_tally_ends_the_same_after_every_strike():
    only = [part for name in STRIKES[connection.vendor] for part in ("--only", name)]

    done = faults("tallies", "--engine", connection.vendor, *SAMPLE.split(), *only)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "| the same" in done.stdout


@pytest.mark.long
@pytest.mark.fault
@pytest.mark.one_engine
@pytest.mark.timeout(600)
@pytest.mark.xdist_group("faults")
def test_what_filers_were_told_is_what_the_database_holds_after_every_strike():
    done = faults(*FILING.split())

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("| ledger and database agree |") == 3


def faults(*arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    return subprocess.run(
        [str(PYTHON), "-m", "tests.faults", *arguments],
        cwd=ROOT,
        env=kept,
        capture_output=True,
        text=True,
        timeout=580,
    )
