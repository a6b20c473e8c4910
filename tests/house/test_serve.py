"""What `make serve` prints is where the pages are."""

import pytest
from django.urls import resolve

from house.serve import PAGES


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("claimant", "claimant:matter"),
        ("administrator", "administrator:queue"),
        ("counsel", "counsel:totals"),
    ],
)
def test_the_printed_address_is_the_page_of(who: str, page: str) -> None:
    assert resolve(PAGES[who]).view_name == page
