"""A relay that sends every task three times: `python -m tests.faults.tripling_relay`."""

import signal
import threading

import django

django.setup()

from django.utils import timezone  # noqa: E402

from portal.worker import publisher  # noqa: E402
from portal.worker.tasks import process  # noqa: E402


def send_three_times(entry_ids: list[int]) -> None:
    for _ in range(3):
        process.apply_async((entry_ids,))


def main() -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    print("Publishing everything three times.", flush=True)
    while not stop.wait(0.5):
        publisher.publish_entries(publisher.due_entries(timezone.now()), send_three_times)


if __name__ == "__main__":
    main()
