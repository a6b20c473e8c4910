"""The supervisor, with real processes that wait, crash and refuse to end."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import processes
from tools.processes import (
    STARTS_ALLOWED,
    Service,
    ServiceFailed,
    Supervisor,
    processor_seconds,
)

WAITS = "import time; print('ready', flush=True); time.sleep(600)"
CRASHES = "print('the disk is full', flush=True); raise SystemExit(3)"
WILL_NOT_END = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('ready', flush=True); time.sleep(600)"
)
WORKS_HALF_A_SECOND = "import time\nwhile time.process_time() < 0.5: pass\n" + WAITS
HAS_A_CHILD = (
    "import subprocess, sys, time;"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    "print('child', child.pid, flush=True); time.sleep(600)"
)


class Clock:
    """Time that passes when somebody pauses; the processes get a real instant to move on."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def pause(self, seconds: float) -> None:
        self.seconds += seconds
        time.sleep(0.01)


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    clock = Clock()
    with Supervisor(clock=clock, pause=clock.pause) as supervisor:
        yield supervisor


def service(
    log: Path,
    source: str,
    word: str = "ready",
    *,
    ready_seconds: float = 600.0,
    idle_seconds: float = 600.0,
    stop_seconds: float = 5.0,
) -> Service:
    return Service(
        name="sample",
        command=[sys.executable, "-c", source],
        log=log,
        is_ready=lambda: log.is_file() and word in log.read_text(),
        ready_seconds=ready_seconds,
        idle_seconds=idle_seconds,
        stop_seconds=stop_seconds,
    )


def is_running(process_id: int) -> bool:
    """Whether the process is there and not merely waiting to be collected."""
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until_gone(process_id: int) -> None:
    while is_running(process_id):
        time.sleep(0.01)


def test_a_started_service_answers_and_is_gone_when_the_supervisor_ends(tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        supervisor.start(service(tmp_path / "log", WAITS))
        process_id = supervisor.process_ids()["sample"]
        assert is_running(process_id)

    assert not is_running(process_id)


def test_services_are_stopped_when_the_work_between_fails(tmp_path: Path) -> None:
    started: list[int] = []

    def fail_half_way() -> None:
        with Supervisor() as supervisor:
            supervisor.start(service(tmp_path / "log", WAITS))
            started.append(supervisor.process_ids()["sample"])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()

    assert not is_running(started[0])


def test_a_service_that_cannot_start_is_named_with_its_last_words(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    with pytest.raises(ServiceFailed, match=r"sample ended with exit code 3(.|\n)*disk is full"):
        supervisor.start(service(tmp_path / "log", CRASHES))


def test_a_program_that_is_not_there_is_named(supervisor: Supervisor, tmp_path: Path) -> None:
    absent = Service("sample", [str(tmp_path / "absent")], tmp_path / "log", is_ready=lambda: True)

    with pytest.raises(ServiceFailed, match="sample cannot be started"):
        supervisor.start(absent)


def test_a_service_that_never_answers_is_given_up(supervisor: Supervisor, tmp_path: Path) -> None:
    silent = service(tmp_path / "log", WAITS, word="never printed", ready_seconds=3.0)

    with pytest.raises(ServiceFailed, match="did not answer within 3 s"):
        supervisor.start(silent)


def test_a_service_that_does_nothing_is_given_up_early(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    idle = service(tmp_path / "log", WAITS, word="never printed", idle_seconds=10.0)

    with pytest.raises(ServiceFailed, match="has done nothing for 10 s"):
        supervisor.start(idle)


def test_a_service_is_waited_for_as_long_as_it_works(
    supervisor: Supervisor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(processes, "BUSY_SECONDS", 0.01)
    monkeypatch.setattr(processes, "REPORT_SECONDS", 1.0)

    # A second of the clock is 50 ms or more; in some of them it gets processor time anywhere.
    supervisor.start(service(tmp_path / "log", WORKS_HALF_A_SECOND, idle_seconds=4.0))

    assert "sample: still starting, 1 s, " in capsys.readouterr().out


def test_the_processor_time_of_a_session_is_that_of_all_its_processes(tmp_path: Path) -> None:
    parent = (
        "import subprocess, sys;"
        f"subprocess.run([sys.executable, '-c', {WORKS_HALF_A_SECOND.partition(WAITS)[0]!r}]);"
        "print('ready', flush=True); import time; time.sleep(600)"
    )
    with Supervisor() as supervisor:
        supervisor.start(service(tmp_path / "log", parent))
        used = processor_seconds(supervisor.process_ids()["sample"])

    assert used is not None
    assert 0.5 <= used < 5.0


def test_a_killed_service_is_started_again(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(service(tmp_path / "log", WAITS))
    first = supervisor.process_ids()["sample"]
    os.kill(first, signal.SIGKILL)
    wait_until_gone(first)

    clock = supervisor._clock
    assert isinstance(clock, Clock)
    supervisor.check()
    assert supervisor.process_ids() == {}  # it pauses before it starts again
    clock.pause(1.0)
    supervisor.check()

    assert supervisor.process_ids()["sample"] != first


def test_a_service_that_keeps_crashing_ends_the_whole(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    log.write_text("ready")  # answers at once, then crashes
    slow_crash = "import time; time.sleep(0.2); " + CRASHES
    supervisor.start(service(log, slow_crash))

    with pytest.raises(ServiceFailed, match=f"was started {STARTS_ALLOWED} times"):
        supervisor.watch()


def test_a_service_that_ignores_the_request_to_end_is_killed(tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        supervisor.start(service(tmp_path / "log", WILL_NOT_END, stop_seconds=0.2))
        process_id = supervisor.process_ids()["sample"]

    assert not is_running(process_id)


def test_the_children_of_a_service_end_with_it(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Supervisor() as supervisor:
        supervisor.start(service(log, HAS_A_CHILD, word="child"))
        child = int(log.read_text().split()[1])

    wait_until_gone(child)


@pytest.mark.parametrize("code", [0, 1, 7])
def test_a_commands_exit_code_is_passed_on(supervisor: Supervisor, code: int) -> None:
    command = [sys.executable, "-c", f"raise SystemExit({code})"]

    assert supervisor.run(command, dict(os.environ)) == code
