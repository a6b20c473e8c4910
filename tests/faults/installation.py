"""Everything that a matter needs, as real processes that can be struck: database, broker, worker,
relay, beat, web. This process is their supervisor; it also looks at the database."""

import contextlib
import io
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import redis

from tools import site_processes
from tools.paths import PYTHON
from tools.ports import free_port
from tools.postgres import PostgresServer, temporary_server
from tools.processes import Service, Supervisor, last_lines

RING_AGAIN_SECONDS = 2
ENGINES = ("sqlite", "postgresql")


@dataclass
class Installation:
    """The servers, by name, and what reaches them."""

    folder: Path
    environment: dict[str, str]
    broker_port: int
    database: PostgresServer | None
    web_port: int = 0
    _services: dict[str, Supervisor] = field(default_factory=dict)

    @property
    def data_dir(self) -> Path:
        return self.folder / "data"

    def start(self, name: str) -> None:
        """Start one and wait until it is ready."""
        service = self._service(name)
        supervisor = Supervisor()
        self._services[name] = supervisor
        with contextlib.redirect_stdout(io.StringIO()):
            supervisor.start(service)

    def tend(self) -> None:
        """Start again what ended by itself, as whatever runs these processes anywhere must."""
        for supervisor in self._services.values():
            with contextlib.redirect_stdout(io.StringIO()):
                supervisor.check()

    def process_id(self, name: str) -> int:
        return self._services[name].process_ids()[name]

    def kill(self, name: str) -> None:
        """Kill it with its children at once, as a lost machine would."""
        os.killpg(self.process_id(name), signal.SIGKILL)
        self.stop(name)

    def stop(self, name: str) -> None:
        self._services.pop(name).stop()

    def stop_all(self) -> None:
        for name in reversed(list(self._services)):
            self.stop(name)

    def children(self, name: str) -> list[int]:
        """The processes that the named one has started."""
        return _children_of(self.process_id(name))

    def web_workers(self) -> list[int]:
        """The processes that answer requests: what the web server has started, to the last."""
        waiting, found = self.children("web"), []
        while waiting:
            process_id = waiting.pop()
            below = _children_of(process_id)
            waiting += below
            if not below:
                found.append(process_id)
        return sorted(found)

    def flush_broker(self) -> None:
        """Have the broker forget every task."""
        with redis.Redis.from_url(self.environment["REDIS_URL"]) as client:
            client.flushall()

    def last_lines(self, name: str) -> str:
        return last_lines(self.data_dir / "log" / f"{name}.log")

    def _service(self, name: str) -> Service:
        if name == "broker":
            return site_processes.broker(self.data_dir, self.broker_port)
        if name == "worker":
            return _ready_when_it_says_so(site_processes.worker(self.data_dir, self.environment))
        if name == "web":
            return site_processes.web(self.data_dir, self.environment, self.web_port)
        if name == "beat":
            return site_processes.beat(self.data_dir, self.environment)
        relay = site_processes.relay(self.data_dir, self.environment)
        if name == "tripling relay":
            command = [str(PYTHON), "-m", "tests.faults.tripling_relay"]
            return replace(relay, name=name, command=command)
        return relay


@contextlib.contextmanager
def installed(engine: str, folder: Path, part_claims: int) -> Iterator[Installation]:
    """An installation on this engine, without any rows and with nothing but the database running.

    The environment of this process points to its database and data, but not to its broker: what
    this process does, it does itself.
    """
    data_dir = folder / "data"
    data_dir.mkdir(parents=True)
    port = free_port()
    with contextlib.ExitStack() as stack:
        server, url = None, f"sqlite:///{folder / 'faults.sqlite3'}"
        if engine == "postgresql":
            server = stack.enter_context(temporary_server(loses_nothing=True))
            url = server.url
        own = {
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            "DATABASE_URL": url,
            "DATA_DIR": str(data_dir),
            "TALLY_PART_CLAIMS": str(part_claims),
            "TALLY_THREADS": "1",
            "OUTBOX_RING_AGAIN_SECONDS": str(RING_AGAIN_SECONDS),
            "PYTHONUNBUFFERED": "1",
        }
        os.environ.update(own, REDIS_URL="")
        installation = Installation(
            folder, {**os.environ, "REDIS_URL": site_processes.broker_url(port)}, port, server
        )
        stack.callback(installation.stop_all)
        yield installation


def _children_of(parent: int) -> list[int]:
    """None where the process has just ended."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
        return [int(process_id) for process_id in listed.split()]
    return []


def _ready_when_it_says_so(worker: Service) -> Service:
    """A ping takes a second and more; the log tells at once."""
    before = worker.log.stat().st_size if worker.log.is_file() else 0

    def is_ready() -> bool:
        if not worker.log.is_file():
            return False
        with worker.log.open("rb") as log:
            log.seek(before)
            return b" ready." in log.read()

    return replace(worker, is_ready=is_ready)


def freeze(process_id: int, seconds: float) -> None:
    """Stop the process for so long: it neither answers nor closes its connections."""
    os.kill(process_id, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        os.kill(process_id, signal.SIGCONT)
