"""A class member files a claim in a real browser, with and without scripts, and reads it back."""

import re
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import Browser, BrowserContext, Page, expect

from claims.models import ArchiveEvidence, Claim
from portal.worker import publisher
from tests.claims.records.archives.zips import archive
from tests.journeys.browsing import press

pytestmark = pytest.mark.one_engine


@pytest.fixture(autouse=True)
def work(monkeypatch: pytest.MonkeyPatch):
    """Do what waits in the outbox, now."""
    do_waiting = publisher.publish
    monkeypatch.setattr(publisher, "publish", lambda: None)
    return do_waiting


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def visitor(request: pytest.FixtureRequest, browser: Browser):
    context: BrowserContext = browser.new_context(java_script_enabled=request.param)
    yield context.new_page()
    context.close()


def fill_in(page: Page, site: str) -> None:
    """Answer every question, up to the check page."""
    page.goto(f"{site}/linkedin-inmail/")
    page.locator("main").get_by_role("link", name="Start a claim").click()
    press(page, "Start now")
    page.get_by_label("First name").fill("María-José")
    page.get_by_label("Last name").fill("Ñandú O’Neil")
    press(page, "Continue")
    page.get_by_label("E-mail address").fill("maria@example.org")
    press(page, "Continue")
    page.get_by_label("Street address").fill("12 Fulton St")
    page.get_by_label("Country").select_option(label="United States")
    press(page, "Continue")
    page.get_by_label("Address of your LinkedIn profile").fill("linkedin.com/in/maria-jose")
    press(page, "Continue")
    press(page, "Continue")
    page.get_by_text("In the United States, or one of its territories").click()
    press(page, "Continue")
    page.get_by_role("link", name="Go on without an archive").click()


def test_a_claim_is_filed_and_read_back_and_withdrawn(visitor: Page, site: str, work):
    fill_in(visitor, site)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Check your answers")
    visitor.get_by_role("link", name="Change E-mail address").click()
    visitor.get_by_label("E-mail address").fill("maria.jose@example.org")
    press(visitor, "Continue")
    visitor.get_by_role("link", name="Go on to sign").click()
    visitor.get_by_label("Type your full name to sign").fill("María-José Ñandú O’Neil")
    press(visitor, "Sign and send the claim")

    expect(visitor.get_by_role("heading", level=1)).to_have_text("We have your claim")
    claim = Claim.objects.get()
    assert (claim.first_name, claim.email, claim.country) == (
        *("María-José", "maria.jose@example.org"),
        "US",
    )
    expect(visitor.get_by_text(claim.reference)).to_be_visible()

    visitor.get_by_role("link", name="Check or withdraw your claim").click()
    visitor.get_by_label("Claim reference").fill(claim.reference.lower())
    press(visitor, "Send me a code")
    work()
    code = re.search(r"code is (\d{6})", mail.outbox[-1].body)
    assert code
    visitor.get_by_label("Six-digit code").fill(code[1])
    press(visitor, "Open the claim")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Your claim")
    visitor.get_by_role("link", name="Withdraw this claim").click()
    press(visitor, "Withdraw the claim")

    expect(visitor.get_by_role("region", name="Where it stands")).to_contain_text(
        "You withdrew this claim"
    )
    claim.refresh_from_db()
    assert claim.withdrawn_at is not None


def upload(page: Page, path: Path) -> None:
    page.get_by_label("The .zip file from LinkedIn").set_input_files(path)
    press(page, "Upload and read it")


def look_until_read(page: Page) -> None:
    """Have the page look again by itself, as a thread reads the archive meanwhile."""
    heading = page.get_by_role("heading", level=1)
    if heading.inner_text() == "We are reading your archive":
        page.get_by_role("link", name="Have this page look again every 5 seconds").click()
    expect(heading).to_have_text("What your archive says", timeout=60_000)


def test_an_archive_is_uploaded_shown_removed_and_sent(visitor: Page, site: str, tmp_path: Path):
    (tmp_path / "export.zip").write_bytes(archive())
    fill_in(visitor, site)
    visitor.get_by_role("link", name="Change LinkedIn archive").click()

    press(visitor, "Upload and read it")
    expect(visitor).to_have_title(re.compile("^Error: Do you want to add"))
    visitor.get_by_role("alert").get_by_role("link").click()
    expect(visitor.get_by_label("The .zip file from LinkedIn")).to_have_attribute(
        "aria-invalid", "true"
    )
    upload(visitor, tmp_path / "export.zip")
    look_until_read(visitor)
    press(visitor, "Remove the archive")
    upload(visitor, tmp_path / "export.zip")
    look_until_read(visitor)
    expect(visitor.locator("main")).to_contain_text("2 in all: 1 sent, 1 received.")
    visitor.get_by_role("link", name="Continue").click()
    expect(visitor.locator("main")).to_contain_text("2 messages, 1 Premium receipt")
    visitor.get_by_role("link", name="Go on to sign").click()
    visitor.get_by_label("Type your full name to sign").fill("María-José Ñandú O’Neil")
    press(visitor, "Sign and send the claim")

    expect(visitor.get_by_role("heading", level=1)).to_have_text("We have your claim")
    assert ArchiveEvidence.objects.get().claim == Claim.objects.get()


def test_two_tabs_and_the_back_button_make_one_claim(visitor: Page, site: str):
    fill_in(visitor, site)
    second_tab = visitor.context.new_page()
    for tab in (visitor, second_tab):
        tab.goto(f"{site}/linkedin-inmail/file/declaration/")
        tab.get_by_label("Type your full name to sign").fill("María-José Ñandú O’Neil")

    press(visitor, "Sign and send the claim")
    press(second_tab, "Sign and send the claim")
    visitor.go_back()
    visitor.reload()

    for tab in (visitor, second_tab):
        expect(tab.get_by_role("heading", level=1)).to_have_text("We have your claim")
    assert Claim.objects.count() == 1


def test_a_double_click_on_the_last_button_makes_one_claim(page: Page, site: str):
    fill_in(page, site)
    page.goto(f"{site}/linkedin-inmail/file/declaration/")
    page.get_by_label("Type your full name to sign").fill("María-José Ñandú O’Neil")

    page.get_by_role("button", name="Sign and send the claim").dblclick()

    expect(page.get_by_role("heading", level=1)).to_have_text("We have your claim")
    assert Claim.objects.count() == 1


def test_an_error_has_the_focus_and_its_link_leads_to_the_field(visitor: Page, site: str):
    visitor.goto(f"{site}/linkedin-inmail/file/")
    press(visitor, "Start now")

    press(visitor, "Continue")

    expect(visitor).to_have_title(re.compile("^Error: What is your name?"))
    expect(visitor.get_by_role("alert")).to_be_focused()
    visitor.get_by_role("alert").get_by_role("link").click()
    assert visitor.url.endswith("#id_first_name")
    field = visitor.get_by_label("First name")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("Enter your name"))


def test_the_form_is_filled_in_by_keyboard_alone(page: Page, site: str):
    page.goto(f"{site}/linkedin-inmail/file/")
    page.get_by_role("button", name="Start now").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/file/name/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("Ana")
    page.keyboard.press("Tab")
    page.keyboard.type("Díaz")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile("/file/contact/"))


def test_the_form_speaks_spanish_at_the_press_of_a_button(visitor: Page, site: str):
    visitor.goto(f"{site}/linkedin-inmail/")
    visitor.get_by_role("button", name="Español").click()
    visitor.locator("main").get_by_role("link", name="Presentar una reclamación").click()
    press(visitor, "Empezar ahora")

    press(visitor, "Continuar")

    expect(visitor.locator("html")).to_have_attribute("lang", "es")
    expect(visitor).to_have_title(re.compile("^Error: ¿Cómo se llama usted?"))
    expect(visitor.get_by_role("alert")).to_contain_text("Escriba su nombre")


@pytest.mark.parametrize(
    ("path", "most_bytes"),
    [
        pytest.param("/", 100_000, id="first page"),
        pytest.param("/linkedin-inmail/", 100_000, id="matter"),
        pytest.param("/linkedin-inmail/file/", 100_000, id="start"),
        pytest.param("/linkedin-inmail/claim/", 100_000, id="check a claim"),
    ],
)
def test_a_page_needs_no_script_and_little_else(page: Page, site: str, path: str, most_bytes: int):
    sizes: dict[str, int] = {}
    page.on("response", lambda r: sizes.__setitem__(r.url, _sent_bytes(r.url, r.body())))

    page.goto(site + path)
    page.wait_for_load_state("networkidle")

    assert not [url for url in sizes if url.endswith(".js")]
    assert sum(sizes.values()) < most_bytes


def _sent_bytes(url: str, body: bytes) -> int:
    """What goes over the wire: production sends style sheets compressed ahead by whitenoise."""
    import gzip

    return len(gzip.compress(body)) if url.endswith(".css") else len(body)
