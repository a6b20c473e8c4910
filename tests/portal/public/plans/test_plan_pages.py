import re
from typing import Any

import pytest
from django.test import Client

from claims.audit import Actor
from claims.casework import docket
from claims.law.data_files import strict_yaml
from claims.plans import as_matter_plan, library_path, library_slugs, load, parse
from claims.plans.prose import markdown_text, plan_prose
from tests.factories import NOW, open_matter, plan_text
from tests.portal.public.statutes.test_statutes_page import words_of

# The frame of a page asks for the session of whoever is logged in.
pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

LARGEST_BYTES = 100_000
MATTER = "/linkedin-inmail/plan/"
BOTH = pytest.mark.parametrize("language", ["en", "es"])
EVERY_PLAN = pytest.mark.parametrize("slug", library_slugs())


def get(path: str, language: str = "en") -> Any:
    client = Client()
    client.cookies["django_language"] = language
    return client.get(path)


def page(path: str, language: str = "en") -> str:
    response = get(path, language)
    assert response.status_code == 200
    return response.content.decode()


@BOTH
def test_the_list_has_every_plan_of_the_library_with_what_it_is_about(language: str):
    html = page("/plans/", language)

    for slug in library_slugs():
        plan = load(library_path(slug))
        assert f'href="/plans/{slug}/"' in html
        assert plan.caption in words_of(html)
        assert " ".join(plan.description.in_language(language).split()) in words_of(html)


@EVERY_PLAN
@BOTH
def test_every_line_and_every_source_of_a_plan_is_on_its_page(slug: str, language: str):
    html = page(f"/plans/{slug}/", language)
    words, document = words_of(html), plan_prose(load(library_path(slug)), language)

    for line in document.lines():
        assert " ".join(line.split()) in words
    for source in document.sources():
        assert source.text in words
        assert not source.url or f'href="{source.url}"' in html
    assert words.count(f"({_unverified(language)})") == sum(
        bool(source.note) for source in document.sources()
    )


def _unverified(language: str) -> str:
    return {"en": "not checked against the source", "es": "no comprobado en la fuente"}[language]


@EVERY_PLAN
@BOTH
def test_a_page_is_light_obeys_the_strict_policy_and_has_one_heading(slug: str, language: str):
    html = page(f"/plans/{slug}/", language)

    assert len(html.encode()) < LARGEST_BYTES
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", html)
    assert len(re.findall(r"<h1\b", html)) == 1
    anchors = re.findall(r'\sid="([^"]+)"', html)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(anchors)


def test_lists_that_belong_to_a_line_are_inside_it():
    html = re.sub(r"\s+", " ", page("/plans/nfl-concussion/"))

    assert re.search(
        r"<li> ?An amount by the value of “Age at diagnosis”: ?<ul [^>]*> ?<li> ?From 0", html
    )
    assert html.count("<ul") == html.count("</ul>")
    assert html.count("<ol") == html.count("</ol>")


def test_a_fund_is_a_numbered_list_from_the_gross_to_the_net():
    html = re.sub(r"\s+", " ", page("/plans/zoom/"))

    fund = re.search(r'aria-labelledby="fund".*?</section>', html)
    assert fund
    assert "<ol" in fund[0]
    assert fund[0].index("$85,000,000.00") < fund[0].index("$63,750,000.00")


@BOTH
def test_a_citation_is_marked_as_english_whatever_the_language_of_the_page(language: str):
    html = page("/plans/zoom/", language)

    assert (
        '<cite lang="en">Published settlement figures: pro rata if the fund falls short.</cite>'
        in html
    )


@EVERY_PLAN
def test_the_file_of_a_plan_is_the_plan(slug: str):
    response = get(f"/plans/{slug}/plan.yaml")

    assert response["Content-Type"] == "application/yaml; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{slug}.yaml"'
    assert parse(response.content.decode(), slug).sha256 == load(library_path(slug)).sha256


@BOTH
def test_the_words_as_a_file_are_in_the_language_of_the_page(language: str):
    response = get("/plans/zoom/plan.md", language)

    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="zoom.{language}.md"'
    assert response.content.decode() == markdown_text(
        plan_prose(load(library_path("zoom")), language)
    )


@pytest.mark.parametrize("name", ["", "plan.yaml", "plan.md"])
def test_a_plan_that_the_library_lacks_is_not_found(name: str):
    assert get(f"/plans/nobody-v-nothing/{name}").status_code == 404
    assert get(f"/nobody-v-nothing/plan/{name}").status_code == 404


@BOTH
def test_the_plan_of_a_matter_is_the_one_in_force_with_its_disclaimer(language: str):
    open_matter()
    html = page(MATTER, language)
    plan = as_matter_plan(load(library_path("linkedin-inmail")), "linkedin-inmail")

    words = words_of(html)
    assert plan.sha256 in words
    assert " ".join(plan.disclaimer.in_language(language).split()) in words
    for line in plan_prose(plan, language).lines():
        assert " ".join(line.split()) in words


def test_a_new_version_of_the_plan_is_told_from_then_on():
    open_matter()
    changed = plan_text().replace("cure_days: 30", "cure_days: 31")
    docket.open_matter(changed, "plan.yaml", actor=Actor("operator"), at=NOW)

    assert "To answer when something is missing: 31 days." in words_of(page(MATTER))
    assert strict_yaml.read(get(f"{MATTER}plan.yaml").content.decode()).values["cure_days"] == 31
    assert "missing: 31 days" in get(f"{MATTER}plan.md").content.decode()


@pytest.mark.parametrize(
    ("path", "link"),
    [("/", "/plans/"), ("/linkedin-inmail/", MATTER), ("/plans/zoom/", "/plans/zoom/plan.yaml")],
)
def test_each_page_is_reached_from_another(path: str, link: str):
    open_matter()

    assert f'href="{link}"' in page(path)
