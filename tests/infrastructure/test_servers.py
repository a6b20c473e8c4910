"""The servers that the other tests rely on are real, reachable and clean."""

import os
import subprocess
from email.message import EmailMessage

import pytest
from django.core.mail import send_mail
from django.db import connection
from playwright.sync_api import Page

from claims.audit import triggers
from portal.celery import app
from tests.infrastructure.brokers import Broker
from tests.infrastructure.databases import database_url
from tests.infrastructure.mail import Mailbox
from tests.infrastructure.workers import Worker
from tools import site_processes
from tools.paths import MANAGE, PYTHON


@pytest.mark.parametrize("run", ["first", "second"])
def test_the_broker_answers_and_is_empty_for_each_test(broker: Broker, run: str) -> None:
    with broker.client() as client:
        assert client.ping()
        assert client.dbsize() == 0
        client.set("left behind by", run)


def test_what_this_process_publishes_waits_in_the_broker(broker: Broker) -> None:
    app.send_task("portal.sweep")

    with broker.client() as client:
        assert client.llen("celery") == 1


@pytest.mark.parametrize("run", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_the_audit_triggers_are_in_place_after_a_test_that_commits(run: str) -> None:
    assert triggers.missing_triggers(connection) == []


@pytest.mark.django_db(transaction=True)
def test_another_process_reaches_the_test_database_by_its_url() -> None:
    env = {**os.environ, "DATABASE_URL": database_url(connection)}

    result = subprocess.run(
        [str(PYTHON), str(MANAGE), "migrate", "--check"], env=env, capture_output=True, text=True
    )

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.journey
def test_a_worker_answers_through_the_broker(broker: Broker, worker: Worker) -> None:
    assert site_processes.worker_answers(broker.url), worker.last_lines()


def test_what_is_mailed_arrives(smtp_server: Mailbox) -> None:
    send_mail("Your code", "123456", "claims@classfund.example", ["member@classfund.example"])

    [message] = smtp_server.messages
    assert isinstance(message, EmailMessage)
    assert message["Subject"] == "Your code"
    assert smtp_server.recipients == ["member@classfund.example"]


@pytest.mark.parametrize(("fixture", "width"), [("page", 1280), ("narrow_page", 320)])
def test_a_browser_shows_a_page(fixture: str, width: int, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(fixture)

    page.set_content("<h1>Claims</h1>")

    assert page.locator("h1").inner_text() == "Claims"
    assert page.evaluate("window.innerWidth") == width
