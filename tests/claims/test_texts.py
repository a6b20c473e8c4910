"""Texts as they are used: one line, nothing that cannot be seen."""

import re
import sys
import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.texts import BLANKS, INVISIBLE, one_line
from claims.texts.text_columns import one_line_texts

_VISIBLE_SIGNS = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
_FILLERS = {0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0}
_SELECTORS = {*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        pytest.param(None, "", id="nothing"),
        pytest.param("", "", id="blank"),
        pytest.param("Ruiz", "Ruiz", id="plain"),
        pytest.param("Ruiz\rJr", "Ruiz Jr", id="a lone carriage return"),
        pytest.param("Ruiz\r\nJr", "Ruiz Jr", id="the line end of Windows is one blank"),
        pytest.param("Ruiz\x85Jr", "Ruiz Jr", id="the next-line sign of C1"),
        pytest.param("Ruiz\u2028Jr", "Ruiz Jr", id="a line separator"),
        pytest.param("Ruiz\x07Jr", "Ruiz Jr", id="a bell"),
        pytest.param("\tAnn\x0b", "Ann", id="controls at the ends"),
        pytest.param("Ann\u00a0Lee", "Ann Lee", id="a no-break space"),
        pytest.param("De  la   Cruz", "De la Cruz", id="several blanks"),
        pytest.param("ann\u200b@example.com", "ann@example.com", id="a zero-width space"),
        pytest.param("\u202eAnn\u202c", "Ann", id="marks of direction"),
        pytest.param("\ufeffAnn", "Ann", id="a byte-order mark"),
        pytest.param("Jose\u0301", "José", id="an accent of its own joins its letter"),
        pytest.param("\u3164", "", id="a filler that shows nothing"),
        pytest.param("\u0301", "\u0301", id="an accent without a letter stays"),
        pytest.param("نام\u0601", "نام\u0601", id="a visible sign of Arabic stays"),
    ],
)
def test_a_text_is_used_on_one_line(typed: str | None, used: str) -> None:
    assert one_line(typed) == used


@given(st.text())
def test_used_text_is_used_as_it_is(text: str) -> None:
    used = one_line(text)

    assert one_line(used) == used
    assert not any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in used)


@given(st.lists(st.none() | st.text(st.characters(codec="utf-8"))))
def test_a_column_is_used_as_its_texts_are(texts: list[str | None]) -> None:
    column = one_line_texts(pa.array(texts, pa.string()))

    assert column.to_pylist() == [None if text is None else one_line(text) for text in texts]


def test_the_patterns_are_the_classes_of_unicode() -> None:
    signs = [chr(point) for point in range(sys.maxunicode + 1)]
    formats = {ord(sign) for sign in signs if unicodedata.category(sign) == "Cf"}
    blanks = {s for s in signs if unicodedata.category(s) in ("Cc", "Zl", "Zp", "Zs")}

    invisible = {ord(sign) for sign in signs if re.fullmatch(f"[{INVISIBLE}]", sign)}
    assert invisible == (formats - _VISIBLE_SIGNS) | _FILLERS | _SELECTORS
    assert {sign for sign in signs if re.fullmatch(f"[{BLANKS}]", sign)} == blanks
