"""axe over every page of the site, wide and narrow: nothing to find, and nothing to scroll to."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import resolve
from django.utils import timezone
from playwright.sync_api import BrowserContext, FilePayload, Page, expect
from pytest_django import Settings

from claims import tally as tallying
from claims.casework.intake import FilingTrace
from claims.casework.review import decide, draw_sample
from claims.models import ArchiveEvidence, AuditSample, Claim, Decision, Matter, ReasonCode
from claims.records.archives import read_archive
from portal.accounts.access import ACCESS
from portal.accounts.members import add_member
from portal.accounts.models import Role
from portal.worker import jobs, publisher
from tests.claims.casework.signals.filings import file_all, form, scored_as_filed, with_rules
from tests.claims.records.archives.zips import PERIOD, archive
from tests.factories import ALICE, OPERATOR, checked_claim, file_claim, member, produce
from tests.journeys.browsing import PASSWORD, faults_of, hold_security_key, log_in, press
from tests.journeys.saved_pages import SavedPages
from tests.portal.claimant.visitors import code_for

pytestmark = pytest.mark.one_engine

# Addresses that answer with no page of ours: files, programs, and buttons that only act.
NOT_PAGES = {
    "claimant:archive_remove",
    *("set_language", "claimant:leave", "claimant:copy", "claimant:confirmation_copy"),
    *("plan_yaml", "plan_markdown", "claimant:plan_yaml", "claimant:plan_markdown"),
    *("mfa_login_webauthn", "mfa_download_recovery_codes"),
    *("administrator:decide", "administrator:second", "administrator:choose_account"),
    *("administrator:accept_late", "administrator:record_answer", "counsel:download"),
    "administrator:release",
    "administrator:duplicate",
    *("api-v1:claims", "api-v1:schema"),
}
FILING = {
    *(
        "matters",
        "statutes",
        *("plans", "plan"),
        "claimant:matter",
        "claimant:plan",
        "claimant:find",
        "claimant:start",
        "claimant:question",
    ),
    "claimant:archive",
    *("claimant:check", "claimant:declaration", "claimant:confirmation"),
}
CLAIM = {
    *("claimant:code", "claimant:status", "claimant:withdraw"),
    *("claimant:prove", "claimant:prove_code"),
}
LOG_INS = {
    *("account_login", "account_logout", "account_inactive", "account_change_password"),
    *("account_reauthenticate", "staff_home", "mfa_index", "mfa_authenticate"),
    *("mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes"),
    *("mfa_generate_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn"),
    *("mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_reauthenticate"),
    "mfa_reauthenticate_webauthn",
}
STAFF = {
    *("staff_home", "administrator:queue", "administrator:claim", "administrator:tallies"),
    *("administrator:compare", "administrator:cancel_tally", "administrator:values"),
    *("administrator:samples", "administrator:sample", "administrator:finding"),
    *("counsel:totals", "counsel:tally", "counsel:compare", "counsel:quality"),
}
M = "/linkedin-inmail/"


@dataclass
class Examiner:
    """A browser that is looked over at every page it comes to."""

    page: Page
    site: str
    names: set[str]
    faults: dict[str, list[str]]
    saved: SavedPages

    def look(self) -> None:
        path = self.page.url.removeprefix(self.site).split("?")[0].split("#")[0]
        self.saved.save(path)
        expect(self.page.locator("h1")).to_have_count(1)
        if found := faults_of(self.page):
            self.faults[f"{path} ({self.page.title()})"] = found
        if not self.page.title().startswith("Page not found"):
            self.names.add(resolve(path).view_name)

    def visit(self, path: str) -> None:
        self.page.goto(self.site + path)
        assert self.page.url.removeprefix(self.site).split("?")[0] == path.split("?", maxsplit=1)[0]
        self.look()

    def press(self, words: str) -> None:
        press(self.page, words)
        self.look()


@pytest.fixture(
    params=[pytest.param(1280, id="wide", marks=pytest.mark.long), pytest.param(320, id="narrow")]
)
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def examiner(
    browser_context: Callable[[int], BrowserContext],
    width: int,
    site: str,
    pages_of_the_run: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Examiner]:
    monkeypatch.setattr(publisher, "publish", lambda: None)
    monkeypatch.setattr(publisher, "publish_archive", lambda: None)
    page = browser_context(width).new_page()
    saved = SavedPages(pages_of_the_run, request.node.nodeid)
    saved.watch(page)
    yield Examiner(page, site, set(), {}, saved)
    saved.finish()


def see_the_pages_of_a_class_member(examiner: Examiner, matter: Matter) -> None:
    page = examiner.page
    plans = ("/plans/", "/plans/equifax/", "/plans/nfl-concussion/", f"{M}plan/")
    for path in ("/", "/statutes/", *plans, M, "/no/such/page/", f"{M}claim/", f"{M}file/"):
        examiner.visit(path)
    examiner.press("Start now")
    examiner.press("Continue")
    page.get_by_label("First name").fill("María-José")
    examiner.press("Continue")
    page.get_by_label("E-mail address").fill("maria at home")
    examiner.press("Continue")
    page.get_by_label("E-mail address").fill("")
    examiner.press("Continue")
    examiner.press("Continue")
    examiner.visit(f"{M}file/check/")
    page.goto(f"{examiner.site}{M}file/contact/?from=check")
    page.get_by_label("E-mail address").fill("maria.jose@a-rather-long-name.example.org")
    press(page, "Continue")
    for step in ("address", "profile", "notice"):
        examiner.visit(f"{M}file/{step}/")
        press(page, "Continue")
    examiner.press("Continue")
    page.get_by_text("Anywhere else").click()
    examiner.press("Continue")
    examiner.press("Upload and read it")
    upload_archive(page)
    examiner.look()
    examiner.visit(f"{M}file/check/")
    jobs.read_archives()
    examiner.visit(f"{M}file/archive/")
    examiner.visit(f"{M}file/check/")
    page.get_by_role("link", name="Go on to sign").click()
    examiner.press("Sign and send the claim")
    page.get_by_label("Type your full name to sign").fill("María-José")
    examiner.press("Sign and send the claim")
    examiner.visit(f"{M}file/")


def upload_archive(page: Page) -> None:
    file = FilePayload(name="export.zip", mimeType="application/zip", buffer=archive())
    page.get_by_label("The .zip file from LinkedIn").set_input_files(file)
    press(page, "Upload and read it")


def open_claim(examiner: Examiner, claim: Claim) -> None:
    examiner.page.goto(f"{examiner.site}{M}claim/")
    examiner.page.get_by_label("Claim reference").fill(claim.reference)
    examiner.press("Send me a code")
    examiner.press("Open the claim")
    examiner.page.get_by_label("Six-digit code").fill(code_for(claim, timezone.now()))
    examiner.press("Open the claim")


def hold_archive(claim: Claim) -> None:
    """Let the claim have come with an archive."""
    summary = read_archive(BytesIO(archive()), PERIOD).as_json()
    ArchiveEvidence.objects.create(
        claim=claim, summary=summary, sha256="0" * 64, recorded_at=timezone.now()
    )


def see_the_pages_of_claims(examiner: Examiner, matter: Matter) -> None:
    produce(matter, member("A1"), member("A2", is_paid=False))
    denied = checked_claim(matter, email="a2@example.org")
    decide(denied, Decision.Act.DENY, ReasonCode.SUBSCRIPTION, actor=ALICE, at=timezone.now())
    unsigned = checked_claim(matter, email="a1@example.org", signed=False)
    hold_archive(unsigned)
    for claim in (denied, unsigned):
        open_claim(examiner, claim)
    examiner.visit(f"{M}claim/{unsigned.reference}/withdraw/")
    examiner.visit(f"{M}claim/{unsigned.reference}/prove/")
    examiner.press("Send a code to the addresses on file")
    examiner.press("Show that the account is mine")


def see_the_pages_of_log_ins(examiner: Examiner, matter: Matter, settings: Settings) -> None:
    page, site = examiner.page, examiner.site
    # The test's server speaks HTTP, on localhost.
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    add_member("alice", PASSWORD, matter, Role.ADMINISTRATOR)
    examiner.visit("/accounts/login/")
    examiner.press("Log in")
    log_in(page, site, "alice")
    expect(page).to_have_url(f"{site}/accounts/2fa/")
    examiner.look()
    page.goto(f"{site}/accounts/2fa/totp/activate/")
    expect(page).to_have_url(re.compile("/accounts/reauthenticate/"))
    examiner.press("Confirm")
    page.get_by_label("Password").fill(PASSWORD)
    examiner.press("Confirm")
    examiner.press("Activate")
    hold_security_key(page)
    examiner.visit("/accounts/2fa/webauthn/add/")
    page.get_by_label("Name").fill("Office key")
    press(page, "Add")
    page.wait_for_url("**/accounts/2fa/recovery-codes/**")
    alice = User.objects.get(username="alice")
    TOTP.activate(alice, generate_totp_secret())
    RecoveryCodes.activate(alice)
    for path in (
        *("/accounts/", "/accounts/2fa/", "/accounts/2fa/totp/deactivate/"),
        *("/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/"),
        *("/accounts/2fa/webauthn/", "/accounts/2fa/reauthenticate/"),
        *("/accounts/2fa/webauthn/reauthenticate/", "/accounts/password/change/"),
    ):
        examiner.visit(path)
    key = Authenticator.objects.get(user=alice, type="webauthn").pk
    examiner.visit(f"/accounts/2fa/webauthn/keys/{key}/edit/")
    examiner.visit(f"/accounts/2fa/webauthn/keys/{key}/remove/")
    examiner.visit("/accounts/logout/")
    press(page, "Sign Out")
    log_in(page, site, "alice")
    examiner.look()
    examiner.visit("/accounts/inactive/")


def see_the_pages_of_staff(examiner: Examiner, matter: Matter) -> None:
    page, site = examiner.page, examiner.site
    produce(matter, member("A1"), member("A2"), member("A3", country="CA"))
    claims = [
        checked_claim(matter, email="a1@example.org"),
        checked_claim(matter, email="a2@example.org", signed=False),
        checked_claim(matter, email="a3@example.org"),
        checked_claim(matter, email="nobody@example.org"),
        file_claim(matter, email="late@example.org"),
        file_claim(matter, email="a1@example.org"),
    ]
    hold_archive(claims[0])
    hold_archive(claims[3])
    with_rules(matter, hold_below=50)
    trapped = form(seen=FilingTrace("203.0.113.9", "one", 3, True), email="x@mailinator.com")
    held = file_all(matter, [trapped])
    scored_as_filed(matter, *held)
    claims += held
    proposed = claims[0]
    now = timezone.now()
    decide(proposed, Decision.Act.DENY, ReasonCode.REGION, "By post.", actor=ALICE, at=now)
    for _ in range(2):
        call_command("tally", matter.slug, stdout=StringIO())
    running = tallying.start(matter, actor=OPERATOR, at=timezone.now()).number
    number = running - 1
    sample = draw_sample(matter, AuditSample.Subject.KEYED, 100, actor=ALICE, at=timezone.now())
    add_member("bruno", PASSWORD, matter, Role.ADMINISTRATOR)
    add_member("bruno", None, matter, Role.COUNSEL)
    log_in(page, site, "bruno")
    examiner.look()
    for path in (
        *("", "?q=nobody-of-this-name", "?signals=held", "tallies/", f"tallies/{running}/cancel/"),
        f"tallies/compare/?old={number - 1}&new={number}",
        *("samples/", "samples/1/", "values/"),
        *(f"samples/1/{place}/" for place in range(1, sample.size + 1)),
    ):
        examiner.visit(f"/administrator/linkedin-inmail/{path}")
    for claim in claims:
        examiner.visit(f"/administrator/linkedin-inmail/claims/{claim.reference}/")
    examiner.visit("/counsel/linkedin-inmail/")
    examiner.visit("/counsel/linkedin-inmail/quality/")
    examiner.visit(f"/counsel/linkedin-inmail/tallies/{number}/")
    examiner.visit(f"/counsel/linkedin-inmail/tallies/compare/?old={number - 1}&new={number}")


def test_the_pages_of_a_class_member_have_no_faults(examiner: Examiner, matter: Matter):
    see_the_pages_of_a_class_member(examiner, matter)

    assert (examiner.faults, examiner.names) == ({}, FILING)


def test_the_pages_of_a_claim_have_no_faults(examiner: Examiner, matter: Matter):
    see_the_pages_of_claims(examiner, matter)

    assert (examiner.faults, examiner.names) == ({}, CLAIM)


def test_the_pages_of_log_ins_have_no_faults(
    examiner: Examiner, matter: Matter, settings: Settings
):
    see_the_pages_of_log_ins(examiner, matter, settings)

    assert (examiner.faults, examiner.names) == ({}, LOG_INS)


def test_the_pages_of_administrators_and_counsel_have_no_faults(
    examiner: Examiner, matter: Matter, data_dir: Path
):
    see_the_pages_of_staff(examiner, matter)

    assert (examiner.faults, examiner.names) == ({}, STAFF)


def test_every_address_is_looked_at_or_is_no_page():
    assert set(ACCESS) == FILING | CLAIM | LOG_INS | STAFF | NOT_PAGES
