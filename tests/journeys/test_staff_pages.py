"""Alice, Bruno and Carmen at work in a real browser, wide and narrow, by their log-ins."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from claims import tally as tallying
from claims.models import Claim, Matter, Status
from portal.accounts.models import Membership, Role
from tests.claims.tally.funds import approve, open_fund_matter
from tests.claims.tally.populations import populate
from tests.factories import (
    LATER,
    NOW,
    OPERATOR,
    check,
    file_claim,
    member,
    open_matter,
    produce,
    run_tally,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
    pytest.mark.one_engine,
]

PASSWORD = "a long password for the tests"
LARGEST_PAGE_BYTES = 100_000
# The narrow ones in every run: what fits there fits wide.
WIDTHS = [pytest.param(1280, id="wide", marks=pytest.mark.long), pytest.param(320, id="narrow")]


@pytest.fixture
def matter(data_dir: Path) -> Matter:
    """A matter with claims of each kind, tallied."""
    matter = open_matter()
    produce(
        matter,
        member("A1", state="CA"),
        member("A2", country="DE"),
        member("A3", country=""),
        member("A4", state="TX", product="recruiter_lite"),
    )
    for said in (
        {"email": "a1@example.org", "external_ref": "eligible"},
        {"email": "a1@example.org", "external_ref": "duplicate"},
        {"email": "a2@example.org", "external_ref": "ineligible"},
        {"email": "a3@example.org", "external_ref": "undetermined"},
        {"email": "nobody@example.org", "external_ref": "unmatched"},
        {
            "email": "a1@example.org",
            "profile_url": "https://www.linkedin.com/in/a4",
            "external_ref": "several",
            # Somebody else, or it would wait beside the others instead of for an account.
            "first_name": "Bea",
            "last_name": "Quist",
        },
    ):
        file_claim(matter, **said)
    check(matter)
    call_command("tally", matter.slug, stdout=io.StringIO())
    for name, role in (
        ("alice", Role.ADMINISTRATOR),
        ("bruno", Role.ADMINISTRATOR),
        ("carmen", Role.COUNSEL),
    ):
        user = User.objects.create_user(name, password=PASSWORD)
        Membership.objects.create(user=user, matter=matter, role=role)
    return matter


@pytest.fixture
def log_in(
    live_server: LiveServer, browser_context: Callable[[int], BrowserContext]
) -> Callable[[str, int], Page]:
    """Log somebody in, through the form, in a window of a given width."""

    def as_somebody(name: str, width: int) -> Page:
        page = browser_context(width).new_page()
        page.goto(f"{live_server.url}/accounts/login/")
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/accounts/")
        return page

    return as_somebody


def look_at(page: Page, address: str) -> None:
    """Open a page that has to be small, complete and readable for everybody."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200
    assert len(answer.body()) < LARGEST_PAGE_BYTES
    assert answer.headers["cache-control"] == "no-store"
    look(page)


def look(page: Page) -> None:
    """The page as it stands: one h1, no sideways scrolling, nothing that axe finds fault with."""
    page.wait_for_load_state()
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found = Axe().run(page).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []


def claim_called(external_ref: str) -> Claim:
    return Claim.objects.get(external_ref=external_ref)


@pytest.mark.parametrize("width", WIDTHS)
def test_an_administrators_pages_are_readable_for_everybody(
    matter: Matter, live_server: LiveServer, log_in: Callable[[str, int], Page], width: int
):
    page = log_in("alice", width)
    queue = f"{live_server.url}/administrator/{matter.slug}/"

    look_at(page, queue)
    look_at(page, f"{queue}?q=nobody%40example.org")
    look_at(page, f"{queue}?status=nonsense")
    look_at(page, f"{queue}tallies/")
    for claim in Claim.objects.all():
        look_at(page, f"{queue}claims/{claim.reference}/")
    look_at(page, f"{queue}claims/{claim_called('undetermined').reference}/")
    page.click("text=Record the decision")
    assert page.locator(".cf-error-summary").is_visible()
    look(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_counsels_pages_are_readable_for_everybody(
    matter: Matter, live_server: LiveServer, log_in: Callable[[str, int], Page], width: int
):
    page = log_in("carmen", width)

    look_at(page, f"{live_server.url}/counsel/{matter.slug}/")
    look_at(page, f"{live_server.url}/counsel/{matter.slug}/tallies/1/")


@pytest.fixture
def fund(data_dir: Path) -> Matter:
    """A matter with a fund and two tallies, between which claims changed; a third is running."""
    matter = open_fund_matter()
    populate(matter)
    check(matter)
    approve(matter, "a1-first", "a2-first")
    run_tally(matter)
    Claim.objects.filter(external_ref="a3-first").update(withdrawn_at=NOW)
    produce(matter, member("A7"))
    for name in ("a7", "nobody-else"):
        file_claim(matter, email=f"{name}@example.org")
    check(matter)
    run_tally(matter, LATER)
    tallying.run_next_stage(tallying.start(matter, actor=OPERATOR, at=LATER), LATER)
    for name, role in (("alice", Role.ADMINISTRATOR), ("carmen", Role.COUNSEL)):
        user = User.objects.create_user(name, password=PASSWORD)
        Membership.objects.create(user=user, matter=matter, role=role)
    return matter


@pytest.mark.parametrize("width", WIDTHS)
def test_where_a_fund_goes_and_what_changed_is_readable_for_everybody(
    fund: Matter, live_server: LiveServer, log_in: Callable[[str, int], Page], width: int
):
    alice, carmen = log_in("alice", width), log_in("carmen", width)
    of_alice = f"{live_server.url}/administrator/{fund.slug}/tallies/"

    look_at(carmen, f"{live_server.url}/counsel/{fund.slug}/")
    carmen.get_by_role("link", name="Compare two tallies").click()
    carmen.get_by_role("button", name="Compare").click()
    look(carmen)
    assert carmen.get_by_text("4 claims changed.").is_visible()
    look_at(alice, of_alice)
    look_at(alice, f"{of_alice}compare/?old=1&new=2")
    alice.goto(of_alice)
    alice.get_by_role("link", name="Cancel tally 3").click()
    look(alice)
    alice.get_by_role("button", name="Cancel tally 3").click()
    assert alice.get_by_text("Tally 3 is cancelled.").is_visible()
    look(alice)


def test_alice_proposes_and_bruno_confirms(
    matter: Matter, live_server: LiveServer, log_in: Callable[[str, int], Page]
):
    claim = claim_called("ineligible")
    address = f"{live_server.url}/administrator/{matter.slug}/claims/{claim.reference}/"
    alice, bruno = log_in("alice", 1280), log_in("bruno", 320)

    alice.goto(address)
    alice.get_by_text("Override: decide what the records do not bear out").click()
    alice.locator("label", has_text="Approve: What you sent us shows").click()
    alice.get_by_label("Note").fill("Sent a bill with a United States address.")
    alice.click("text=Record the decision")
    assert alice.get_by_text("You proposed this.").is_visible()
    look(alice)

    look_at(bruno, f"{live_server.url}/administrator/{matter.slug}/?waiting=yes")
    bruno.click(f"text={claim.reference}")
    assert bruno.get_by_text("The records say: the claim is not eligible.").first.is_visible()
    look(bruno)
    bruno.get_by_role("button", name="Confirm").click()
    assert bruno.get_by_text("You confirmed the proposal.").is_visible()
    look(bruno)

    claim.refresh_from_db()
    assert claim.status == Status.APPROVED


def test_alice_chooses_one_of_two_accounts(
    matter: Matter, live_server: LiveServer, log_in: Callable[[str, int], Page]
):
    claim = claim_called("several")
    page = log_in("alice", 320)

    look_at(page, f"{live_server.url}/administrator/{matter.slug}/claims/{claim.reference}/")
    page.locator("label", has_text="A4 ·").click()
    page.click("text=Record the account")

    assert page.get_by_text("The claim is matched to account A4.").is_visible()
    look(page)
    claim.refresh_from_db()
    assert claim.account is not None
    assert claim.account.account_id == "A4"


def test_carmens_download_adds_up_to_the_page_she_sees(
    matter: Matter, live_server: LiveServer, log_in: Callable[[str, int], Page]
):
    page = log_in("carmen", 1280)
    page.goto(f"{live_server.url}/counsel/{matter.slug}/")
    shown = page.locator(".cf-amount").first.inner_text()

    with page.expect_download() as download:
        page.get_by_role("link", name="Determinations").click()
    with Path(download.value.path()).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    cents = sum(int(row["award_sca_actual_not_required_cents"]) for row in rows)
    assert shown == f"${cents // 100:,}.00" == "$1,000.00"
    assert len(rows) == Claim.objects.count()
