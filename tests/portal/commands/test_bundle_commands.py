"""export_tally and verify, as an operator and an outsider type them."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.models import Tally
from tests.claims.tally.populations import populate
from tests.factories import check, open_matter, run_tally

pytestmark = pytest.mark.django_db


@pytest.fixture
def tally(data_dir: object) -> Tally:
    matter = open_matter()
    populate(matter)
    check(matter)
    return run_tally(matter)


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def export(tally: Tally, out: Path, *options: str) -> dict[str, list[str]]:
    words = ("export_tally", str(tally.number), "--format", "bundle", "--out", str(out))
    return json.loads(run(*words, "--json", *options))


@pytest.mark.parametrize("options", [(), ("--with-records",)], ids=["bundle", "court's copy"])
def test_what_is_exported_is_verified(tally: Tally, tmp_path: Path, options: tuple[str, ...]):
    files = export(tally, tmp_path, *options)["files"]

    assert str(tmp_path / "manifest.json") in files
    assert json.loads(run("verify", str(tmp_path), "--json", "--root", tally.root_sha256)) == {
        "ok": True,
        "root": tally.root_sha256,
        "first_difference": None,
    }
    assert run("verify", str(tmp_path)) == f"ok: 8 claims recomputed, root {tally.root_sha256}\n"


def test_another_root_than_the_reports_is_an_error(tally: Tally, tmp_path: Path):
    export(tally, tmp_path)
    with pytest.raises(CommandError, match="The root should be 00"):
        run("verify", str(tmp_path), "--root", "0" * 64)


def test_a_folder_that_is_no_bundle_is_an_error_of_one_line(tmp_path: Path):
    with pytest.raises(CommandError) as error:
        run("verify", str(tmp_path))
    assert str(error.value) == f"{tmp_path} has no manifest.json. Give the folder of a bundle."
