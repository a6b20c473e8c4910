"""Members log in with a password and their second factor, and see their own matters."""

from time import time
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.contrib.auth.models import User
from django.test import Client

from claims.models import Matter
from portal.accounts.members import add_member
from portal.accounts.models import Role
from tests.factories import NOW
from tests.portal.claimant.visitors import title_of, words_of

pytestmark = pytest.mark.one_engine

PASSWORD = "a-long-password-for-alice"


@pytest.fixture
def alice(matter: Matter) -> User:
    return add_member("alice", PASSWORD, matter, Role.ADMINISTRATOR)


def log_in(client: Client, password: str = PASSWORD, path: str = ""):
    return client.post(f"/accounts/login/{path}", {"login": "alice", "password": password})


def test_a_member_logs_in_and_finds_the_pages_of_each_role(
    client: Client, alice: User, matter: Matter
):
    add_member("alice", None, matter, Role.COUNSEL)

    home = client.get(log_in(client).headers["Location"])

    html = home.content.decode()
    assert 'href="/administrator/linkedin-inmail/"' in html
    assert 'href="/counsel/linkedin-inmail/"' in html


def test_a_log_in_leads_on_to_the_page_that_was_asked_for(client: Client, alice: User):
    asked = client.get("/administrator/linkedin-inmail/")
    page = client.get(asked.headers["Location"]).content.decode()
    assert 'name="next" value="/administrator/linkedin-inmail/"' in page

    led_to = client.post(
        "/accounts/login/",
        {"login": "alice", "password": PASSWORD, "next": "/administrator/linkedin-inmail/"},
    )

    assert led_to.headers["Location"] == "/administrator/linkedin-inmail/"


def test_a_wrong_password_says_so_at_the_top(client: Client, alice: User):
    response = log_in(client, "not-the-password-of-alice")

    assert title_of(response).startswith("Error: Log in")
    assert "There is a problem" in words_of(response)


def test_a_member_with_an_authenticator_app_is_asked_for_its_code(client: Client, alice: User):
    TOTP.activate(alice, generate_totp_secret())

    asked = log_in(client)

    assert asked.headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/accounts/").headers["Location"].startswith("/accounts/login/")


def test_a_recovery_code_stands_in_for_the_authenticator_app(client: Client, alice: User):
    TOTP.activate(alice, generate_totp_secret())
    codes = RecoveryCodes.activate(alice).generate_codes()
    log_in(client)

    client.post("/accounts/2fa/authenticate/", {"code": codes[0]})

    assert client.get("/accounts/").status_code == 200


def test_a_log_in_ends_with_the_browser(client: Client, alice: User):
    log_in(client)

    assert client.cookies["sessionid"]["max-age"] == ""


def test_logging_out_takes_a_post(client: Client, alice: User):
    log_in(client)

    client.get("/accounts/logout/")
    assert client.get("/accounts/").status_code == 200

    client.post("/accounts/logout/")
    assert client.get("/accounts/").status_code == 302


# -- guessing -------------------------------------------------------------------------------------


@pytest.fixture
def bruno(matter: Matter) -> User:
    return add_member("bruno", PASSWORD, matter, Role.ADMINISTRATOR)


def log_in_from(address: str, name: str, password: str):
    """Through one proxy of ours, in a browser of its own."""
    return Client().post(
        "/accounts/login/",
        {"login": name, "password": password},
        headers={"X-Forwarded-For": f"10.9.9.9, {address}"},
        REMOTE_ADDR="127.0.0.1",
    )


@pytest.mark.parametrize("name", ["nobody", "alice"])
def test_however_many_strangers_guess_a_member_gets_in(settings, alice: User, name: str):
    settings.TRUSTED_PROXY_COUNT = 1
    for place in range(120):
        log_in_from(f"203.0.113.{place}", name, "not-the-password")

    assert log_in_from("192.0.2.1", "alice", PASSWORD).status_code == 302


def test_a_network_that_guesses_is_told_to_wait_and_its_colleagues_get_in(
    settings, alice: User, bruno: User, time_machine
):
    settings.TRUSTED_PROXY_COUNT = 1
    time_machine.move_to(NOW, tick=False)
    for _ in range(10):
        log_in_from("192.0.2.1", "alice", "not-the-password")

    refused = log_in_from("192.0.2.1", "Alice", PASSWORD)

    assert "Wait 5 minutes, then try again" in words_of(refused)
    assert log_in_from("192.0.2.1", "bruno", PASSWORD).status_code == 302
    assert log_in_from("192.0.2.2", "alice", PASSWORD).status_code == 302


def guess_code_from(address: str) -> Any:
    """Somebody who has the password and no authenticator app."""
    guesser = Client(REMOTE_ADDR=address)
    log_in(guesser)
    return guesser.post("/accounts/2fa/authenticate/", {"code": "000000"})


def test_who_guesses_codes_of_the_second_step_keeps_nobody_else_out(alice: User):
    secret = generate_totp_secret()
    TOTP.activate(alice, secret)
    guesser = Client(REMOTE_ADDR="203.0.113.1")
    log_in(guesser)
    for _ in range(11):
        refused = guesser.post("/accounts/2fa/authenticate/", {"code": "000000"})
    member = Client(REMOTE_ADDR="192.0.2.1")
    log_in(member)

    code = format_hotp_value(hotp_value(secret, int(time()) // 30))
    member.post("/accounts/2fa/authenticate/", {"code": code})

    assert "Too many failed login attempts" in words_of(refused)
    assert member.get("/accounts/").status_code == 200


def test_the_second_step_bears_fifty_tries_an_hour_from_wherever_they_come(alice: User):
    TOTP.activate(alice, generate_totp_secret())

    answers = [words_of(guess_code_from(f"203.0.113.{place}")) for place in range(51)]

    refused = ["Too many failed login attempts" in words for words in answers]
    assert refused == [False] * 50 + [True]
