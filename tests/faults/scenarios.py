"""What strikes a tally, each by a name, drawn from a seed."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from claims.models import Event, Matter, Tally
from tests.faults.installation import Installation, freeze
from tests.faults.tallies import Clock, Run, Strike, assert_same, run
from tools.paths import print_line


@dataclass
class Trial:
    """What a scenario is given."""

    installation: Installation
    matter: Matter
    random: random.Random
    undisturbed: Tally
    undisturbed_seconds: float
    events_of_claims: int
    kills: int
    frozen_seconds: float

    @classmethod
    def of(
        cls, installation: Installation, matter: Matter, quiet: list[Run], options: Any
    ) -> "Trial":
        """Beside tallies that nothing struck."""
        return cls(
            installation=installation,
            matter=matter,
            random=random.Random(options.seed),
            undisturbed=quiet[0].tally,
            undisturbed_seconds=median(run.seconds for run in quiet),
            events_of_claims=Event.objects.filter(claim__isnull=False).count(),
            kills=options.kills,
            frozen_seconds=options.frozen,
        )

    def moments(self, count: int) -> list[float]:
        """So many moments of an undisturbed tally."""
        return [self.random.uniform(0, self.undisturbed_seconds) for _ in range(count)]

    def strike(self, moments: list[float], what: Callable[[Clock], object]) -> Run:
        """One tally with strikes at these moments, found the same as the undisturbed one."""
        done = run(self.matter, [Strike(at, what) for at in moments], self.installation.tend)
        assert_same(done, self.undisturbed, self.events_of_claims)
        return done


Scenario = Callable[[Trial], list[Run]]
KILLS_A_TALLY = 5


def kill_worker(trial: Trial) -> list[Run]:
    """The worker with its children is killed at random moments, and started again."""

    def kill(clock: Clock) -> None:
        trial.installation.kill("worker")
        clock.fault(lambda: trial.installation.start("worker"))

    return _many(trial, kill)


def kill_child(trial: Trial) -> list[Run]:
    """Only a process that does the work is killed, as for want of memory; Celery forks another."""

    def kill(_clock: Clock) -> None:
        children = trial.installation.children("worker")
        os.kill(trial.random.choice(children), signal.SIGKILL)

    return _many(trial, kill)


def _many(trial: Trial, kill: Callable[[Clock], None]) -> list[Run]:
    runs: list[Run] = []
    left = trial.kills
    while left:
        done = trial.strike(trial.moments(min(KILLS_A_TALLY, left)), kill)
        left -= done.strikes
        runs.append(done)
        print_line(
            f"faults: {trial.kills - left} of {trial.kills} kills, tally {done.tally.number}: "
            f"{done.working_seconds:.1f} s"
        )
    return runs


def kill_broker(trial: Trial) -> list[Run]:
    """The broker is killed, is away for a second, and comes back with what it wrote to disk."""

    def kill(clock: Clock) -> None:
        trial.installation.kill("broker")
        clock.fault(lambda: time.sleep(1.0))
        clock.fault(lambda: trial.installation.start("broker"))

    return [trial.strike(trial.moments(1), kill)]


def freeze_broker(trial: Trial) -> list[Run]:
    """The broker neither answers nor closes its connections for a minute, and then goes on."""
    broker = trial.installation.process_id("broker")

    def stop(clock: Clock) -> None:
        clock.fault(lambda: freeze(broker, trial.frozen_seconds))

    return [trial.strike(trial.moments(1), stop)]


def flush_broker(trial: Trial) -> list[Run]:
    """The broker forgets every task, three times."""
    return [trial.strike(trial.moments(3), lambda _clock: trial.installation.flush_broker())]


def restart_database(trial: Trial) -> list[Run]:
    """PostgreSQL ends at once in the middle, twice, and recovers from its log."""
    server = trial.installation.database
    assert server is not None

    def restart(clock: Clock) -> None:
        server.crash()
        clock.fault(server.start)

    return [trial.strike(trial.moments(2), restart)]


def deliver_three_times(trial: Trial) -> list[Run]:
    """Every message is sent three times."""
    with _other_relay(trial.installation):
        return [trial.strike([], lambda _clock: None)]


@contextmanager
def _other_relay(installation: Installation) -> Iterator[None]:
    installation.stop("relay")
    installation.start("tripling relay")
    try:
        yield
    finally:
        installation.stop("tripling relay")
        installation.start("relay")
