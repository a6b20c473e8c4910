"""What strikes the site while claims are filed, each by a name, drawn from a seed."""

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from claims.models import Matter
from tests.faults.filers import Crowd
from tests.faults.ledger import Findings, Ledger, compare
from tests.faults.production import SLUG, Site
from tests.faults.tallies import Lost, asked

_POLL_SECONDS = 0.1
_SERVES_AGAIN_WITHIN_SECONDS = 120.0
_FIRST_FILINGS = 6


@dataclass(frozen=True)
class Span:
    """From one moment to another, on the monotonic clock; `name` says what was so then."""

    name: str
    begins: float
    ends: float


@dataclass
class Trial:
    """What a scenario is given: a site on which claims are being filed.

    Times of filings that began before `warm_at` are not counted: each process of the site does what
    it does once.
    """

    site: Site
    crowd: Crowd
    random: random.Random
    options: Any
    spans: list[Span] = field(default_factory=list)
    warm_at: float = 0.0
    strikes: int = 0
    problems: list[str] = field(default_factory=list)

    def wait(self, seconds: float) -> None:
        """Let filings go on, and start again what ended by itself."""
        self.wait_for(lambda: False, seconds)

    def wait_for(self, is_so: Callable[[], bool], seconds: float) -> bool:
        """Wait until something is so; False if it was not within these seconds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if is_so():
                return True
            self.site.installation.tend()
            time.sleep(_POLL_SECONDS)
        return is_so()

    def wait_for_filings(self, count: int) -> None:
        """Wait until so many more are acknowledged. Raises Lost if the site does not come back."""
        before = self.crowd.acknowledged
        within = _SERVES_AGAIN_WITHIN_SECONDS
        if not self.wait_for(lambda: self.crowd.acknowledged - before >= count, within):
            raise Lost(f"fewer than {count} filings were acknowledged in {within:.0f} s")

    @contextlib.contextmanager
    def span(self, name: str) -> Iterator[None]:
        """What lies within was so under this name."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.spans.append(Span(name, began, time.monotonic()))


@dataclass(frozen=True)
class Outcome:
    """What one run showed."""

    trial: Trial
    findings: Findings


Scenario = Callable[[Trial], None]
STRUCK = "struck"
WITH = "with"


def run(name: str, scenario: Scenario, site: Site, options: Any) -> Outcome:
    """File, strike, file on, and hold the ledger against the database."""
    installation = site.installation
    ledger = Ledger(installation.folder, name)
    crowd = Crowd(installation.web_port, ledger, programs=options.programs, people=options.people)
    trial = Trial(site, crowd, random.Random(f"{options.seed} {name}"), options)
    crowd.start()
    try:
        trial.wait_for_filings(_FIRST_FILINGS)
        trial.warm_at = time.monotonic()
        trial.wait(options.calm)
        scenario(trial)
        trial.wait_for_filings(_FIRST_FILINGS)
        trial.wait(options.calm)
    except Lost as error:
        # What was acknowledged so far must be there all the same.
        trial.problems.append(str(error))
    finally:
        crowd.stop()
    matter = asked(lambda: Matter.objects.get(slug=SLUG))
    return Outcome(trial, asked(lambda: compare(ledger, matter)))


def freeze_broker(trial: Trial) -> None:
    """Valkey neither answers nor closes its connections (SIGSTOP), and then goes on."""
    with trial.span(STRUCK), frozen(trial):
        trial.wait(trial.options.frozen)
    trial.strikes += 1


def stop_broker(trial: Trial) -> None:
    """Valkey is asked to end (SIGTERM), and started again later."""
    with trial.span(STRUCK), stopped(trial):
        trial.wait(trial.options.away)
    trial.strikes += 1


def kill_broker(trial: Trial) -> None:
    """Valkey is killed (SIGKILL), and started again later with what it wrote to disk."""
    with trial.span(STRUCK), killed(trial):
        trial.wait(trial.options.away)
    trial.strikes += 1


def kill_web_workers(trial: Trial) -> None:
    """One process after the other that answers requests is killed, as for want of memory."""
    gone: set[int] = set()
    with trial.span(STRUCK):
        while trial.strikes < trial.options.kills:
            _kill_one(trial, gone)
            trial.wait(trial.random.uniform(0.2, 2.0))


def _kill_one(trial: Trial, gone: set[int]) -> None:
    installation = trial.site.installation

    def is_served() -> bool:
        return bool(set(installation.web_workers()) - gone)

    if not trial.wait_for(is_served, _SERVES_AGAIN_WITHIN_SECONDS):
        raise Lost("the web server did not fork another worker")
    struck = trial.random.choice(sorted(set(installation.web_workers()) - gone))
    os.kill(struck, signal.SIGKILL)
    gone.add(struck)
    trial.strikes += 1


def restart_database(trial: Trial) -> None:
    """PostgreSQL ends at once (SIGQUIT), and recovers from its log."""
    server = trial.site.installation.database
    assert server is not None
    for _ in range(trial.options.restarts):
        with trial.span(STRUCK):
            server.crash()
            trial.wait(trial.options.database_away)
            server.start()
            trial.wait_for_filings(_FIRST_FILINGS)
        trial.strikes += 1
        trial.wait(trial.random.uniform(0.5, 3.0))


def fill_disk(trial: Trial) -> None:
    """The disk of DATA_DIR, with logs and the broker's file, has no space left, and then it has."""
    disk = trial.site.disk
    with trial.span(STRUCK):
        disk.fill()
        try:
            trial.wait(trial.options.full)
        finally:
            disk.free()
    trial.strikes += 1


def alternate(trial: Trial) -> None:
    """The same filers with Valkey and without it, turn by turn."""
    for _ in range(trial.options.rounds):
        for name, away in (("frozen", frozen), ("killed", killed)):
            with trial.span(WITH):
                trial.wait(trial.options.window)
            with away(trial), trial.span(name):
                trial.wait(trial.options.window)
            trial.strikes += 1


@contextlib.contextmanager
def frozen(trial: Trial) -> Iterator[None]:
    broker = trial.site.installation.process_id("broker")
    os.kill(broker, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(broker, signal.SIGCONT)


@contextlib.contextmanager
def stopped(trial: Trial) -> Iterator[None]:
    trial.site.installation.stop("broker")
    try:
        yield
    finally:
        trial.site.installation.start("broker")


@contextlib.contextmanager
def killed(trial: Trial) -> Iterator[None]:
    trial.site.installation.kill("broker")
    try:
        yield
    finally:
        trial.site.installation.start("broker")
