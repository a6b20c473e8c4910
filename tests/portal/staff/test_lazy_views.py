"""Views that are imported when somebody first asks for one are there."""

import re

import pytest
from django.utils.module_loading import import_string

from tools.paths import ROOT

NAMES = sorted(
    {
        name.replace("{_VIEWS}", "portal.administrator.views")
        for path in (ROOT / "portal").rglob("urls.py")
        for name in re.findall(r'lazy_view\(\s*f?"([^"]+)"', path.read_text(encoding="utf-8"))
    }
)


def test_there_are_lazy_views():
    assert len(NAMES) > 12


@pytest.mark.parametrize("name", NAMES)
def test_a_lazy_view_can_be_imported(name: str):
    assert callable(import_string(name))
