"""What holds for every page of a matter, whatever is on it."""

import logging
import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from claims.models import Claim, Matter
from tests.factories import file_claim, open_matter
from tests.portal.claimant.visitors import ANSWERS, Visitor, code_for, title_of, words_of

pytestmark = pytest.mark.one_engine

BEFORE_FILING = ["", "file/", "claim/"]
WHILE_FILING = [*(f"file/{step}/" for step in ANSWERS), "file/check/", "file/declaration/"]
AFTER_FILING = [
    *("file/sent/", "claim/code/", "claim/CLAIM/", "claim/CLAIM/withdraw/"),
    *("claim/CLAIM/prove/", "claim/CLAIM/prove/code/"),
]
EVERY_PAGE = [*BEFORE_FILING, *WHILE_FILING, *AFTER_FILING]


def shown(visitor: Visitor, page: str):
    """The page, reached as a claimant reaches it."""
    if page in WHILE_FILING:
        visitor.fill()
    elif page in AFTER_FILING:
        claim = visitor.file()
        if page == "claim/code/":
            visitor.post("claim/", {"reference": claim.reference})
        elif page != "file/sent/":
            visitor.post("claim/", {"reference": claim.reference})
            visitor.post("claim/code/", {"code": code_for(claim)})
        page = page.replace("CLAIM", claim.reference)
    response = visitor.get(page)
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_every_page_says_that_there_is_no_fund(visitor: Visitor, page: str):
    words = words_of(shown(visitor, page))

    assert "voluntarily dismissed without prejudice on 30 January 2025" in words
    assert "No court certified a class" in words
    assert "there is no fund" in words


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_every_page_has_a_name_a_language_and_one_heading(visitor: Visitor, page: str):
    response = shown(visitor, page)

    html = response.content.decode()
    name, matter, site = title_of(response).split(" – ")
    assert name
    assert (matter, site) == ("De La Torre v. LinkedIn Corporation", "Classfund")
    assert '<html lang="en">' in html
    assert len(re.findall(r"<h1\b", html)) == 1
    assert '<a class="usa-skipnav" href="#main-content">' in html


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_every_page_obeys_the_strict_policy_and_stays_in_no_cache(visitor: Visitor, page: str):
    response = shown(visitor, page)

    html = response.content.decode()
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", html)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_every_page_speaks_spanish(visitor: Visitor, page: str):
    visitor.client.cookies["django_language"] = "es"

    response = shown(visitor, page)

    assert '<html lang="es">' in response.content.decode()
    assert "Ningún tribunal certificó una clase" in words_of(response)
    assert "Classfund es un programa abierto" in words_of(response)


def test_the_language_is_changed_by_a_button_without_a_script(visitor: Visitor):
    changed = visitor.client.post(
        "/language/", {"language": "es", "next": "/linkedin-inmail/"}, follow=True
    )

    assert changed.redirect_chain == [("/linkedin-inmail/", 302)]
    assert "Presentar una reclamación" in words_of(changed)


def test_the_language_button_leads_to_no_other_site(visitor: Visitor):
    changed = visitor.client.post("/language/", {"language": "es", "next": "https://example.com/"})

    assert not changed.headers["Location"].startswith("https://example.com")


def test_the_matters_page_shows_dates_on_the_courts_clocks(visitor: Visitor):
    words = words_of(visitor.get())

    assert "Claims can be filed from 15 January 2026, 12:00 a.m. PST" in words
    assert "Last day to file 30 June 2026" in words
    assert "Class period 21 January 2021 to 17 September 2024" in words


def test_the_matters_page_shows_both_readings_of_the_law_and_no_promise(visitor: Visitor):
    words = words_of(visitor.get())

    assert "There is no fund and nobody is paid." in words
    assert "$1,000 for each person, without proof of actual damage." in words
    assert "on this reading the sum is $0" in words
    for promise in ("you will get", "your payment", "your share", "you are owed"):
        assert promise not in words.lower()


def test_the_first_page_lists_every_matter_with_its_disclaimer(visitor: Visitor, matter: Matter):
    words = words_of(visitor.client.get("/"))

    assert matter.caption in words
    assert "there is no fund" in words


def test_a_page_that_is_not_there_is_a_page_of_ours(visitor: Visitor):
    response = visitor.client.get("/no/such/page/")

    assert response.status_code == 404
    assert title_of(response) == "Page not found – Classfund"


def test_a_form_from_another_site_is_refused_in_plain_words(matter: Matter):
    response = Client(enforce_csrf_checks=True).post("/linkedin-inmail/file/")

    assert response.status_code == 403
    assert "Nothing was changed." in words_of(response)


def test_a_fault_of_ours_says_so_and_needs_no_database(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
):
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no database")

    visitor.client.raise_request_exception = False
    monkeypatch.setattr("claims.casework.docket.find_matter", fail)

    response = visitor.get()

    assert response.status_code == 500
    assert "This is our fault, not yours." in words_of(response)


def test_nothing_personal_reaches_the_log(
    visitor: Visitor,
    work: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
):
    with caplog.at_level(logging.DEBUG, "portal"), caplog.at_level(logging.DEBUG, "claims"):
        claim = visitor.file(last_name="Mendizábal", email="mendizabal@example.org")
        work()
        visitor.post("claim/", {"reference": claim.reference})
        work()
        visitor.post("claim/code/", {"code": "000000"})

    logged = " ".join(
        r.getMessage() for r in caplog.records if r.name.startswith(("portal", "claims"))
    )
    for personal in ("Mendizábal", "mendizabal", "Fulton", "555-0117", "ana-diaz"):
        assert personal not in logged


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(visitor: Visitor):
    visitor.begin()

    for name in ("sessionid", "csrftoken"):
        visitor.get("file/name/")
        cookie = visitor.client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_the_session_of_a_claimant_ends_with_the_browser(visitor: Visitor):
    visitor.begin()

    assert visitor.client.cookies["sessionid"]["max-age"] == ""


def test_a_claim_of_one_matter_opens_no_page_of_another(
    visitor: Visitor, matter: Matter, clock: time_machine.Traveller
):
    claim: Claim = file_claim(matter, email="ana@example.org")
    visitor.post("claim/", {"reference": claim.reference})
    visitor.post("claim/code/", {"code": code_for(claim)})
    open_matter("another-matter")

    elsewhere = visitor.client.get(f"/another-matter/claim/{claim.reference}/")

    assert elsewhere.headers["Location"] == "/another-matter/claim/"
