"""Start processes in order, watch them, start a crashed one again, and stop them all.

Each process leads a session of its own, so a Ctrl-C at the terminal reaches only this supervisor,
which then stops what it started, in reverse order and by process id, and nothing else.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from tools.paths import ROOT, print_error, print_line

_PROC = Path("/proc")
POLL_SECONDS = 0.2
STARTS_ALLOWED = 5
STARTS_COUNTED_SECONDS = 300.0
LONGEST_PAUSE_SECONDS = 8.0
REPORT_SECONDS = 10.0
"""How often a start that takes long is told of."""
BUSY_SECONDS = 1.0
"""Processor time that a process which only waits does not use in `idle_seconds`."""


class ServiceFailed(Exception):
    """A process did not start or keeps ending; the message names it and shows its last lines."""


class StopRequested(Exception):
    """The supervisor was asked to stop by a signal."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal.Signals(signal_number).name)
        self.exit_code = 128 + signal_number


@dataclass(frozen=True)
class Service:
    """A process that has to run for as long as the site does.

    `is_ready` says whether it answers; it is asked for as long as the process works at its start:
    until it has used no processor time worth the name for `idle_seconds`, or until `ready_seconds`
    have gone by. Everything the process prints goes to `log`.
    """

    name: str
    command: Sequence[str]
    log: Path
    is_ready: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    idle_seconds: float = 60.0
    ready_seconds: float = 1200.0
    stop_seconds: float = 15.0


@dataclass
class _RunningService:
    service: Service
    process: subprocess.Popen[bytes]
    starts: deque[float]
    restart_at: float | None = None


class Supervisor:
    """Holds the running services; use it as a context manager, which stops them at its end."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._pause = pause
        self._running: list[_RunningService] = []

    def __enter__(self) -> "Supervisor":
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self, *services: Service) -> None:
        """Start services side by side and wait until each answers.

        Raises ServiceFailed if one does not.
        """
        for service in services:
            print_line(f"starting {service.name} …")
            self._running.append(_RunningService(service, _spawn(service), deque([self._clock()])))
        for running in self._running[-len(services) :]:
            self._wait_for(running)

    def check(self) -> None:
        """Start again what has crashed, after a growing pause.

        Raises ServiceFailed when a service has been started STARTS_ALLOWED times in
        STARTS_COUNTED_SECONDS and has crashed again: it will not get better by itself.
        """
        for running in self._running:
            if running.process.poll() is None:
                continue
            now = self._clock()
            if running.restart_at is None:
                self._plan_restart(running, now)
            elif now >= running.restart_at:
                running.process = _spawn(running.service)
                running.starts.append(now)
                running.restart_at = None
                print_line(f"{running.service.name} was started again")

    def watch(self) -> None:
        """Keep the services running until a signal or a ServiceFailed ends it."""
        while True:
            self.check()
            self._pause(POLL_SECONDS)

    def run(self, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """Run a command at the terminal while the services are watched; its exit code."""
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
        )
        try:
            while (code := process.poll()) is None:
                self.check()
                self._pause(POLL_SECONDS)
        finally:
            _end(process, signal.SIGTERM, seconds=15.0)
        return code if code >= 0 else 128 - code

    def process_ids(self) -> dict[str, int]:
        """The process id of each service that is running, by its name."""
        return {
            running.service.name: running.process.pid
            for running in self._running
            if running.process.poll() is None
        }

    def stop(self) -> None:
        """Stop every service, the last one started first. A second Ctrl-C does not cut it short."""
        with _ignore_signals():
            while self._running:
                running = self._running.pop()
                _end(running.process, signal.SIGTERM, running.service.stop_seconds)

    def _wait_for(self, running: _RunningService) -> None:
        service = running.service
        began = worked_at = told_at = running.starts[-1]
        worked_then = 0.0
        while True:
            now, worked = self._clock(), processor_seconds(running.process.pid)
            if worked is None or worked >= worked_then + BUSY_SECONDS:
                worked_at, worked_then = now, worked or 0.0
            if running.process.poll() is not None:
                problem = f"ended with {_exit_text(running.process)} before it was ready"
            elif service.is_ready():
                return
            elif now - worked_at > service.idle_seconds:
                problem = f"does not answer and has done nothing for {service.idle_seconds:.0f} s"
            elif now - began > service.ready_seconds:
                problem = f"did not answer within {service.ready_seconds:.0f} s"
            else:
                if now - told_at >= REPORT_SECONDS:
                    told_at = now
                    print_line(
                        f"{service.name}: still starting, {_elapsed_text(now - began, worked)}"
                    )
                self._pause(POLL_SECONDS)
                continue
            raise ServiceFailed(
                f"{service.name} {problem}. Its last lines ({service.log}):\n"
                f"{last_lines(service.log)}"
            )

    def _plan_restart(self, running: _RunningService, now: float) -> None:
        service = running.service
        while running.starts and now - running.starts[0] > STARTS_COUNTED_SECONDS:
            running.starts.popleft()
        if len(running.starts) >= STARTS_ALLOWED:
            raise ServiceFailed(
                f"{service.name} ended with {_exit_text(running.process)} and was started "
                f"{len(running.starts)} times before. Its last lines ({service.log}):\n"
                f"{last_lines(service.log)}"
            )
        seconds = min(0.5 * 2 ** len(running.starts), LONGEST_PAUSE_SECONDS)
        running.restart_at = now + seconds
        print_error(
            f"{service.name} ended with {_exit_text(running.process)}; "
            f"it is started again in {seconds:.0f} s. See {service.log}"
        )


@contextlib.contextmanager
def raise_on_stop_signals() -> Iterator[None]:
    """Within, SIGTERM and SIGHUP raise Stopped, as Ctrl-C raises KeyboardInterrupt."""

    def raise_stopped(number: int, _frame: FrameType | None) -> None:
        raise StopRequested(number)

    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, raise_stopped) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def processor_seconds(leader: int) -> float | None:
    """Processor time that a session's processes have used so far, those that have ended included.

    None where the system does not tell (it has no /proc). `leader` is the process that began the
    session.
    """
    if not _PROC.is_dir():
        return None
    ticks = 0
    for stat in _PROC.glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name in parentheses may hold anything; then come state, parent, group, session.
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
            if int(fields[3]) == leader:
                ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def last_lines(log: Path, count: int = 20) -> str:
    """The last lines of a log, or a word that there are none."""
    if not log.is_file():
        return "  (no log)"
    lines = log.read_text(errors="replace").splitlines()[-count:]
    return "\n".join(f"  {line}" for line in lines) or "  (it printed nothing)"


def _spawn(service: Service) -> subprocess.Popen[bytes]:
    service.log.parent.mkdir(parents=True, exist_ok=True)
    try:
        with service.log.open("ab") as log:
            return subprocess.Popen(
                service.command,
                cwd=ROOT,
                env=service.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
    except OSError as error:
        raise ServiceFailed(f"{service.name} cannot be started: {error}") from error


def _end(process: subprocess.Popen[bytes], first: signal.Signals, seconds: float) -> None:
    """Ask the process to end, then end it and whatever it left in its own group."""
    if process.poll() is None:
        process.send_signal(first)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    # The process leads a group of its own: this reaches its children and nobody else's.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextlib.contextmanager
def _ignore_signals() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _elapsed_text(elapsed: float, worked: float | None) -> str:
    words = f"{elapsed:.0f} s"
    return words if worked is None else f"{words}, {worked:.0f} s of processor time"


def _exit_text(process: subprocess.Popen[bytes]) -> str:
    code = process.returncode
    if code is None:
        return "no exit code"
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
