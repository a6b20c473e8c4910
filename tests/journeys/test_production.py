"""The site as production runs it: its settings, its server, and no broker that answers."""

import os
import secrets
import subprocess
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import global_settings
from django.db import connection
from pytest_django import Settings

from claims.models import Claim, Matter
from portal.accounts.members import add_member
from portal.accounts.models import Role
from tests.faults.filers import ApiFiler, FormFiler, Seen
from tests.faults.production import HOST
from tests.faults.visitors import Answer, Visitor
from tests.infrastructure.databases import database_url
from tools import site_processes as servers
from tools.paths import MANAGE, PYTHON
from tools.ports import free_port
from tools.processes import Supervisor

# Another engine is another database for the same requests, which `make faults` has.
pytestmark = [pytest.mark.journey, pytest.mark.one_engine]

PASSWORD = "a-long-password-for-alice"


@pytest.fixture
def port(matter: Matter, data_dir: Path) -> Iterator[int]:
    """The port of the site; REDIS_URL leads to a port where nobody listens."""
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": HOST,
        "DATABASE_URL": database_url(connection),
        "REDIS_URL": servers.broker_url(free_port()),
        "DATA_DIR": str(data_dir),
    }
    collect = [str(PYTHON), str(MANAGE), "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, env=env, check=True)
    port = free_port()
    with Supervisor() as supervisor:
        supervisor.start(servers.web(data_dir, env, port))
        yield port


def log_in(port: int, address: str, password: str) -> tuple[Visitor, Answer]:
    visitor = Visitor(port, f"203.0.113.200, {address}")
    form = visitor.get("/accounts/login/").form
    sent = visitor.post("/accounts/login/", {**form, "login": "alice", "password": password})
    return visitor, sent


def test_people_file_and_members_log_in_under_production_settings(
    port: int, matter: Matter, settings: Settings
):
    # As the site reads them, and not as fast as the suite's.
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    seen = Seen()
    references = {
        FormFiler(port, lambda: True).file("by-form", seen)[0],
        ApiFiler(port, lambda: True).file("by-program", seen)[0],
    }

    add_member("alice", PASSWORD, matter, Role.ADMINISTRATOR)
    guesses = {log_in(port, f"198.51.100.{place}", "wrong")[1].status for place in range(14)}
    alice, entered = log_in(port, "192.0.2.1", PASSWORD)
    led_to = alice.get(f"/administrator/{matter.slug}/")
    plain = Visitor(port, "192.0.2.2").send("GET", "/", headers={"X-Forwarded-Proto": "http"})

    assert seen.troubles == []
    assert set(Claim.objects.values_list("reference", flat=True)) == references
    # allauth answers what it refuses in the form itself.
    assert (guesses, entered.status) == ({HTTPStatus.OK}, HTTPStatus.FOUND)
    assert led_to.path == "/accounts/2fa/"
    assert "Secure" in entered.headers["set-cookie"]
    assert plain.headers["location"] == f"https://{HOST}/"
