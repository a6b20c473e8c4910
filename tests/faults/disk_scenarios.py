"""What strikes the files: a disk without space, a production that is no longer what it was."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from claims.models import Tally
from claims.records.lookup import production_folder
from tests.faults.full_disks import Disk, small_disk
from tests.faults.installation import Installation
from tests.faults.scenarios import Trial
from tests.faults.tallies import (
    Clock,
    Lost,
    Run,
    Strike,
    assert_same,
    problem_of,
    run,
    running,
    state_of,
)
from tools.paths import MANAGE, PYTHON, ROOT

_NOTICED_WITHIN_SECONDS = 60.0
_STAYS_FULL_SECONDS = 2.0


def fill_disk(trial: Trial) -> list[Run]:
    """The disk is full in the middle of a tally, until its problem says so and two seconds more;
    then there is space again and the tally goes on by itself."""
    said: list[str] = []
    with small_disk(trial.installation, _tallies(trial)) as disk:

        def fill(clock: Clock) -> None:
            said.append(clock.fault(lambda: _full_for_a_while(trial, disk)))

        # In the first half, so that there is something left to write.
        done = trial.strike([at / 2 for at in trial.moments(1)], fill)
    done.notes += [f"{disk.kind}; it said “{problem}”" for problem in said]
    return [done]


def _full_for_a_while(trial: Trial, disk: Disk) -> str:
    tally = running(trial.matter)
    disk.fill()
    try:
        deadline = time.monotonic() + _NOTICED_WITHIN_SECONDS
        while not (problem := problem_of(tally)):
            if time.monotonic() > deadline or state_of(tally) != Tally.State.RUNNING:
                raise Lost(f"tally {tally.number} never said that the disk is full")
            time.sleep(0.1)
        time.sleep(_STAYS_FULL_SECONDS)
    finally:
        disk.free()
    if "the disk is full" not in problem:
        raise Lost(f"tally {tally.number} says {problem!r} when the disk is full")
    return problem


def fill_disk_of_command(trial: Trial) -> list[Run]:
    """The command, without workers, ends with one line on a full disk; run again, it goes on."""
    with (
        _without_workers(trial.installation),
        small_disk(trial.installation, _tallies(trial)) as disk,
    ):
        if disk.kind != "tmpfs":
            return []
        disk.fill()
        struck = _tally_command(trial)
        disk.free()
        again = _tally_command(trial)
        lines = [line for line in struck.stderr.splitlines() if line.startswith("CommandError")]
        if struck.returncode != 1 or len(lines) != 1 or "the disk is full" not in lines[0]:
            raise Lost(f"the command ended with {struck.returncode}: {struck.stderr}")
        if again.returncode != 0:
            raise Lost(f"the command run again ended with {again.returncode}: {again.stderr}")
        tally = Tally.objects.latest("number")
        done = Run(tally, 0.0, strikes=1, notes=[f"it said “{lines[0]}”"])
        assert_same(done, trial.undisturbed, trial.events_of_claims)
    return [done]


def alter_records(trial: Trial) -> list[Run]:
    """A file of the production is altered, truncated, or removed, before or in the middle of a
    tally: refused in one line that names it. With the file restored the next tally runs."""
    runs: list[Run] = []
    for harm in (_flip_a_byte, _truncate, Path.unlink):
        for moment in (None, trial.moments(1)[0] / 2):
            runs.append(_harmed(trial, harm, moment))
    runs.append(trial.strike([], lambda _clock: None))
    return runs


def _harmed(trial: Trial, harm: Callable[[Path], None], at: float | None) -> Run:
    production = trial.undisturbed.production
    assert production is not None
    path = production_folder(production) / trial.random.choice(sorted(production.hashes))
    before = path.read_bytes()
    strikes = [] if at is None else [Strike(at, lambda _clock: harm(path))]
    if at is None:
        harm(path)
    try:
        done = run(trial.matter, strikes, trial.installation.tend)
    finally:
        path.write_bytes(before)
    if done.tally.state == Tally.State.SEALED and at is not None:
        # It was altered after it was read for the last time.
        assert_same(done, trial.undisturbed, trial.events_of_claims)
        return done
    problem = done.tally.problem
    is_named = path.name in problem and ("altered" in problem or "missing" in problem)
    if done.tally.state != Tally.State.REFUSED or not is_named or "\n" in problem:
        raise Lost(f"tally {done.tally.number} is {done.tally.state} and says {problem!r}")
    done.strikes = 1
    return done


def _flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


@contextmanager
def _without_workers(installation: Installation) -> Iterator[None]:
    for name in ("relay", "worker"):
        installation.stop(name)
    try:
        yield
    finally:
        for name in ("worker", "relay"):
            installation.start(name)


def _tallies(trial: Trial) -> Path:
    return (Path(settings.DATA_DIR) / trial.undisturbed.folder).parent


def _tally_command(trial: Trial) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PYTHON), str(MANAGE), "tally", trial.matter.slug, "--json"],
        env={**trial.installation.environment, "REDIS_URL": ""},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
