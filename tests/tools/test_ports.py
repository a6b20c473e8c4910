"""Loopback ports: free, taken, and what a server answers."""

import socket
import threading
from collections.abc import Iterator

import pytest

from tools.ports import LOOPBACK, free_port, is_answering, is_port_taken


@pytest.fixture
def polite_server() -> Iterator[int]:
    """Says +PONG to whoever calls."""
    with socket.create_server((LOOPBACK, 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _address = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(64)
                    connection.sendall(b"+PONG\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_a_free_port_is_not_taken() -> None:
    assert not is_port_taken(free_port())


def test_a_port_with_a_server_is_taken(polite_server: int) -> None:
    assert is_port_taken(polite_server)


@pytest.mark.parametrize(("answer", "expected"), [(b"+PONG", True), (b"-ERR", False)])
def test_a_server_answers_when_it_says_the_right_word(
    polite_server: int, answer: bytes, expected: bool
) -> None:
    assert is_answering(polite_server, b"PING\r\n", answer) is expected


def test_nobody_answers_on_a_free_port() -> None:
    assert not is_answering(free_port(), b"PING\r\n", b"+PONG")
