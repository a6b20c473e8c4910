"""Sites and bundles of landed versions still open, hold, and come to their roots."""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from claims.verification import verify_bundle
from tests.landed.__main__ import FOLDER, MATTER, ODD_NAMES

ROOTS = {
    "0.1.0": "27beb908b690363c2b3390674487b836b65dd44a44446ebcd03e1199a3af0b55",
    "0.1.1": "c00022a71eef055e5a7db46c64893e3ae97a8096ff606bad58fbb961ff1e35cd",
    "0.1.2": "c00022a71eef055e5a7db46c64893e3ae97a8096ff606bad58fbb961ff1e35cd",
}
CLAIMS = 79
_OPEN = f"""
import io, json
from django.core.management import call_command
def told(*arguments):
    out = io.StringIO()
    call_command(*arguments, "--json", stdout=out)
    return json.loads(out.getvalue())
call_command("migrate", verbosity=0)
print(json.dumps({{
    "audit": told("check_audit"), "tally": told("tally", "{MATTER}"),
    "afterwards": told("check_audit"), "aside": told("put_aside", "{MATTER}"),
}}))
from claims.models import Tally
print(json.dumps(list(Tally.objects.order_by("number").values_list("state", "root_sha256"))))
"""


def unpacked(version: str, name: str, folder: Path) -> Path:
    with tarfile.open(FOLDER / version / f"{name}.tar.xz") as packed:
        # Our own archives; Python 3.11.2, which Debian 12 has, knows no filters.
        packed.extractall(folder)  # noqa: S202
    return folder


def opened(data: Path) -> tuple[dict[str, Any], list[list[str]]]:
    """The answers of the commands on the site, and (state, root) of each of its tallies."""
    place = {"DATA_DIR": str(data), "DATABASE_URL": f"sqlite:///{data / 'database.sqlite3'}"}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", _OPEN],
        cwd=FOLDER.parent.parent,
        env={k: v for k, v in os.environ.items() if k != "REDIS_URL"}
        | place
        | {"DJANGO_SETTINGS_MODULE": "portal.settings.local"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answers, tallies = done.stdout.splitlines()[-2:]
    return json.loads(answers), json.loads(tallies)


@pytest.mark.parametrize("version", ROOTS)
def test_a_bundle_still_verifies(version: str, tmp_path: Path):
    found = verify_bundle(unpacked(version, "bundle", tmp_path), root=ROOTS[version])

    assert found.ok, found.first_difference


@pytest.mark.parametrize("version", ROOTS)
def test_a_site_still_tallies_to_its_root(version: str, tmp_path: Path):
    answers, tallies = opened(unpacked(version, "site", tmp_path))

    assert answers["audit"]["ok"], answers["audit"]
    assert answers["afterwards"]["ok"], answers["afterwards"]
    assert tallies == [["sealed", ROOTS[version]]] * 2


@pytest.mark.parametrize("version", ROOTS)
def test_a_site_that_a_claim_had_stopped_goes_on(version: str, tmp_path: Path):
    answers, tallies = opened(unpacked(version, "site-with-odd-claims", tmp_path))

    counts = answers["tally"]
    assert counts["claims"] == CLAIMS + len(ODD_NAMES)
    assert counts["claims"] == counts["matched"] + counts["unmatched"]
    assert answers["audit"]["ok"], answers["audit"]
    assert answers["afterwards"]["ok"], answers["afterwards"]
    assert answers["aside"]["put_aside"] == []
    assert tallies[0] == ["sealed", ROOTS[version]]
    assert tallies[-1][0] == "sealed"
