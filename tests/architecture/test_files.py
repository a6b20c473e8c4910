"""What no file of the project may hold."""

import re
import shutil
import subprocess

import pytest
from babel.messages.pofile import read_po

from tools.paths import ROOT

_MARKS = re.compile(rb"^(<{7} |>{7} |\|{7} )", re.MULTILINE)
CATALOGUES = sorted((ROOT / "locale").rglob("*.po"))


def test_no_file_holds_the_marks_of_a_merge_that_was_not_finished():
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a checkout")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    names = [name.decode() for name in listed.stdout.split(b"\0") if name]
    assert len(names) > 500

    marked = [
        name
        for name in names
        if (ROOT / name).is_file() and _MARKS.search((ROOT / name).read_bytes())
    ]

    assert marked == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_a_catalogue_can_be_read_to_its_end(path):
    with path.open("rb") as file:
        entries = list(read_po(file, abort_invalid=True))

    assert entries
    assert not [entry.id for entry in entries if entry.fuzzy and entry.id]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_msgfmt_has_nothing_to_complain_of(path, tmp_path):
    msgfmt = shutil.which("msgfmt")
    if msgfmt is None:
        pytest.skip("needs msgfmt of gettext, which is not installed")

    done = subprocess.run(
        [msgfmt, "-c", "-o", str(tmp_path / "out.mo"), str(path)], capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")
