"""The whole site as production runs it, but for the proxy and the court's mail server: what a
proxy adds to a request, the visitors of these runs add themselves."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command

from tests.faults.full_disks import Disk, small_disk
from tests.faults.installation import RING_AGAIN_SECONDS, Installation
from tests.infrastructure.mail import Mailbox, running_smtp_server
from tools import site_processes
from tools.ports import LOOPBACK, free_port
from tools.postgres import temporary_server

HOST = "claims.example.org"
SLUG = "linkedin-inmail"
SERVERS = ("broker", "worker", "relay", "beat", "web")
_DISK_MEGABYTES = 512


@dataclass(frozen=True)
class Site:
    """The running site, where its e-mails arrive, and the disk that DATA_DIR lies on."""

    installation: Installation
    mailbox: Mailbox
    disk: Disk


@contextlib.contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """All servers on a new PostgreSQL, under production settings, with one open matter.

    Logs and the broker's file lie in DATA_DIR too, as `make serve` has them. This process gets the
    same environment, and may use Django's models within.
    """
    data_dir = folder / "data"
    broker_port = free_port()
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(temporary_server(loses_nothing=True))
        mailbox = stack.enter_context(running_smtp_server())
        os.environ.update(
            {
                "DJANGO_SETTINGS_MODULE": "portal.settings.production",
                "SECRET_KEY": secrets.token_urlsafe(64),
                "ALLOWED_HOSTS": f"{HOST},{LOOPBACK}",
                "DATABASE_URL": server.url,
                "REDIS_URL": site_processes.broker_url(broker_port),
                "EMAIL_URL": f"smtp://{mailbox.host}:{mailbox.port}",
                "DATA_DIR": str(data_dir),
                "OUTBOX_RING_AGAIN_SECONDS": str(RING_AGAIN_SECONDS),
                "PYTHONUNBUFFERED": "1",
            }
        )
        installation = Installation(folder, {**os.environ}, broker_port, server, free_port())
        disk = stack.enter_context(small_disk(installation, data_dir, _DISK_MEGABYTES))
        stack.callback(installation.stop_all)
        _prepare(folder)
        for name in SERVERS:
            installation.start(name)
        yield Site(installation, mailbox, disk)


def _prepare(folder: Path) -> None:
    import django

    django.setup()
    with (folder / "prepare.log").open("w") as log:
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("open_matter", SLUG, stdout=log)
