"""Slow clients at the shipped server, by real sockets: whom they keep waiting, and for how long."""

import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.web.web_worker import LARGEST_BUFFERED_BODY
from tests.portal.served.server import THREADS, Server, running_server

pytestmark = pytest.mark.one_engine

MANY = 40
HALF_A_HEADER = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Le"
HALF_A_BODY = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf"
HEADER_OF_A_LARGE_BODY = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.mark.parametrize("half", [HALF_A_HEADER, HALF_A_BODY], ids=["header", "body"])
def test_half_sent_requests_keep_nobody_waiting(server: Server, half: bytes) -> None:
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(server.send(half)) for _ in range(MANY)]
        # Each has been given its thread when one that came later is answered.
        assert server.ask() == "200 hello 0"
        for client in clients:
            client.setblocking(False)
            with pytest.raises(BlockingIOError):
                client.recv(1)  # not cut off yet: they were there all the time


def test_half_sent_requests_are_cut_off(server: Server) -> None:
    with server.send(HALF_A_HEADER) as silent, server.send(HALF_A_BODY) as told:
        assert silent.recv(1) == b""
        assert told.recv(12) == b"HTTP/1.1 408"


def test_a_slow_upload_that_goes_on_is_taken_in(server: Server) -> None:
    piece = bytes(3_000_000)
    with server.send(HEADER_OF_A_LARGE_BODY) as client:
        for _ in range(3):
            time.sleep(1.2)  # together longer than one pause may be
            client.sendall(piece)
        client.shutdown(socket.SHUT_WR)
        assert client.makefile("rb").read().endswith(b"hello 9000000")


def test_large_bodies_leave_threads_for_everybody_else(server: Server) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(THREADS // 2):
            stack.enter_context(server.send(HEADER_OF_A_LARGE_BODY))
        time.sleep(0.2)
        answer = server.ask(body=bytes(LARGEST_BUFFERED_BODY + 1))
        assert answer.startswith("503 ")
        assert "send yours again" in answer
        assert server.ask(body=bytes(LARGEST_BUFFERED_BODY)) == f"200 hello {LARGEST_BUFFERED_BODY}"


def test_what_follows_a_body_in_chunks_is_a_request_of_its_own(server: Server) -> None:
    chunked = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    inner = b"GET /inner HTTP/1.1\r\nHost: localhost\r\n\r\n"
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(inner), inner)
    last = b"GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    with server.send(chunked + body + last) as client:
        assert client.makefile("rb").read().count(b"200 OK") == 2


def test_the_access_log_names_no_address_and_no_search(server: Server) -> None:
    server.ask("/claim/CF-1234/?q=ana@example.org")

    lines = server.log()
    assert " GET - 200 7 bytes " in lines
    assert "CF-1234" not in lines
    assert "ana@" not in lines
    assert "127.0.0.1 " not in lines


def test_new_code_comes_with_one_signal_and_no_request_is_lost(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        stop = threading.Event()
        answers: list[str] = []

        def keep_asking() -> None:
            while not stop.is_set():
                answers.append(server.ask())

        clients = [threading.Thread(target=keep_asking) for _ in range(3)]
        for client in clients:
            client.start()
        try:
            server.say("goodbye")
            server.told_systemd()
            os.kill(server.process.pid, signal.SIGUSR2)
            server.process.wait(60)
            count = len(answers)
            while len(answers) < count + 20:
                time.sleep(0.01)
        finally:
            stop.set()
            for client in clients:
                client.join()
        assert set(answers) == {"200 hello 0", "200 goodbye 0"}
        assert answers[-1] == "200 goodbye 0"
        assert "MAINPID=" in server.told_systemd()
