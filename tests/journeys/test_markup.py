"""The Nu Html Checker over every page that test_every_page.py looks at, in one process."""

from pathlib import Path

import pytest

from tests.infrastructure.markup import missing_part, refusals
from tests.journeys.saved_pages import PAGES, wait_for_pages

# Pages are the same on any engine, and the last of them may be saved by another process.
pytestmark = [pytest.mark.one_engine, pytest.mark.timeout(900)]

# Named last, so that a checker that stops half-way has not come to it.
BROKEN = "zz-broken.html"


@pytest.mark.skipif(missing_part() is not None, reason=f"needs {missing_part()}")
def test_the_checker_refuses_a_broken_page_and_none_of_ours(
    request: pytest.FixtureRequest, pages_of_the_run: Path
):
    tests = [
        item.nodeid
        for item in request.session.items
        if "examiner" in getattr(item, "fixturenames", ())
        and item.get_closest_marker("skip") is None
    ]
    if not tests:
        pytest.skip("no page is looked at in this run")
    late = wait_for_pages(pages_of_the_run, tests, seconds=600)
    pages = pages_of_the_run / PAGES
    (pages / BROKEN).write_text(
        "<!DOCTYPE html><html lang=en><title>A</title><p><ul></ul></p>", encoding="utf-8"
    )

    refused = refusals(pages)

    assert late == []
    assert refused.pop(BROKEN)
    assert [f"{page}: {line}" for page, lines in refused.items() for line in lines] == []
