"""How the site is served: `gunicorn portal.wsgi`, from this folder, finds this by itself.

Every setting can be given another value on the command line or in GUNICORN_CMD_ARGS.
docs/deployment.md says how to run, reload and size it; docs/decisions/0024 says why.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from gunicorn import systemd


def _whole_number(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and int(text) > 0):
        sys.exit(f"{name} is {text!r}; write a whole number of 1 or more.")
    return int(text)


wsgi_app = "portal.wsgi"
worker_class = "portal.web.web_worker.WebWorker"
workers = _whole_number("WEB_CONCURRENCY", 2)
# Of the application, in each worker: so many requests are answered at once, and so many connections
# to the database may be open.
threads = _whole_number("WEB_THREADS", 8)
# Clients of one worker at once, slow ones among them; more wait at the door.
worker_connections = 256

# Loaded once, before the workers are forked. New code comes with SIGUSR2, not with SIGHUP.
preload_app = True
# A worker whose main thread does not move for so long is killed; no request is timed by it.
timeout = 60
graceful_timeout = 30
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000

# The heartbeat of the workers must not wait for a disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # nosec B108
control_socket_disable = True

# No address, reference, search or browser of anybody: the name of the page instead of its address.
accesslog = "-"
access_log_format = "%(t)s %(m)s %({classfund.page}e)s %(s)s %(B)s bytes %(M)s ms"


def when_ready(server: Any) -> None:
    """After SIGUSR2: the new code is loaded and listens, so the old master may finish."""
    if server.master_pid:
        systemd.sd_notify(f"MAINPID={os.getpid()}", server.log)
        os.kill(server.master_pid, signal.SIGTERM)
