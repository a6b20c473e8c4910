"""A member logs in with a passkey in a real browser, under the strict policy for scripts."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from claims.models import Matter
from portal.accounts.members import add_member
from portal.accounts.models import Role
from tests.journeys.browsing import PASSWORD, hold_security_key, log_in, press

pytestmark = pytest.mark.one_engine


@pytest.fixture(autouse=True)
def _insecure_origin(settings: Settings) -> None:
    # The test's server speaks HTTP, on localhost.
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    settings.STAFF_SECOND_FACTOR_REQUIRED = True


def test_a_member_sets_up_a_passkey_and_logs_in_with_it(page: Page, site: str, matter: Matter):
    add_member("alice", PASSWORD, matter, Role.ADMINISTRATOR)
    hold_security_key(page)
    log_in(page, site, "alice")
    expect(page.get_by_text("Set up an authenticator app or a passkey first.")).to_be_visible()

    page.goto(f"{site}/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Confirm")
    page.get_by_label("Name").fill("Office key")
    page.get_by_text("Passwordless", exact=True).click()
    press(page, "Add")
    page.wait_for_url("**/accounts/2fa/recovery-codes/**")
    page.get_by_role("button", name="Log out").click()
    page.goto(f"{site}/accounts/login/")
    press(page, "Log in with a passkey")

    expect(page.get_by_role("heading", level=1)).to_have_text("Your matters")
    expect(page.get_by_role("link", name="Claims to review")).to_be_visible()
