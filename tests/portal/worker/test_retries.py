"""Work of the outbox that fails: it waits longer each time, says why, and holds nothing else up."""

import errno
import logging
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from threading import Timer

import duckdb
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError
from pytest_django import Settings

from claims import tally as tallying
from claims.casework.assessment import assess
from claims.casework.lifecycle.faults import is_machine_error
from claims.models import Assessment, Claim, Matter, OutboxEntry, Tally
from claims.tally import stage_runs
from claims.tally.stage_files import part_lock, tally_folder
from portal.management import pending_work as command
from portal.management.commands.tally import _finish_tally
from portal.worker import jobs, publisher
from portal.worker.failures import failure_text
from portal.worker.retries import pause_after
from tests.factories import NOW, OPERATOR, file_claim, member, open_matter, produce

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def matter(db: None, data_dir: object) -> Matter:
    matter = open_matter()
    produce(matter, member("A1"))
    return matter


@pytest.fixture
def tally(matter: Matter) -> Tally:
    return tallying.start(matter, actor=OPERATOR, at=NOW)


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*args: object) -> None:
        raise error

    monkeypatch.setattr("portal.worker.jobs.tally.run_part", fail)


@pytest.mark.parametrize(
    ("error", "reason", "is_machine"),
    [
        pytest.param(FULL, "the disk is full", True, id="a full disk"),
        pytest.param(OSError(errno.EDQUOT, "x"), "the disk is full", True, id="a full quota"),
        pytest.param(
            duckdb.IOException('Could not write "/x": No space left on device'),
            *("the disk is full", True),
            id="a full disk under the engine",
        ),
        pytest.param(
            OperationalError("database or disk is full"),
            *("the disk is full", True),
            id="a full disk under the database",
        ),
        pytest.param(
            OperationalError("server closed the connection"),
            *("the database did not answer", True),
            id="a database that is away",
        ),
        pytest.param(MemoryError(), "there was not enough memory", True, id="no memory"),
        pytest.param(
            duckdb.OutOfMemoryException("failed to pin block"),
            *("there was not enough memory", True),
            id="no memory for the engine",
        ),
        pytest.param(
            ValueError("Ana says: no space left on device"),
            "the program failed (ValueError), and no single claim is the cause: whoever maintains "
            "it finds the details in the log",
            False,
            id="a row that says so itself",
        ),
    ],
)
def test_what_is_told_of_an_error_is(error: Exception, reason: str, is_machine: bool):
    assert (failure_text(error), is_machine_error(error)) == (reason, is_machine)


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(0, 60), (1, 60), (2, 120), (3, 240), (4, 480), (5, 600), (1000, 600)],
)
def test_a_stage_that_failed_is_rung_again_after(attempts: int, seconds: int):
    assert pause_after(attempts) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("lost_after", "attempts", "seconds"),
    [
        pytest.param(90, 1, 90, id="as long as for an entry that was lost"),
        pytest.param(90, 2, 180, id="twice as long after the second attempt"),
        pytest.param(900, 5, 900, id="never shorter, though that is longer than the longest pause"),
    ],
)
def test_with_another_time_after_which_work_counts_as_lost_the_pause_is(
    settings: Settings, lost_after: int, attempts: int, seconds: int
):
    settings.OUTBOX_RING_AGAIN_SECONDS = lost_after

    assert pause_after(attempts) == timedelta(seconds=seconds)


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 60), (3, 240)])
def test_a_stage_that_failed_waits_for_its_pause_and_no_longer(
    tally: Tally, monkeypatch: pytest.MonkeyPatch, attempts: int, seconds: int
):
    failing(monkeypatch, FULL)
    OutboxEntry.objects.update(attempts=attempts)
    with time_machine.travel(NOON, tick=False):
        jobs.process([OutboxEntry.objects.get().pk])

    assert publisher.due_entries(NOON + timedelta(seconds=seconds)) == []
    assert len(publisher.due_entries(NOON + timedelta(seconds=seconds + 1))) == 1


def test_ringing_out_does_not_shorten_the_pause_of_what_failed_at_once(
    tally: Tally, monkeypatch: pytest.MonkeyPatch
):
    failing(monkeypatch, FULL)
    OutboxEntry.objects.update(attempts=3)
    with time_machine.travel(NOON, tick=False):
        jobs.process_waiting(tally.matter)

    assert publisher.due_entries(NOON + timedelta(seconds=240)) == []


def test_the_tally_says_what_holds_it_up_until_it_goes_on(
    tally: Tally, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    with monkeypatch.context() as broken:
        failing(broken, ValueError("Failing row contains (Ana, a1@example.org)"))
        jobs.process_waiting(tally.matter)
    tally.refresh_from_db()
    assert tally.state == Tally.State.RUNNING
    assert tally.problem.startswith("snapshot, part 1: the program failed (ValueError), and no ")
    assert "example.org" not in caplog.text

    jobs.process([OutboxEntry.objects.get().pk])

    tally.refresh_from_db()
    assert (tally.state, tally.problem) == (Tally.State.RUNNING, "")


def test_a_part_that_goes_on_does_not_hide_the_problem_of_another(tally: Tally):
    Tally.objects.update(problem="facts, part 2: the disk is full.")

    jobs.process([OutboxEntry.objects.get().pk])

    tally.refresh_from_db()
    assert tally.problem == "facts, part 2: the disk is full."


@pytest.mark.parametrize(("times", "is_told"), [(2, False), (3, True)])
def test_a_part_in_which_workers_are_killed_is_told_of(
    tally: Tally, monkeypatch: pytest.MonkeyPatch, times: int, is_told: bool
):
    for _ in range(times):
        with part_lock(tally, "snapshot", 0) as is_mine:
            assert is_mine
    # The worker is killed: it comes to no end and to no error.
    monkeypatch.setattr("portal.worker.jobs.tally.run_part", lambda *_: False)

    jobs.process([OutboxEntry.objects.get().pk])

    tally.refresh_from_db()
    told = "snapshot, part 1: begun 3 times and not done: workers end in the middle of it."
    assert tally.problem == (told if is_told else "")


def test_one_claim_that_cannot_be_assessed_holds_no_other_up(
    matter: Matter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    claims = [file_claim(matter) for _ in range(5)]
    poisoned = claims[3].pk

    def assess_but_one(of: Matter, claim_ids: set[int], at: datetime) -> None:
        if poisoned in claim_ids:
            raise ValueError("Ana")
        assess(of, claim_ids, at)

    monkeypatch.setattr("portal.worker.jobs.assessment.assess", assess_but_one)
    with caplog.at_level(logging.ERROR, logger="portal"):
        jobs.process_waiting(matter)

    assert OutboxEntry.objects.get(done_at=None).subject_id == poisoned
    assert Assessment.objects.count() == 4
    assert caplog.text.count("was put off: ValueError") == 1


def test_what_fails_for_every_claim_is_blamed_on_none_and_not_looked_for_in_all(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
):
    for _ in range(64):
        file_claim(matter)
    asked: list[int] = []

    def fail(of: Matter, claim_ids: set[int], at: datetime) -> None:
        asked.append(len(claim_ids))
        raise ValueError("Ana")

    monkeypatch.setattr("portal.worker.jobs.assessment.assess", fail)
    monkeypatch.setattr("claims.casework.lifecycle.faults.MOST_FAULTY", 12)
    jobs.process_waiting(matter)

    assert (max(asked), asked.count(1)) == (64, 12)
    assert not Claim.objects.exclude(put_aside="").exists()
    assert OutboxEntry.objects.filter(done_at=None, attempts=1).count() == 64


def test_a_full_disk_is_not_looked_for_claim_by_claim(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
):
    for _ in range(5):
        file_claim(matter)
    asked: list[int] = []

    def fail(of: Matter, claim_ids: set[int], at: datetime) -> None:
        asked.append(len(claim_ids))
        raise FULL

    monkeypatch.setattr("portal.worker.jobs.assessment.assess", fail)
    jobs.process_waiting(matter)

    assert asked == [5]


@pytest.mark.parametrize(
    ("claims", "ending"),
    [pytest.param(5, "", id="as many as it names"), pytest.param(7, " and 2 more", id="more")],
)
def test_the_log_names_the_first_five_that_failed_and_counts_the_rest(
    matter: Matter,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    claims: int,
    ending: str,
):
    for _ in range(claims):
        file_claim(matter)

    def fail(*args: object) -> None:
        raise FULL

    monkeypatch.setattr("portal.worker.jobs.assessment.assess", fail)
    jobs.process_waiting(matter)

    first = OutboxEntry.objects.order_by("pk")[:5]
    named = ", ".join(f"assess_claim {entry.key}" for entry in first)
    assert caplog.messages == [
        f"work of the outbox was put off: OSError (the disk is full): {named}{ending}"
    ]


def test_the_command_ends_with_the_problem_in_one_line(
    tally: Tally, monkeypatch: pytest.MonkeyPatch
):
    failing(monkeypatch, FULL)

    with pytest.raises(CommandError) as ended:
        call_command("tally", tally.matter.slug)

    assert str(ended.value) == (
        "snapshot, part 1: the disk is full. When the cause is mended, run this command again."
    )


@pytest.mark.parametrize(
    ("seconds", "moves", "gives_up"),
    [
        pytest.param(300, False, False, id="five minutes"),
        pytest.param(301, False, True, id="longer"),
        pytest.param(301, True, False, id="longer, but something moved meanwhile"),
    ],
)
def test_with_workers_the_command_bears_a_problem_for(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    seconds: int,
    moves: bool,
    gives_up: bool,
):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(command, "_wait_for_worker", lambda: None)
    problem = "facts, part 2: the disk is full; trying again."
    now = 0.0
    patience = command.Deadline(lambda: now)
    patience.notice(False, problem)
    now = 150.0
    patience.notice(moves, problem)
    now = float(seconds)
    if not gives_up:
        patience.notice(False, problem)
        return

    with pytest.raises(CommandError) as ended:
        patience.notice(False, problem)

    assert str(ended.value).startswith(f"{problem} Nothing has moved for 301 seconds.")


def test_without_a_broker_the_command_waits_for_another_process_that_is_at_it(
    tally: Tally, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(command, "_PAUSE_FOR_OTHERS_SECONDS", 0.05)
    other = ExitStack()
    assert other.enter_context(part_lock(tally, "snapshot", 0))
    Timer(0.5, other.close).start()

    finished = _finish_tally(tally, None)

    assert finished.state == Tally.State.SEALED


def test_without_a_broker_it_says_what_to_do_when_the_other_process_does_not_move():
    now = 0.0
    patience = command.Deadline(lambda: now, lambda _: None)
    now = 120.0
    patience.notice(False)
    now = 121.0

    with pytest.raises(CommandError, match=r"Another process works on this database.*REDIS_URL"):
        patience.notice(False)


def test_running_the_command_again_does_not_wait_for_the_pause(tally: Tally):
    OutboxEntry.objects.update(published_at=datetime.now(UTC) + timedelta(minutes=5))

    publisher.retry_now(tally.matter)

    assert len(publisher.due_entries(datetime.now(UTC))) == 1


def test_what_a_killed_worker_left_half_written_is_removed_when_its_part_is_done_again(
    tally: Tally,
):
    folder = tally_folder(tally)
    folder.mkdir(parents=True)
    half, other = folder / ".snapshot-0-aa.partial", folder / ".facts-0-aa.partial"
    half.touch()
    other.touch()

    assert stage_runs.run_part(tally, 0, 0, NOW)

    assert (half.exists(), other.exists()) == (False, True)


def test_a_sealed_tally_keeps_no_temporary_file(tally: Tally):
    folder = tally_folder(tally)
    (folder / ".spill").mkdir(parents=True)
    (folder / ".facts-7-aa.partial").touch()

    jobs.process_waiting(tally.matter)

    tally.refresh_from_db()
    assert tally.state == Tally.State.SEALED
    assert not (folder / ".spill").exists()
    assert not list(folder.glob(".*.partial"))
