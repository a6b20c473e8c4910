"""gunicorn as the repository configures it, in front of a small application, and its clients."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.paths import ROOT
from tools.ports import LOOPBACK, free_port

THREADS = 2
APPLICATION = """
def application(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    answer = f"{WORD} {len(body)}".encode()
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]
"""
# The pauses of the real worker are too long for a test; its rules are the same.
WORKER = """
from portal.web import web_worker
web_worker.LONGEST_PAUSE_SECONDS = 3.0
WebWorker = web_worker.WebWorker
"""


@dataclass
class Server:
    """One running gunicorn, with one worker of THREADS threads."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    systemd: socket.socket

    def say(self, word: str) -> None:
        """Write the application anew; it answers with the word and the length of what it read."""
        (self.folder / "small.py").write_text(application(word))

    def ask(self, path: str = "/", body: bytes | None = None) -> str:
        """What a new client is answered, and how."""
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request("POST" if body is not None else "GET", path, body)
            answer = connection.getresponse()
            return f"{answer.status} {answer.read().decode()}"

    def send(self, text: bytes) -> socket.socket:
        """A client that has sent this and is still there; the caller closes it."""
        client = socket.create_connection((LOOPBACK, self.port), timeout=30)
        client.sendall(text)
        return client

    def told_systemd(self) -> str:
        """All that it has told systemd since it was last asked."""
        told = []
        with contextlib.suppress(BlockingIOError):
            while True:
                told.append(self.systemd.recv(4096).decode())
        return "\n".join(told)

    def log(self) -> str:
        """All that it has printed."""
        return (self.folder / "log").read_text()


def application(word: str) -> str:
    """Its source."""
    return f"WORD = {word!r}\n{APPLICATION}"


@contextlib.contextmanager
def running_server(folder: Path) -> Iterator[Server]:
    """Start it, and stop it with what came of it."""
    port = free_port()
    (folder / "quick.py").write_text(WORKER)
    (folder / "small.py").write_text(application("hello"))
    systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    systemd.bind(str(folder / "systemd"))
    systemd.setblocking(False)
    environment = {
        **os.environ,
        "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
        "WEB_CONCURRENCY": "1",
        "WEB_THREADS": str(THREADS),
        "NOTIFY_SOCKET": str(folder / "systemd"),
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "small:application"),
                *("--bind", f"{LOOPBACK}:{port}", "--worker-class", "quick.WebWorker"),
            ],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(folder, port, process, systemd)
    try:
        _wait_until_it_answers(server)
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait()
        systemd.close()


def _wait_until_it_answers(server: Server) -> None:
    while True:
        with contextlib.suppress(OSError):
            server.ask()
            return
        assert server.process.poll() is None, server.log()
        time.sleep(0.05)
