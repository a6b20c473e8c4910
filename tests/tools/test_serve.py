"""What `make serve` prints is where the pages are, and letters lead there too."""

import pytest
from django.urls import resolve

from tools import site_processes
from tools.ports import InvalidPort, chosen_port
from tools.serve import PAGES


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


def test_letters_lead_to_the_chosen_port_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SITE_URL", raising=False)
    monkeypatch.setenv("PORT", "8102")

    address = site_processes.site_address(chosen_port())
    assert (
        site_processes.site_environment("redis://x", address)["SITE_URL"] == "http://127.0.0.1:8102"
    )

    monkeypatch.setenv("SITE_URL", "https://claims.example")
    assert (
        site_processes.site_environment("redis://x", address)["SITE_URL"]
        == "https://claims.example"
    )


@pytest.mark.parametrize("text", ["0", "65536", "80a", "-1"])
def test_a_port_that_is_none_is_said(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)

    with pytest.raises(InvalidPort, match="write a number from 1 to 65535"):
        chosen_port()
