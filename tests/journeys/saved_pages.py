"""The HTML of the pages that tests come to, in one folder for all processes of a run."""

import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, Response

PAGES = "pages"
"""The name of the folder of HTML files in that of the run."""


@dataclass
class SavedPages:
    """The pages of one test, as the server sent them: a browser's own HTML has no faults left."""

    folder: Path
    test: str
    _document: Response | None = None
    _paths: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Remember each document that the page is led to."""

        def remember(response: Response) -> None:
            if response.request.is_navigation_request() and response.frame == page.main_frame:
                self._document = response

        page.on("response", remember)

    def save(self, path: str) -> None:
        """Write the document that the page shows now; `path` is its address on the site."""
        assert self._document is not None, f"no document came for {path}"
        self._paths.append(path)
        name = f"{_as_file_name(self.test)}-{len(self._paths):03}-{_as_file_name(path)}.html"
        page = _made(self.folder / PAGES) / name
        page.write_text(self._document.text(), encoding="utf-8")

    def finish(self) -> None:
        """Tell the other processes of the run that this test saves no more pages."""
        _mark(self.folder, self.test).write_text("")


def wait_for_pages(folder: Path, tests: list[str], seconds: float) -> list[str]:
    """Wait until each of these tests has saved its pages. The tests that have not in that time."""
    end = time.monotonic() + seconds
    while missing := [test for test in tests if not _mark(folder, test).exists()]:
        if time.monotonic() > end:
            return missing
        time.sleep(0.5)
    return []


def _mark(folder: Path, test: str) -> Path:
    return _made(folder / "finished") / _as_file_name(test)


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def _as_file_name(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", text.rpartition("::")[2]).strip("-") or "home"
