"""The declaration in the words of 28 U.S.C. 1746, chosen by the place where somebody signs."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from portal.claimant.declaration_text import declaration_text
from portal.claimant.question_forms import INSIDE, OUTSIDE
from tests.portal.claimant.visitors import Visitor, words_of

pytestmark = pytest.mark.one_engine

COURT = "America/Los_Angeles"
DAY = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo(COURT))


@pytest.mark.parametrize(
    ("place", "words"),
    [
        pytest.param(
            INSIDE,
            "I declare under penalty of perjury that the foregoing is true and correct. "
            "Executed on 2 March 2026.",
            id="inside the United States: 1746(2)",
        ),
        pytest.param(
            OUTSIDE,
            "I declare under penalty of perjury under the laws of the United States of America "
            "that the foregoing is true and correct. Executed on 2 March 2026.",
            id="outside the United States: 1746(1)",
        ),
    ],
)
def test_the_words_are_the_statutes_own(place: str, words: str):
    assert declaration_text(place, COURT, DAY).english == words


@pytest.mark.parametrize(
    ("place", "words"),
    [
        pytest.param(
            INSIDE,
            "Declaro bajo pena de perjurio que lo anterior es verdadero y correcto. "
            "Otorgado el 2 de marzo de 2026.",
            id="inside the United States",
        ),
        pytest.param(
            OUTSIDE,
            "Declaro bajo pena de perjurio conforme a las leyes de los Estados Unidos de América "
            "que lo anterior es verdadero y correcto. Otorgado el 2 de marzo de 2026.",
            id="outside the United States",
        ),
    ],
)
def test_a_faithful_translation_stands_beside_them(place: str, words: str):
    assert declaration_text(place, COURT, DAY).spanish == words


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param("2026-03-02T23:59:59", "2026-03-02", id="the last second of the day"),
        pytest.param("2026-03-03T00:00:00", "2026-03-03", id="the first second of the next"),
    ],
)
def test_it_is_dated_by_the_courts_calendar(moment: str, day: str):
    at = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(COURT))

    assert declaration_text(INSIDE, COURT, at.astimezone(ZoneInfo("Asia/Tokyo"))).day == day


@pytest.mark.parametrize(
    ("place", "version"),
    [
        pytest.param("inside", "28-usc-1746-2-v1", id="inside the United States"),
        pytest.param("outside", "28-usc-1746-1-v1", id="outside the United States"),
    ],
)
def test_the_place_chosen_on_the_form_decides_what_is_shown_and_kept(
    visitor: Visitor, place: str, version: str
):
    visitor.fill(signing_country=place)
    shown = words_of(visitor.get("file/declaration/"))

    visitor.sign()

    claim = visitor.get("file/sent/").context["claim"]
    assert claim.declaration["version"] == version
    assert claim.declaration["text"] in shown


def test_a_claim_in_spanish_keeps_the_english_text_and_its_translation(visitor: Visitor):
    visitor.client.cookies["django_language"] = "es"
    visitor.fill()
    shown = words_of(visitor.get("file/declaration/"))

    visitor.sign("Ana Díaz")

    claim = visitor.get("file/sent/").context["claim"]
    assert claim.language == claim.declaration["language"] == "es"
    assert claim.declaration["text"].startswith("I declare under penalty of perjury that")
    assert claim.declaration["translation"].startswith("Declaro bajo pena de perjurio que")
    assert claim.declaration["text"] in shown
    assert claim.declaration["translation"] in shown
