"""`make test`: all tests on SQLite and then, on PostgreSQL, those that could end otherwise there.

Arguments go to pytest: `make test ARGS="-k audit"`.
"""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping

from house.chromium import install_chromium_where_allowed
from house.places import PYTHON, ROOT, SITE_VARIABLES, complain, say
from house.postgres import temporary_postgres
from house.processes import ServiceFailed, Stopped, stop_signals_raise

ENGINES = ("sqlite", "postgresql")
ONLY_DATABASE = "TEST_ONLY_WHAT_USES_A_DATABASE"
"""When set, tests/conftest.py leaves the tests out that use no database."""
LONG_TOO = "TEST_LONG"
"""When set, the tests marked `long` run too."""
_CLOSING_LINE = re.compile(r"^=+ (?P<summary>.*\b(?:passed|failed|error|skipped|no tests).*) =+$")


def main(arguments: list[str]) -> int:
    """Run the suite on each engine of TEST_ENGINES; 0 if every run passed."""
    engines = os.environ.get("TEST_ENGINES", ",".join(ENGINES)).split(",")
    unknown = sorted(set(engines) - set(ENGINES))
    if unknown:
        complain(f"tests: TEST_ENGINES names {', '.join(unknown)}; write {' or '.join(ENGINES)}.")
        return 2
    install_chromium_where_allowed()
    results: dict[str, tuple[int, str]] = {}
    try:
        with stop_signals_raise():
            for place, engine in enumerate(engines):
                with _database(engine) as env:
                    say(f"\ntests: the suite on {engine}")
                    if place > 0:
                        # The calculator's tests know no database: once is enough.
                        env[ONLY_DATABASE] = "1"
                    results[engine] = _pytest(arguments, env)
    except ServiceFailed as error:
        complain(f"tests: {error}")
        return 1
    except (KeyboardInterrupt, Stopped):
        complain("tests: stopped.")
        return 130
    say("")
    for engine, (_code, closing) in results.items():
        say(f"tests: {engine}: {closing}")
    return max(code for code, _closing in results.values())


@contextlib.contextmanager
def _database(engine: str) -> Iterator[dict[str, str]]:
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


def _pytest(arguments: list[str], env: Mapping[str, str]) -> tuple[int, str]:
    """Run pytest and pass on what it prints; its exit code and its closing line."""
    command = [str(PYTHON), "-m", "pytest", *_processes(arguments), *arguments]
    closing = "pytest printed no closing line"
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        if process.stdout is not None:
            for line in process.stdout:
                print(line, end="", flush=True)
                if found := _CLOSING_LINE.match(line.strip()):
                    closing = found["summary"]
    return process.returncode, closing


def _processes(arguments: list[str]) -> list[str]:
    """One test process more than there are processors, since many tests wait for a browser, a
    worker or a server; unless the person chose a number or a debugger."""
    chosen = any(argument.startswith(("-n", "--pdb", "--numprocesses")) for argument in arguments)
    return [] if chosen else ["-n", str(min((os.cpu_count() or 1) + 1, 5)), "--dist", "loadgroup"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
