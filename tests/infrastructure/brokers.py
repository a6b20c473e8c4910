"""A real Valkey server, and Celery pointed at it."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis
from celery import Celery
from kombu import pools

from tools import site_processes
from tools.ports import free_port
from tools.processes import Supervisor


@dataclass(frozen=True)
class Broker:
    """A running broker: its URL, its process, and a look into it."""

    url: str
    supervisor: Supervisor

    def client(self) -> redis.Redis:
        """A connection, to be closed by the caller."""
        return redis.Redis.from_url(self.url)

    def flush(self) -> None:
        """Forget every task and every counter."""
        with self.client() as client:
            client.flushall()

    @property
    def process_id(self) -> int:
        """For tests that kill it."""
        return self.supervisor.process_ids()["broker"]


@contextlib.contextmanager
def running_broker() -> Iterator[Broker]:
    """Start a broker on a free port, and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="classfund-broker-") as folder, Supervisor() as own:
        port = free_port()
        own.start(site_processes.broker(Path(folder), port))
        yield Broker(site_processes.broker_url(port), own)


@contextlib.contextmanager
def celery_through(app: Celery, url: str) -> Iterator[None]:
    """Within, this process publishes its tasks to the broker instead of running them itself."""
    before = {name: app.conf[name] for name in ("broker_url", "task_always_eager")}
    _point(app, broker_url=url, task_always_eager=False)
    try:
        yield
    finally:
        _point(app, **before)


def _point(app: Any, **configuration: object) -> None:
    """Change where tasks go; connections that are open to the old place are closed."""
    pools.reset()
    app._pool = None
    app.amqp._producer_pool = None
    app.conf.update(configuration)
