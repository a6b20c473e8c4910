"""Every text of ours has a Spanish one, and says the same."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message as CatalogMessage
from babel.messages.pofile import read_po

from tests.portal.messages_to_translate import ROOT, Message, all_messages

CATALOGUE = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
_VARIABLE = re.compile(r"%\(\w+\)[sd]|%[sd]")
_TAG = re.compile(r"</?\w+[^>]*>")


def translations() -> dict[Message, CatalogMessage]:
    with CATALOGUE.open("rb") as file:
        found = {}
        for entry in read_po(file, locale="es"):
            if entry.id:
                text, plural = entry.id if isinstance(entry.id, tuple) else (entry.id, "")
                found[Message(text, plural, entry.context or "")] = entry
        return found


def strings_of(entry: CatalogMessage) -> Iterator[str]:
    for string in entry.string if isinstance(entry.string, tuple | list) else (entry.string,):
        yield string or ""


def test_no_text_is_without_a_translation():
    known = {
        message
        for message, entry in translations().items()
        if all(strings_of(entry)) and not entry.fuzzy
    }

    missing = {m.text: sorted(files) for m, files in all_messages().items() if m not in known}

    assert not missing, f"add these to {CATALOGUE.relative_to(ROOT)}: {missing}"


def test_no_translation_is_left_of_a_text_that_is_gone():
    gone = set(translations()) - set(all_messages())

    assert not {message.text for message in gone}


def test_a_translation_holds_the_same_variables_and_tags():
    for message, entry in translations().items():
        originals = [message.text, message.plural or message.text]
        for original, string in zip(originals, strings_of(entry), strict=False):
            for parts in (_VARIABLE, _TAG):
                assert sorted(parts.findall(string)) == sorted(parts.findall(original)), string


@pytest.mark.parametrize(
    ("path", "marks"),
    [
        pytest.param("templates/claimant/code.html", "{% translate", id="a page"),
        pytest.param("templates/letters/receipt.txt", "{% blocktranslate", id="a letter"),
        pytest.param("portal/claimant/questions.py", "_(", id="Python"),
    ],
)
def test_the_search_for_texts_finds_those_of(path: str, marks: str):
    assert marks in (ROOT / path).read_text(encoding="utf-8")
    assert any(path in files for files in all_messages().values())
