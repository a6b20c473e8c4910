"""An open matter on a day inside its filing window, and a visitor."""

from collections.abc import Callable, Iterator

import pytest
import time_machine

from claims.models import Matter
from portal.worker import publisher
from tests.factories import NOW, open_matter
from tests.portal.claimant.visitors import Visitor


@pytest.fixture(autouse=True)
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Do what waits in the outbox, now: pages only ring, as they do where workers run."""
    do_waiting = publisher.publish
    monkeypatch.setattr(publisher, "publish", lambda: None)
    monkeypatch.setattr(publisher, "publish_later", lambda: None)
    return do_waiting


@pytest.fixture
def ring_archive(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The real one, which reads archives in a thread: other tests let a worker come when asked."""
    real = publisher.publish_archive
    monkeypatch.setattr(publisher, "publish_archive", lambda: None)
    return real


@pytest.fixture(autouse=True)
def _no_thread_reads(ring_archive: Callable[[], None]) -> None:
    """A thread would not see what a test has not committed."""


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The server's clock, stopped inside the filing window; `clock.move_to` moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def matter(db: None, clock: time_machine.Traveller) -> Matter:
    return open_matter()


@pytest.fixture
def visitor(matter: Matter) -> Visitor:
    return Visitor(matter.slug)
