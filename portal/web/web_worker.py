"""How a web process of gunicorn deals with slow clients, for whom no thread of the site waits.

A request is read to its end by a thread that does nothing else and holds no connection to the
database; there is one for each client. Then one of the few threads of the application answers it.
Only a body too large to be held is read by the application itself, as it comes, and only so many at
once that threads are left for everybody else.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any

from gunicorn import http, util
from gunicorn.config import Config
from gunicorn.http.body import LengthReader
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker

LONGEST_PAUSE_SECONDS = 15.0
"""So long a client may send nothing, or take in nothing, in the middle of a request."""
SLOWEST_BYTES_PER_SECOND = 500
"""So much a client sends, averaged over its request but for the first pause."""
LARGEST_BUFFERED_BODY = 128 * 1024
"""Bytes of a body that is read before it is answered: every form and every claim by program."""


class TimedUnreader(SocketUnreader):
    """Reads for as long as the client keeps sending; one that does not reads as one that left."""

    def begin(self) -> None:
        """Start the clock for the next request of the connection."""
        self._began_at = time.monotonic()
        self._received = 0

    def chunk(self, size_hint: int | None = None) -> bytes:
        earned = LONGEST_PAUSE_SECONDS + self._received / SLOWEST_BYTES_PER_SECOND
        left = self._began_at + earned - time.monotonic()
        if left <= 0:
            return b""
        before = self.sock.gettimeout()
        self.sock.settimeout(min(left, LONGEST_PAUSE_SECONDS))
        try:
            data: bytes = super().chunk(size_hint)
        except TimeoutError:
            return b""
        finally:
            self.sock.settimeout(before)
        self._received += len(data)
        return data


class WebWorker(ThreadWorker):
    """gunicorn's threaded worker, with `threads` for the application and more for reading."""

    @classmethod
    def check_config(cls, cfg: Config, log: Any) -> None:
        """Raise RuntimeError where gunicorn is to end TLS, which is the proxy's work."""
        if cfg.is_ssl:
            raise RuntimeError(
                "certfile and keyfile are set, and this server speaks plain HTTP: let the proxy "
                "before it end TLS (docs/deployment.md)."
            )
        super().check_config(cfg, log)

    def init_process(self) -> None:
        self.answering = ThreadPoolExecutor(self.cfg.threads, "answer")
        self.large_bodies = BoundedSemaphore(max(self.cfg.threads // 2, 1))
        super().init_process()

    def get_thread_pool(self) -> ThreadPoolExecutor:
        """The threads that read: one for each connection, so that none waits for another."""
        return ThreadPoolExecutor(self.cfg.worker_connections, "read")

    def handle(self, conn: TConn) -> Any:
        """Read a request and have it answered; returns whether the connection is kept."""
        if conn.parser is None:
            conn.parser = http.get_parser(self.cfg, conn.sock, conn.client)
            conn.parser.unreader = TimedUnreader(conn.sock)
        conn.parser.unreader.begin()
        return super().handle(conn)

    def handle_request(self, req: Any, conn: TConn) -> bool:
        """Called when the header is read. A body in chunks is nothing that Django reads."""
        reader = req.body.reader
        if not isinstance(reader, LengthReader):
            return self._answer(req, conn)
        length = reader.length
        if length > LARGEST_BUFFERED_BODY:
            return self._answer_large(req, conn)
        body = req.body.read(length)
        if len(body) < length:
            util.write_error(conn.sock, 408, "Request Timeout", "The request did not arrive whole.")
            return False
        req.body = BytesIO(body)
        return self._answer(req, conn)

    def _answer_large(self, req: Any, conn: TConn) -> bool:
        if not self.large_bodies.acquire(blocking=False):
            util.write_error(
                conn.sock,
                503,
                "Service Unavailable",
                "Many files are being sent at this moment. Wait a minute and send yours again.",
            )
            return False
        try:
            return self._answer(req, conn)
        finally:
            self.large_bodies.release()

    def _answer(self, req: Any, conn: TConn) -> bool:
        conn.sock.settimeout(LONGEST_PAUSE_SECONDS)
        try:
            return self.answering.submit(super().handle_request, req, conn).result()
        except TimeoutError:
            self.log.debug("A client took in nothing for %d seconds.", LONGEST_PAUSE_SECONDS)
            return False
