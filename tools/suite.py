"""`make test`: all tests on SQLite, and at once on PostgreSQL those that could end otherwise there.

Arguments go to pytest: `make test ARGS="-k audit"`.
"""

import contextlib
import os
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tools.chromium import install_chromium
from tools.paths import PYTHON, ROOT, SITE_VARIABLES, print_error, print_line
from tools.postgres import temporary_postgres
from tools.processes import ServiceFailed, StopRequested, raise_on_stop_signals

ENGINES = ("sqlite", "postgresql")
ONLY_DATABASE = "TEST_ONLY_WHAT_USES_A_DATABASE"
"""When set, tests/conftest.py leaves the tests out that use no database."""
WITH_LONG = "TEST_LONG"
"""When set, the tests marked `long` run too."""
_SECONDS_TO_STOP = 30
_CLOSING_LINE = re.compile(r"^=+ (?P<summary>.*\b(?:passed|failed|error|skipped|no tests).*) =+$")


def main(arguments: list[str]) -> int:
    """Run the suite on each engine of TEST_ENGINES; 0 if every run passed."""
    engines = os.environ.get("TEST_ENGINES", ",".join(ENGINES)).split(",")
    unknown = sorted(set(engines) - set(ENGINES))
    if unknown:
        print_error(
            f"tests: TEST_ENGINES names {', '.join(unknown)}; write {' or '.join(ENGINES)}."
        )
        return 2
    install_chromium()
    results: dict[str, tuple[int, str]] = {}
    try:
        with raise_on_stop_signals():
            for together in _side_by_side(engines, arguments):
                with contextlib.ExitStack() as stack:
                    runs = [stack.enter_context(run) for run in together]
                    for run in runs:
                        results[run.engine] = run.show()
    except ServiceFailed as error:
        print_error(f"tests: {error}")
        return 1
    except (KeyboardInterrupt, StopRequested):
        print_error("tests: stopped.")
        return 130
    print_line("")
    for engine, (_code, closing) in results.items():
        print_line(f"tests: {engine}: {closing}")
    return max(code for code, _closing in results.values())


def _side_by_side(
    engines: Sequence[str], arguments: Sequence[str]
) -> list[list[contextlib.AbstractContextManager["_Run"]]]:
    """The runs, in the groups that run at once.

    Both engines run at once, so that no processor waits for the last test of one of them. Whoever
    chooses a number of processes or a debugger has one engine after the other.
    """
    if _is_chosen(arguments):
        return [[_running(engine, arguments, place)] for place, engine in enumerate(engines)]
    shares = _shares(os.cpu_count() or 1, len(engines))
    return [
        [
            _running(engine, ["-n", str(share), "--dist", "loadgroup", *arguments], place)
            for place, (engine, share) in enumerate(zip(engines, shares, strict=True))
        ]
    ]


def _is_chosen(arguments: Sequence[str]) -> bool:
    return any(argument.startswith(("-n", "--pdb", "--numprocesses")) for argument in arguments)


def _shares(processors: int, engines: int) -> list[int]:
    """How many test processes each engine has.

    In all half as many again as there are processors, since many tests wait for a browser, a worker
    or a server. The first engine has twice as many as the second, which has fewer tests.
    """
    if engines == 1:
        return [min(processors + 1, 5)]
    return [min(processors, 4), min(max(processors // 2, 1), 2)][:engines]


@contextlib.contextmanager
def _engine_environment(engine: str) -> Iterator[dict[str, str]]:
    """The environment in which the tests use the engine, with a server where it needs one."""
    kept = {name: value for name, value in os.environ.items() if name not in SITE_VARIABLES}
    with tempfile.TemporaryDirectory(prefix="classfund-tests-") as data:
        env = {**kept, "DATA_DIR": data}
        if engine == "sqlite":
            yield env
            return
        given = os.environ.get("TEST_DATABASE_URL")
        with contextlib.nullcontext(given) if given else temporary_postgres() as url:
            yield {**env, "DATABASE_URL": url}


@dataclass
class _Run:
    """One run of pytest; what it prints waits until it is shown."""

    engine: str
    process: subprocess.Popen[str]
    lines: queue.SimpleQueue[str | None] = field(default_factory=queue.SimpleQueue)

    def read(self) -> None:
        """Take in what it prints; None at the end."""
        if self.process.stdout is not None:
            for line in self.process.stdout:
                self.lines.put(line)
        self.lines.put(None)

    def show(self) -> tuple[int, str]:
        """Pass on what it prints, to its end; its exit code and its closing line."""
        print_line(f"\ntests: the suite on {self.engine}")
        closing = "pytest printed no closing line"
        while (line := self.lines.get()) is not None:
            print(line, end="", flush=True)
            if found := _CLOSING_LINE.match(line.strip()):
                closing = found["summary"]
        return self.process.wait(), closing

    def stop(self) -> None:
        """Have it end its tests and itself, as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(_SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@contextlib.contextmanager
def _running(engine: str, arguments: Sequence[str], place: int) -> Iterator[_Run]:
    """Pytest on an engine. It is stopped if it is left before its end."""
    with _engine_environment(engine) as env:
        if place > 0:
            # The calculator's tests know no database: once is enough.
            env[ONLY_DATABASE] = "1"
        # Pytest rewrites every module of tests, which takes it longer than to run most of them. It
        # keeps what it wrote beside them unless Python may write no bytecode.
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        run = _Run(engine, _pytest(arguments, env))
        reader = threading.Thread(target=run.read, daemon=True)
        reader.start()
        try:
            yield run
        finally:
            run.stop()
            reader.join()


def _pytest(arguments: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(PYTHON), "-m", "pytest", *arguments],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
