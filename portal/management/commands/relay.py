"""Publish what waits in the outbox to the broker, within a second: `manage.py relay`."""

import signal
import threading
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections

from portal.worker.publisher import publish_due


class Command(BaseCommand):
    """Poll, publish, sleep; ends on SIGTERM or Ctrl-C between two rounds."""

    help = "Publish outbox entries to the broker until stopped."
    # They would load every page of the site.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--interval", type=float, default=0.5, help="Seconds between rounds.")

    def handle(self, **options: Any) -> None:
        if not settings.REDIS_URL:
            raise CommandError("REDIS_URL is not set: without a broker there is nothing to relay.")
        stop = threading.Event()

        def end(number: int, frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        # Said once it can be stopped: whoever reads it may do so at once.
        self.stdout.write("Publishing what waits in the outbox.")
        self.stdout.flush()
        while not stop.wait(options["interval"]):
            try:
                publish_due()
            except (OperationalError, InterfaceError) as error:
                self.stderr.write(f"The database does not answer ({type(error).__name__}).")
                close_old_connections()
