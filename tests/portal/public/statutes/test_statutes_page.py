import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from claims.law.statutes import load_regime, regime_keys

# The frame of a page asks for the session of whoever is logged in.
pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

LARGEST_BYTES = 100_000


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words_of(html: str) -> str:
    parser = _Words()
    parser.feed(html)
    words = " ".join(" ".join(parser.words).split())
    return words.replace("( ", "(").replace(" )", ")")


def page(language: str = "en") -> str:
    client = Client()
    client.cookies["django_language"] = language
    response = client.get("/statutes/")
    assert response.status_code == 200
    return response.content.decode()


def part(html: str, key: str) -> str:
    """The words of the section of one regime."""
    found = re.search(rf'<section [^>]*aria-labelledby="{key}".*?</section>', html, re.DOTALL)
    assert found, key
    return words_of(found[0])


def test_every_regime_on_file_has_its_part_and_a_link_to_it():
    html = page()

    for key in regime_keys():
        assert load_regime(key).title.en in part(html, key)
        assert f'href="#{key}"' in html


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_rule_of_a_regime_is_told_in_the_language_of_the_page(language: str):
    html = page(language)

    for key in regime_keys():
        regime, words = load_regime(key), part(html, key)
        told = [
            regime.gives,
            regime.actual_damages.words,
            regime.limitation.warning,
            *(provision.label for provision in regime.provisions),
            *(provision.multiplier.when for provision in regime.provisions if provision.multiplier),
            *(provision.ends.because for provision in regime.provisions if provision.ends),
            *([regime.class_cap.words] if regime.class_cap else []),
            *(dispute.question for dispute in regime.disputes),
            *regime.also,
        ]
        for words_told in told:
            assert " ".join(words_told.in_language(language).split()) in words


@pytest.mark.parametrize(
    ("key", "says"),
    [
        pytest.param("sca", "each person $1,000 Since 19 January 1987", id="a fixed sum"),
        pytest.param("fcra", "$100 to $1,000 Since", id="a range"),
        pytest.param("tcpa_do_not_call", "Up to $500 Since", id="a sum up to"),
        pytest.param("ccpa", "$100 to $750 1 January 2020 to 31 December 2024", id="a former sum"),
        pytest.param("ccpa", "$107 to $799 1 January 2025 to 31 December 2026", id="its successor"),
        pytest.param("michigan_pppa", "7 November 1989 to 30 July 2016", id="a sum that ended"),
        pytest.param("tcpa", "Up to 3 times the sum", id="a multiple"),
        pytest.param("wiretap", "Sum for a person; Sum for each day", id="the greatest of two"),
        pytest.param("efta", "Since 10 May 1980, $500,000", id="a cap for a class"),
        pytest.param("forms", "$2,000 1 January 2026 to 31 December 2026", id="a threshold"),
    ],
)
def test_a_sum_is_shown_with_its_unit_and_its_days(key: str, says: str):
    assert says in part(page(), key)


def test_what_was_not_checked_says_so_and_what_was_checked_too():
    html = page()

    assert "18 U.S.C. 2707(c) (checked)" in part(html, "sca")
    assert "18 U.S.C. 2710(c)(2)(A) (not checked against the source)" in part(html, "vppa")


def test_a_limitation_is_a_warning_and_never_a_refusal():
    html = page()

    for key in regime_keys():
        assert "A warning, never a reason to refuse a claim." in part(html, key)


def test_the_page_is_in_spanish_where_asked():
    html = page("es")

    assert '<html lang="es">' in html
    assert "desde el 19 de enero de 1987" in part(html, "sca").lower()
    assert "no comprobado en la fuente" in html
    assert "not checked against the source" not in html


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_is_light_and_obeys_the_strict_policy(language: str):
    html = page(language)

    assert len(html.encode()) < LARGEST_BYTES
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", html)
    assert len(re.findall(r"<h1\b", html)) == 1


def test_no_two_parts_of_the_page_share_an_anchor():
    anchors = re.findall(r'\sid="([^"]+)"', page())

    assert len(anchors) == len(set(anchors))


def test_every_page_of_the_site_links_to_it():
    assert f'href="{reverse("statutes")}"' in Client().get("/").content.decode()
