"""A tally can be killed at any point and run again without changing a cent."""

import os
import signal
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection, connections

from claims.audit.trail_check import check_trail as check_audit
from claims.models import Determination, Event, Matter, SealedChain, Tally, TallyStage
from claims.tally import STAGES, run_next_stage, stage_runs, start
from portal.worker import jobs
from tests.claims.tally.populations import EXPECTED_TOTALS, checked_matter, tallied_matter
from tests.factories import NOW, OPERATOR, open_matter, run_tally
from tests.infrastructure.databases import database_url
from tests.remembered import begin_with
from tools.paths import PYTHON, ROOT

NAMES = [stage.name for stage in STAGES]
IN_EACH_RUN = ("facts", "publish")
"""One stage that leaves a file, and one that leaves rows; a long run takes all of them."""
SOME = [pytest.param(name, marks=() if name in IN_EACH_RUN else pytest.mark.long) for name in NAMES]


@pytest.fixture
def matter(db: None, data_dir: object) -> Matter:
    begin_with(tallied_matter)
    return Matter.objects.get()


@pytest.fixture
def undisturbed(matter: Matter) -> Tally:
    """What comes out when nobody kills anything."""
    return Tally.objects.get()


def assert_same(tally: Tally, undisturbed: Tally) -> None:
    assert tally.state == Tally.State.SEALED, tally.problem
    assert tally.root_sha256 == undisturbed.root_sha256
    assert tally.seal_sha256 == undisturbed.seal_sha256
    assert tally.totals_cents == undisturbed.totals_cents == EXPECTED_TOTALS
    assert tally.counts == undisturbed.counts
    claims = tally.counts["claims"]
    assert Determination.objects.filter(tally=tally).count() == claims
    assert Determination.objects.filter(tally=tally).exclude(awards_cents={}).count() == 3
    assert SealedChain.objects.filter(tally=tally).count() == claims
    assert Event.objects.filter(kind="tally_sealed", data__tally=tally.number).count() == 1
    assert check_audit([tally.matter]).first_break is None


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_a_tally_goes_on_after(matter: Matter, undisturbed: Tally, name: str):
    tally = start(matter, actor=OPERATOR, at=NOW)
    while run_next_stage(tally, NOW) != name:
        pass

    tally.refresh_from_db()
    assert_same(tally if name == "seal" else run_tally(matter), undisturbed)
    assert Tally.objects.count() == 2, "the one that was stopped went on"


@pytest.mark.a_few(1)
@pytest.mark.parametrize("name", ["publish", *(name for name in NAMES if name != "publish")])
def test_a_stage_that_fails_between_its_file_and_its_row_is_done_again(
    matter: Matter, undisturbed: Tally, name: str, monkeypatch: pytest.MonkeyPatch
):
    real = TallyStage.objects.create

    def fail_once(**columns: object) -> TallyStage:
        if columns["name"] == name:
            monkeypatch.undo()
            raise MemoryError
        return real(**columns)

    monkeypatch.setattr(TallyStage.objects, "create", fail_once)
    with pytest.raises(MemoryError):
        run_tally(matter)

    assert_same(run_tally(matter), undisturbed)
    assert not list(Path(settings.DATA_DIR).glob("**/*.partial"))


@pytest.mark.a_few(2)
@pytest.mark.parametrize("name", ["publish", "seal", "allocate"])
def test_a_stage_that_fails_after_its_rows_leaves_none_of_them(
    matter: Matter, undisturbed: Tally, name: str, monkeypatch: pytest.MonkeyPatch
):
    def failing(stage: stage_runs.Stage) -> stage_runs.Stage:
        def apply(tally: Tally, at: object, part: int) -> None:
            assert stage.apply is not None
            stage.apply(tally, NOW, part)
            raise MemoryError

        return replace(stage, apply=apply) if stage.name == name else stage

    monkeypatch.setattr(stage_runs, "STAGES", tuple(failing(stage) for stage in STAGES))
    with pytest.raises(MemoryError):
        run_tally(matter)

    tally = Tally.objects.get(state=Tally.State.RUNNING)
    assert not tally.stages.filter(name=name).exists()
    if name == "publish":
        assert not Determination.objects.filter(tally=tally).exists()
    monkeypatch.undo()
    assert_same(run_tally(matter), undisturbed)


KILLED_AFTER_ITS_FILE = """
from dataclasses import replace
from claims.tally import stage_runs
def killing(stage):
    def prepare(tally, part):
        result = stage.prepare(tally, part)
        os.kill(os.getpid(), signal.SIGKILL)
        return result
    return replace(stage, prepare=prepare) if stage.name == name else stage
stage_runs.STAGES = tuple(map(killing, stage_runs.STAGES))
"""
KILLED_AFTER_ITS_ROWS = """
from dataclasses import replace
from claims.tally import stage_runs
def killing(stage):
    def apply(tally, at, part):
        stage.apply(tally, at, part)
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(stage, apply=apply) if stage.name == name else stage
stage_runs.STAGES = tuple(map(killing, stage_runs.STAGES))
"""


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "patch"),
    [
        pytest.param(
            "assess", KILLED_AFTER_ITS_FILE, id="assess, after its file", marks=pytest.mark.long
        ),
        pytest.param("publish", KILLED_AFTER_ITS_ROWS, id="publish, after its rows"),
        pytest.param(
            "seal", KILLED_AFTER_ITS_ROWS, id="seal, after its rows", marks=pytest.mark.long
        ),
    ],
)
def test_a_process_killed_in_a_stage_leaves_a_tally_that_goes_on(
    data_dir: Path, name: str, patch: str
):
    begin_with(checked_matter)
    matter = Matter.objects.get()
    # A letter that goes out between the two would lengthen a chain, which the seal is over.
    jobs.process_waiting(matter)
    undisturbed = run_tally(matter)
    script = f"import os, signal, django\ndjango.setup()\nname = {name!r}\n{patch}\n" + (
        "from django.core.management import call_command\n"
        "call_command('tally', 'linkedin-inmail')\n"
    )
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "DATABASE_URL": database_url(connection),
        "DATA_DIR": str(data_dir),
        "REDIS_URL": "",
    }

    killed = subprocess.run(
        [str(PYTHON), "-c", script], env=env, cwd=ROOT, capture_output=True, timeout=100
    )

    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    tally = Tally.objects.get(state=Tally.State.RUNNING)
    assert not tally.stages.filter(name=name).exists()
    assert_same(run_tally(matter), undisturbed)
    assert Tally.objects.count() == 2


def in_threads(count: int, work: Callable[[], object]) -> list[object]:
    ready = Barrier(count)

    def run_one(_: int) -> object:
        try:
            ready.wait(30)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run_one, range(count)))


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_every_stage_at_once_do_it_once(data_dir: Path):
    begin_with(tallied_matter)
    matter, undisturbed = Matter.objects.get(), Tally.objects.get()
    tally = start(matter, actor=OPERATOR, at=NOW)

    while tally.state == Tally.State.RUNNING:
        done = in_threads(2, lambda: run_next_stage(Tally.objects.get(pk=tally.pk), NOW))
        assert [name for name in done if name] != []
        tally.refresh_from_db()

    assert_same(tally, undisturbed)


@pytest.mark.django_db(transaction=True)
def test_two_tallies_of_one_matter_started_at_once_are_one(data_dir: Path):
    matter = open_matter()

    started = in_threads(4, lambda: start(matter, actor=OPERATOR, at=NOW).number)

    assert started == [1, 1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_tallies_of_two_matters_started_at_once_have_two_numbers(data_dir: Path):
    matters = [open_matter(f"matter-{n}") for n in range(4)]
    waiting = iter(matters)

    started = in_threads(4, lambda: start(next(waiting), actor=OPERATOR, at=NOW).number)

    assert sorted(map(int, map(str, started))) == [1, 2, 3, 4]
