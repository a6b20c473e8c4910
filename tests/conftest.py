"""Fixtures for the whole suite. What they start is in tests/infrastructure."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django import DjangoDbBlocker, Settings

from portal.celery import app
from tests.examples import IS_LONG, examples
from tests.infrastructure.brokers import Broker, celery_through, running_broker
from tests.infrastructure.browsers import running_browser
from tests.infrastructure.compiled_sql import each_expression_compiled_once
from tests.infrastructure.databases import (
    database_url,
    migrated_once,
    resettable_audit_tables,
)
from tests.infrastructure.mail import Mailbox, running_smtp_server
from tests.infrastructure.workers import Worker
from tests.infrastructure.workers import start_worker as start_a_worker
from tools.chromium import find_chromium
from tools.fast import FAST
from tools.suite import ONLY_DATABASE

# No deadlines: a slow machine is not a wrong answer. `make test-long` looks at more examples.
hypothesis_settings.register_profile(
    "suite",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
    max_examples=examples(200),
)
hypothesis_settings.load_profile("suite")

SLOW_FIXTURES = {"_session_broker", "transactional_db", "live_server", "browser", "smtp_server"}
BROWSER_FIXTURES = {"browser", "browser_context", "page", "narrow_page"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that need a browser, and skip each by name where there is none. On a second
    engine, leave out the tests that use no database, and those that are the same on any. Long tests
    run only where they are asked for."""
    if not IS_LONG:
        left_out = [item for item in items if _is_for_a_long_run(item)]
        items[:] = [item for item in items if not _is_for_a_long_run(item)]
        config.hook.pytest_deselected(items=left_out)
    if os.environ.get(ONLY_DATABASE):
        left_out = [item for item in items if not _can_differ(item)]
        items[:] = [item for item in items if _can_differ(item)]
        config.hook.pytest_deselected(items=left_out)
    if os.environ.get(FAST):
        left_out = [item for item in items if not _is_fast(item)]
        items[:] = [item for item in items if _is_fast(item)]
        config.hook.pytest_deselected(items=left_out)
    items.sort(key=_seconds_that_it_waits, reverse=True)
    missing = find_chromium() is None
    for item in items:
        if BROWSER_FIXTURES.isdisjoint(getattr(item, "fixturenames", ())):
            continue
        item.add_marker(pytest.mark.browser)
        if missing:
            item.add_marker(pytest.mark.skip(reason="needs Chromium, which is not installed"))


def _seconds_that_it_waits(item: pytest.Item) -> float:
    """How long the test may wait for other processes: those that may wait longest begin first, and
    no processor idles at the end beside one long test. All others stay in their random order."""
    if own := item.get_closest_marker("timeout"):
        return float(own.args[0])
    return 1.0 if item.get_closest_marker("journey") or item.get_closest_marker("fault") else 0.0


def _is_for_a_long_run(item: pytest.Item) -> bool:
    if item.get_closest_marker("long"):
        return True
    few = item.get_closest_marker("a_few")
    callspec = getattr(item, "callspec", None)
    if few is None or callspec is None:
        return False
    return any(place >= few.args[0] for place in callspec.indices.values())


def _is_fast(item: pytest.Item) -> bool:
    """Does the test wait for no other process, and take back what it writes by a rollback?"""
    marked = item.get_closest_marker("django_db")
    if marked is not None and marked.kwargs.get("transaction"):
        return False
    if any(item.get_closest_marker(name) for name in ("journey", "fault", "timeout")):
        return False
    return SLOW_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_collection_finish() -> None:
    """What is there by now stays: looking through it for garbage took a seventh of the time."""
    gc.freeze()


def _can_differ(item: pytest.Item) -> bool:
    """Could the test end otherwise on another engine?"""
    return _uses_a_database(item) and item.get_closest_marker("one_engine") is None


def _uses_a_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "django_db_setup", "live_server"}
    marked = item.get_closest_marker("django_db") is not None
    return marked or not fixtures.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A page that was asked for in Spanish leaves the thread in it."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _resettable_audit_tables() -> Iterator[None]:
    with resettable_audit_tables():
        yield


@pytest.fixture(scope="session", autouse=True)
def _each_expression_compiled_once() -> Iterator[None]:
    with each_expression_compiled_once():
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Each test process has a database of its own, and one of them migrates for all."""
    with ExitStack() as stack:
        if "PYTEST_XDIST_WORKER" in os.environ:
            stack.enter_context(migrated_once(Path(django_settings.DATA_DIR)))
        yield
        with django_db_blocker.unblock():
            stack.close()


@pytest.fixture
def data_dir(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Path:
    """An empty DATA_DIR of this test's own, beside its `tmp_path` and not in it."""
    folder = tmp_path_factory.mktemp("data")
    settings.DATA_DIR = folder
    return folder


@pytest.fixture(autouse=True)
def _nothing_shared_on_disk(data_dir: Path) -> None:
    """Two tests at once, in two processes, must not meet in one folder of a matter."""


@pytest.fixture(scope="session")
def _session_broker() -> Iterator[Broker]:
    with running_broker() as broker:
        yield broker


@pytest.fixture
def broker(_session_broker: Broker, settings: Settings) -> Iterator[Broker]:
    """A real, empty broker; tasks of this process go through it."""
    _session_broker.flush()
    settings.REDIS_URL = _session_broker.url
    with celery_through(app, _session_broker.url):
        yield _session_broker


@pytest.fixture
def start_worker(
    transactional_db: None, broker: Broker, data_dir: Path
) -> Iterator[Callable[..., Worker]]:
    """Start real workers on this test's database, broker and data: `start_worker(processes=1)`."""
    started: list[Worker] = []

    def start(**options: int) -> Worker:
        worker = start_a_worker(
            database_url=database_url(connection),
            redis_url=broker.url,
            data_dir=data_dir,
            **options,
        )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.stop()


@pytest.fixture
def worker(start_worker: Callable[..., Worker]) -> Worker:
    """A real worker that answers, on this test's database, broker and data."""
    return start_worker()


@pytest.fixture
def smtp_server(settings: Settings) -> Iterator[Mailbox]:
    """A real SMTP server; Django's mail goes to it, and what arrives is in `messages`."""
    with running_smtp_server() as mailbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = mailbox.host
        settings.EMAIL_PORT = mailbox.port
        yield mailbox


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium for the session."""
    program = find_chromium()
    if program is None:
        pytest.skip("needs Chromium, which is not installed")
    with running_browser(program) as chromium:
        yield chromium


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[Callable[[int], BrowserContext]]:
    """Open a fresh session (no cookies) with a window of a given width: `browser_context(320)`."""
    opened: list[BrowserContext] = []

    def open_context(width: int = 1280) -> BrowserContext:
        context = browser.new_context(viewport={"width": width, "height": 900})
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


@pytest.fixture
def page(browser_context: Callable[[int], BrowserContext]) -> Page:
    """A page 1280 px wide."""
    return browser_context(1280).new_page()


@pytest.fixture
def narrow_page(browser_context: Callable[[int], BrowserContext]) -> Page:
    """A page 320 px wide."""
    return browser_context(320).new_page()
