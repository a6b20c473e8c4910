"""What a person does in a browser, and what an examiner looks at."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PASSWORD = "a-long-password-for-the-tests"
# axe's own rules for WCAG 2.2 AA and what it counts as good practice: all of them.
_AXE = Axe()


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page as it stands: axe's violations, and a page wider than the
    window. One line each."""
    found = [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in _AXE.run(page).response["violations"]
        for node in violation["nodes"]
    ]
    width = page.evaluate("document.documentElement.scrollWidth")
    window = page.evaluate("document.documentElement.clientWidth")
    if width > window:
        found.append(f"{width} px wide in a window of {window} px")
    return found


def press(page: Page, words: str) -> None:
    """Press the button of these words in the main part of the page."""
    page.locator("main").get_by_role("button", name=words, exact=True).click()


def log_in(page: Page, site: str, name: str) -> None:
    """Log in with a password, as far as a password goes."""
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Log in")


def hold_security_key(page: Page) -> None:
    """Plug a security key into this browser that says yes to whatever it is asked."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
