"""A document as Markdown: what is in it shows as it is, whatever its characters mean there."""

import pytest

from claims.plans import library_path, load
from claims.plans.prose import (
    Document,
    Item,
    Listing,
    Paragraph,
    Section,
    Source,
    markdown_text,
    plan_prose,
)


def _document(*blocks, disclaimer=""):
    section = Section("only", "A section", blocks)
    return Document("en", "A title", "Source", disclaimer, (section,))


def _body(*blocks):
    return markdown_text(_document(*blocks)).partition("## A section\n\n")[2].rstrip("\n")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("premium_career", r"premium\_career"),
        ("*all* `code`", r"\*all\* \`code\`"),
        ("[a](b) <script>", r"\[a\](b) \<script\>"),
        ("a | b # c \\ d", r"a \| b \# c \\ d"),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("12) no list", r"12\) no list"),
        ("- no list", r"\- no list"),
        ("+ no list", r"\+ no list"),
        ("93.5% of it", "93.5% of it"),
        ("$1.50 - $2.00", "$1.50 - $2.00"),
        ("two\nlines", "two lines"),
    ],
)
def test_markup_in_the_text_is_shown_and_does_nothing(text, shown):
    assert _body(Paragraph(text)) == shown


def test_a_list_is_numbered_where_order_matters_and_nested_below_its_line():
    inner = Item("inner", parts=(Item("deepest"),))
    listing = Listing((Item("one", name="First", parts=(inner,)), Item("two")), is_numbered=True)
    assert _body(listing) == "1. **First.** one\n   - inner\n     - deepest\n2. two"
    assert _body(Listing((Item("one"), Item("two")))) == "- one\n- two"


def test_a_source_is_a_link_and_says_when_nobody_checked_it():
    source = Source("An order", "https://example.org/order", "not checked against the source")
    assert _body(Paragraph("So.", source)) == (
        "So. *Source:* [An order](<https://example.org/order>) (not checked against the source)"
    )
    assert _body(Paragraph("So.", Source("An order"))) == "So. *Source:* An order"


def test_a_warning_and_the_disclaimer_are_set_apart():
    text = markdown_text(_document(Paragraph("Nobody.", is_warning=True), disclaimer="Sample."))
    assert text == "# A title\n\n> Sample.\n\n## A section\n\n> Nobody.\n"


def test_the_disclaimer_of_a_matter_leads_its_plan():
    plan = load(library_path("linkedin-inmail"))
    lines = markdown_text(plan_prose(plan, "en")).split("\n")
    assert lines[0] == "# The plan of allocation in words"
    assert "there is no fund" in lines[2]
