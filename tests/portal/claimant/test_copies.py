"""The copy of a claim: an accessible PDF of what was submitted."""

import pytest
import typst
from django.utils import translation

from claims.casework.docket import current_plan
from claims.models import Matter
from portal.claimant import copies
from tests.factories import file_claim

pytestmark = pytest.mark.one_engine


def test_the_copy_is_a_pdf_that_says_it_is_accessible(matter: Matter):
    claim = file_claim(matter, first_name="Zoë", last_name="Ñandú-Łukasz")

    made = copies.copy_pdf(claim, current_plan(matter))

    assert made.startswith(b"%PDF-")
    assert b"pdfuaid:part" in made
    assert b"/StructTreeRoot" in made


def test_a_name_that_the_fonts_cannot_show_still_gets_a_copy(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
):
    compile_pdf = typst.compile
    monkeypatch.setattr(
        typst,
        "compile",
        lambda source, **options: compile_pdf(source, ignore_system_fonts=True, **options),
    )
    claim = file_claim(matter, first_name="李", last_name="小龍")

    made = copies.copy_pdf(claim, current_plan(matter))

    assert made.startswith(b"%PDF-")
    assert b"pdfuaid:part" not in made


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('#panic("x")', id="code of the typesetter"),
        pytest.param("*bold* _it_ $x$ @ref <label>", id="marks of the typesetter"),
        pytest.param('"quoted" \\ back\nslash', id="quotes and backslashes"),
    ],
)
def test_what_was_submitted_is_text_and_never_instructions(matter: Matter, text: str):
    claim = file_claim(matter, street=text)

    assert copies.copy_pdf(claim, current_plan(matter)).startswith(b"%PDF-")


def test_the_copy_speaks_the_language_of_the_page(matter: Matter):
    claim = file_claim(matter)

    with translation.override("es"):
        made = copies.copy_pdf(claim, current_plan(matter))

    assert b"/Lang(es" in made.replace(b" ", b"")
