"""A real SMTP server that keeps what it is sent."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tools.ports import LOOPBACK, free_port


@dataclass
class Mailbox:
    """Where the server listens and what has arrived, oldest first."""

    host: str
    port: int
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    def clear(self) -> None:
        """Forget what has arrived."""
        self.messages.clear()
        self.recipients.clear()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep one message (aiosmtpd calls this)."""
        content = envelope.content or b""
        raw = content.encode() if isinstance(content, str) else content
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.recipients.extend(str(address) for address in envelope.rcpt_tos)
        return "250 OK"


@contextlib.contextmanager
def running_smtp_server() -> Iterator[Mailbox]:
    """Start a server on a free port, and stop it at the end."""
    mailbox = Mailbox(LOOPBACK, free_port())
    controller = Controller(mailbox, hostname=mailbox.host, port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
