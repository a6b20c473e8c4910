"""A real Celery worker in a process of its own."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from tools import site_processes
from tools.processes import Supervisor, last_lines


@dataclass(frozen=True)
class Worker:
    """A running worker."""

    supervisor: Supervisor
    log: Path

    @property
    def process_id(self) -> int:
        """The main process; it leads a process group with its children."""
        return self.supervisor.process_ids()["worker"]

    def kill(self) -> None:
        """Kill it with its children at once, as a lost machine would."""
        os.killpg(self.process_id, signal.SIGKILL)

    def stop(self) -> None:
        """Let it end the task in hand and stop."""
        self.supervisor.stop()

    def last_lines(self) -> str:
        """The end of what it has printed."""
        return last_lines(self.log)


def start_worker(
    *, database_url: str, redis_url: str, data_dir: Path, processes: int = 2
) -> Worker:
    """Start a worker on these servers and wait until it answers. The caller stops it."""
    env = {
        **os.environ,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DATA_DIR": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "PYTHONUNBUFFERED": "1",
    }
    supervisor = Supervisor()
    service = site_processes.worker(data_dir, env, processes)
    try:
        supervisor.start(service)
    except BaseException:
        supervisor.stop()
        raise
    return Worker(supervisor, service.log)
