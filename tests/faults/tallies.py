"""A tally run by the workers while something strikes, and what must be so after it."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from claims import tally as tallying
from claims.audit import Actor
from claims.audit.trail_check import check_trail as check_audit
from claims.models import Determination, Event, Matter, OutboxEntry, SealedChain, Tally

POLL_SECONDS = 0.05
LONGEST_SECONDS = 300.0
T = TypeVar("T")


class Lost(Exception):
    """A tally did not end as it must; the message says what is wrong."""


@dataclass
class Run:
    """One tally: how long it took, and how much of that the fault itself took."""

    tally: Tally
    seconds: float
    fault_seconds: float = 0.0
    strikes: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def working_seconds(self) -> float:
        return self.seconds - self.fault_seconds


class Clock:
    """Time since the tally began, with and without what a fault itself takes."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.fault_seconds = 0.0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    @property
    def working_seconds(self) -> float:
        return self.seconds - self.fault_seconds

    def fault(self, strike: Callable[[], T]) -> T:
        """Do it, and count its time as the fault's own."""
        before = time.monotonic()
        try:
            return strike()
        finally:
            self.fault_seconds += time.monotonic() - before


@dataclass(frozen=True)
class Strike:
    """What happens to a tally when it has worked for `at` seconds."""

    at: float
    what: Callable[[Clock], Any]


def run(matter: Matter, strikes: list[Strike], tend: Callable[[], None]) -> Run:
    """Start a tally, strike at its moments, and wait for its end. Strikes that come too late are
    left out: `Run.strikes` counts those that fell. `tend` looks after the servers meanwhile."""
    tally = asked(lambda: tallying.start(matter, actor=Actor("operator"), at=timezone.now()))
    clock = Clock()
    waiting = sorted(strikes, key=lambda strike: strike.at)
    fallen = 0
    while state_of(tally) == Tally.State.RUNNING:
        if fallen < len(waiting) and clock.working_seconds >= waiting[fallen].at:
            waiting[fallen].what(clock)
            fallen += 1
        tend()
        if clock.working_seconds > LONGEST_SECONDS:
            raise Lost(f"tally {tally.number} is not done: {asked(lambda: undone(tally))}")
        time.sleep(POLL_SECONDS)
    seconds = clock.seconds
    asked(tally.refresh_from_db)
    return Run(tally, seconds, clock.fault_seconds, fallen)


def give_up(matter: Matter) -> None:
    """Cancel what a failed scenario left running, so that it fails no other."""
    with contextlib.suppress(tallying.CannotTally):
        asked(lambda: tallying.cancel(matter, actor=Actor("operator"), at=timezone.now()))


def state_of(tally: Tally) -> str:
    return asked(lambda: Tally.objects.values_list("state", flat=True).get(pk=tally.pk))


def problem_of(tally: Tally) -> str:
    return asked(lambda: Tally.objects.values_list("problem", flat=True).get(pk=tally.pk))


def running(matter: Matter) -> Tally:
    return asked(lambda: Tally.objects.get(matter=matter, state=Tally.State.RUNNING))


def undone(tally: Tally) -> str:
    entries = OutboxEntry.objects.filter(subject_id=tally.pk, topic="tally_stage", done_at=None)
    return ", ".join(f"{entry.key} after {entry.attempts}" for entry in entries) or "nothing"


def asked(question: Callable[[], T]) -> T:
    """The database's answer, also when it was restarted meanwhile."""
    deadline = time.monotonic() + 60.0
    while True:
        try:
            return question()
        except (OperationalError, InterfaceError):
            if time.monotonic() > deadline:
                raise
            close_old_connections()
            time.sleep(0.1)


def assert_same(run: Run, undisturbed: Tally, events_of_claims: int) -> None:
    """Raises Lost at the first thing that differs from the undisturbed tally, or is left over."""
    tally = run.tally
    if tally.state != Tally.State.SEALED:
        raise Lost(f"tally {tally.number} is {tally.state}: {tally.problem}")
    wait_for_outbox()
    claims = undisturbed.counts["claims"]
    of_it = {"tally": tally}
    determined = Determination.objects.filter(**of_it)
    audit = check_audit([tally.matter])
    sealed = Event.objects.filter(kind="tally_sealed", data__tally=tally.number)
    for what, found, expected in (
        ("root hash", tally.root_sha256, undisturbed.root_sha256),
        ("seal", tally.seal_sha256, undisturbed.seal_sha256),
        ("counts", tally.counts, undisturbed.counts),
        ("totals", tally.totals_cents, undisturbed.totals_cents),
        ("tables", tally.summary, undisturbed.summary),
        ("problem", tally.problem, ""),
        ("determinations", determined.count(), claims),
        ("claims determined", determined.values("claim_id").distinct().count(), claims),
        ("sealed chains", SealedChain.objects.filter(**of_it).count(), claims),
        ("events of the seal", sealed.count(), 1),
        ("events of claims", Event.objects.filter(claim__isnull=False).count(), events_of_claims),
        ("first break of the trail", audit.first_break, None),
        ("files left over", left_over(), []),
    ):
        if found != expected:
            raise Lost(f"tally {tally.number}: {what}: {found!r} and not {expected!r}")


def wait_for_outbox() -> None:
    """What was done by a worker that was killed before it said so is rung again, and then done."""
    deadline = time.monotonic() + 30.0
    while asked(OutboxEntry.objects.filter(done_at=None).exists):
        if time.monotonic() > deadline:
            keys = OutboxEntry.objects.filter(done_at=None).values_list("key", flat=True)
            raise Lost(f"entries of the outbox are not done: {', '.join(keys)}")
        time.sleep(POLL_SECONDS)


def left_over() -> list[str]:
    """Temporary files that nobody will look at again."""
    data = Path(settings.DATA_DIR)
    found = [
        path
        for pattern in ("matters/**/*.partial", "matters/**/.spill", "matters/**/.*.csv", "tmp*")
        for path in data.glob(pattern)
        if "refusals" not in path.parts
    ]
    return sorted(str(path.relative_to(data)) for path in found)
