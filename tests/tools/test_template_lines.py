"""Lines of templates that are too long are named; line breaks of letters are left alone."""

from pathlib import Path

import pytest

from tools.paths import ROOT
from tools.template_lines import LONGEST, long_lines


@pytest.mark.parametrize(
    ("name", "length", "is_named"),
    [
        pytest.param("page.html", LONGEST, False, id="as long as allowed"),
        pytest.param("page.html", LONGEST + 1, True, id="one character longer"),
        pytest.param("letter.txt", LONGEST + 1, False, id="a letter"),
    ],
)
def test_a_line_of_a_page_is_named_when_it_is_too_long(
    tmp_path: Path, name: str, length: int, is_named: bool
) -> None:
    (tmp_path / name).write_text("short\n" + "é" * length + "\n")

    named = list(long_lines(tmp_path))

    assert len(named) == is_named
    assert all(line.startswith(f"{name}, line 2: {length} characters") for line in named)


def test_our_own_templates_have_no_line_that_is_too_long() -> None:
    assert list(long_lines(ROOT / "templates")) == []
