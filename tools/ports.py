"""Loopback ports: which is free, which was chosen, and whether somebody listens."""

import os
import socket

LOOPBACK = "127.0.0.1"
ANSWER_SECONDS = 5.0
"""On a busy machine an answer may take so long."""


class InvalidPort(ValueError):
    """PORT of the environment is no number of a port."""


def chosen_port() -> int:
    """PORT of the environment, or 8000. Raises NotAPort."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise InvalidPort(f"PORT is {text!r}; write a number from 1 to 65535.")
    return int(text)


def free_port() -> int:
    """A port of the loopback address that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


def is_port_taken(port: int) -> bool:
    """Whether a server listens on the port."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((LOOPBACK, port)) == 0


def is_answering(port: int, question: bytes, answer: bytes) -> bool:
    """Whether the server on the port answers a question with something that starts so."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=ANSWER_SECONDS) as connection:
            connection.sendall(question)
            return connection.recv(256).startswith(answer)
    except OSError:
        return False
