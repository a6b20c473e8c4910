"""Pages and programs while the database does not answer."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from claims.models import Draft, Matter
from tests.factories import open_matter
from tests.portal.claimant.visitors import Visitor, title_of, words_of
from tools.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = {"first_name": 'Ana "Anita" <b>', "last_name": "Díaz"}


@pytest.fixture
def matter() -> Matter:
    return open_matter()


@pytest.fixture
def visitor(matter: Matter) -> Visitor:
    client = Client(enforce_csrf_checks=True)
    client.raise_request_exception = False
    return Visitor(client=client)


@contextmanager
def database_away() -> Iterator[None]:
    """Within, a connection finds nobody: no file on SQLite, no server on PostgreSQL."""
    connection.close()
    there = connection.settings_dict
    away = {"NAME": "/no-such-folder/database", "HOST": "127.0.0.1", "PORT": str(free_port())}
    connection.settings_dict = {**there, **away}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = there


def fields_of(response: Any) -> dict[str, str]:
    """The hidden fields of the page's last form."""
    form = response.content.decode().rpartition("<form")[2]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def token_of(response: Any) -> str:
    return fields_of(response)["csrfmiddlewaretoken"]


def begin(visitor: Visitor) -> Any:
    """Start a claim; the page that asks for the name."""
    token = token_of(visitor.get("file/"))
    visitor.post("file/", {"csrfmiddlewaretoken": token})
    return visitor.get("file/name/")


def test_what_was_typed_stays_on_the_page_and_arrives_when_it_is_sent_again(visitor: Visitor):
    token = token_of(begin(visitor))
    with database_away():
        page = visitor.post("file/name/", {**NAMES, "csrfmiddlewaretoken": token})

    again = visitor.post("file/name/", fields_of(page))

    assert page.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert page.headers["Retry-After"] == "5"
    assert "What you typed is kept on this page" in words_of(page)
    assert (again.status_code, Draft.objects.get().answers) == (302, NAMES)


def test_a_page_that_stays_away_keeps_what_was_typed_each_time(visitor: Visitor):
    token = token_of(begin(visitor))
    with database_away():
        page = visitor.post("file/name/", {**NAMES, "csrfmiddlewaretoken": token})
        page = visitor.post("file/name/", fields_of(page))

    assert {name: fields_of(page)[name] for name in NAMES} == NAMES


def test_a_page_that_was_only_looked_at_says_so_in_the_visitors_language(visitor: Visitor):
    visitor.client.cookies["django_language"] = "es"
    with database_away():
        page = visitor.get()

    assert page.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert title_of(page).startswith("Inténtelo de nuevo en un minuto")
    assert '<a href="/linkedin-inmail/">' in page.content.decode()


def test_no_page_gives_a_password_back(visitor: Visitor):
    token = token_of(visitor.client.get("/accounts/login/"))
    form = {"login": "alice", "password": "a-password-of-alice", "csrfmiddlewaretoken": token}
    with database_away():
        page = visitor.client.post("/accounts/login/", form)

    assert page.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "a-password-of-alice" not in page.content.decode()


def test_a_program_is_told_when_to_send_again(visitor: Visitor):
    with database_away():
        answer = visitor.client.post(
            "/api/v1/matters/linkedin-inmail/claims/",
            {"signed": True},
            content_type="application/json",
            headers={"Idempotency-Key": "k1"},
        )

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.headers["Retry-After"] == "5"
    assert answer.json()["error"]["message"].endswith("Send it again with the same key.")
