"""The theme: what is taken from USWDS, and what the result weighs."""

import gzip

import pytest

from tools.paths import DIST
from tools.theme import STYLE_SHEET, image_names, without_source_maps


def test_only_the_images_that_the_style_sheet_names_are_taken() -> None:
    css = """
    a{background:url("../img/correct8.svg")} b{mask:url(../img/usa-icons/info.svg)}
    c{background:url('../img/correct8.svg')} d{background:url("data:image/svg+xml,x")}
    """

    assert image_names(css) == ["correct8.svg", "usa-icons/info.svg"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("/*# sourceMappingURL=uswds.css.map */", id="of today"),
        pytest.param("/*@ sourceMappingURL=uswds.css.map */", id="of old"),
    ],
)
def test_source_map_lines_are_left_out(line: str) -> None:
    assert without_source_maps(f"a{{color:red}}\n{line}\n") == "a{color:red}\n"


def test_every_image_that_the_compiled_style_sheet_names_is_there() -> None:
    css = STYLE_SHEET.read_text(encoding="utf-8")

    missing = [name for name in image_names(css) if not (DIST / "img" / name).is_file()]

    assert missing == []
    assert "sourceMappingURL" not in css
    assert "@font-face" not in css


def test_the_style_sheet_is_small_enough_for_a_slow_telephone() -> None:
    compressed = gzip.compress(STYLE_SHEET.read_bytes())

    assert len(compressed) < 60_000
