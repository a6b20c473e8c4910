import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from claims.plans import library_path
from claims.verification import root_of, verify_bundle
from tests.claims.calculation.cases import (
    account,
    claim,
    engine,
    message,
    plan,
    published,
    records,
    refused,
    subscription,
)

ROOT = Path(__file__).parents[3]


def _seal(folder: Path) -> None:
    """Write the manifest over the files as they are, as an export would."""
    names = ("plan.yaml", "facts.csv", "determinations.csv")
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    manifest = {
        "format": "classfund-bundle/1",
        "plan_sha256": plan().sha256,
        "files": files,
        "totals_cents": {"sca_actual_not_required": 200000, "sca_actual_required": 0},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six claims of every outcome: two are owed $1,000."""
    folder = tmp_path_factory.mktemp("exported")
    produced = records(
        accounts=[account("A"), account("B", country=None), account("C"), account("D")],
        subscriptions=[subscription(f"S{a}", a) for a in "ABC"],
        messages=[message(f"M{a}", a) for a in "ABC"],
        refused=[refused("messages", "D")],
    )
    claims = [
        claim(1),
        claim(2, given_name="ana maría"),
        claim(3, account_id="B"),
        claim(4, account_id="C"),
        claim(5, account_id="D", signed=False),
        claim(6, account_id=None),
    ]
    facts, determinations = published(claims, produced)
    engine().to_csv(facts, folder / "facts.csv")
    engine().to_csv(determinations, folder / "determinations.csv")
    (folder / "plan.yaml").write_bytes(library_path("linkedin-inmail").read_bytes())
    _seal(folder)
    return folder


@pytest.fixture
def bundle(exported: Path, tmp_path: Path) -> Path:
    """A copy of the export that a test may change."""
    return Path(shutil.copytree(exported, tmp_path / "bundle"))


def _run(folder: Path) -> subprocess.CompletedProcess[str]:
    """The program, started as a stranger would: no settings, no database, its own process."""
    return subprocess.run(
        [sys.executable, "-m", "claims.verification", str(folder)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_sealed_bundle_is_ok_for_a_stranger_without_settings(bundle):
    done = _run(bundle)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ok: 6 claims recomputed, root ")


def test_a_difference_is_printed_and_the_program_exits_with_1(bundle):
    (bundle / "facts.csv").write_text("x")
    done = _run(bundle)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("facts.csv was changed")


def test_a_sealed_bundle_states_its_root_and_its_totals(bundle):
    result = verify_bundle(bundle)
    manifest = json.loads((bundle / "manifest.json").read_text())
    assert result.ok
    assert result.root == root_of(manifest["files"])
    assert result.totals_cents == manifest["totals_cents"]
    assert json.loads(json.dumps(result.as_json()))["claims"] == 6


def test_a_bundle_holds_no_name(bundle):
    facts = (bundle / "facts.csv").read_text()
    assert "ana" not in facts
    assert "lopez" not in facts


def _edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1))

    return change


def _drop_last_line(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        lines = (folder / name).read_text().splitlines(keepends=True)
        (folder / name).write_text("".join(lines[:-1]))

    return change


def _repeat_last_line(folder: Path) -> None:
    for name in ("facts.csv", "determinations.csv"):
        lines = (folder / name).read_text().splitlines(keepends=True)
        (folder / name).write_text("".join([*lines, lines[-1]]))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(
            _edit("determinations.csv", "1,payable", "1,duplicate"),
            "claim 1: outcome is published as duplicate, recomputed as payable.",
            id="an outcome",
        ),
        pytest.param(
            _edit("determinations.csv", "100000", "100001"),
            "claim 1: award_sca_actual_not_required is published as 100001, recomputed as 100000.",
            id="one cent",
        ),
        pytest.param(
            _edit("determinations.csv", "undetermined", "eligible"),
            "claim 3: verdict is published as eligible, recomputed as undetermined.",
            id="a verdict",
        ),
        pytest.param(
            _edit("facts.csv", ",US,31,0,false,1,", ",US,0,0,false,1,"),
            "claim 1: verdict is published as eligible, recomputed as ineligible.",
            id="a fact",
        ),
        pytest.param(
            _drop_last_line("determinations.csv"),
            "claim 6 has facts and no published determination.",
            id="a determination cut off",
        ),
        pytest.param(
            _drop_last_line("facts.csv"),
            "claim 6 has a published determination and no facts.",
            id="facts cut off",
        ),
        pytest.param(_repeat_last_line, "claim 6 is there twice or out of order.", id="twice"),
        pytest.param(
            _edit("plan.yaml", "cure_days: 30", "cure_days: 31"), "plan.yaml is plan", id="plan"
        ),
        pytest.param(
            _edit("plan.yaml", "fact: inmails", "fact: inmail"), "plan.yaml line", id="no plan"
        ),
        pytest.param(
            _edit("facts.csv", "sort_ref", "sort"), "facts.csv: the column sort_ref", id="a column"
        ),
        pytest.param(
            _edit("facts.csv", "true", "yes"), "facts.csv line 2: signed 'yes'", id="a boolean"
        ),
        pytest.param(
            _edit("facts.csv", "2026-03-01T12:00:00.000000Z", ""), "filed_at is blank", id="blank"
        ),
        pytest.param(
            lambda folder: (folder / "facts.csv").write_bytes(b"\xff\xfe\x00"),
            "facts.csv",
            id="no text",
        ),
    ],
)
def test_what_was_changed_before_sealing_is_the_first_difference(bundle, change, says):
    change(bundle)
    _seal(bundle)
    result = verify_bundle(bundle)
    assert not result.ok
    assert says in (result.first_difference or "")
    assert "\n" not in (result.first_difference or "")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(_edit("facts.csv", "US", "CA"), "facts.csv was changed", id="a changed file"),
        pytest.param(
            _edit("manifest.json", "200000", "200001"), "totals_cents are stated", id="a total"
        ),
        pytest.param(
            _edit("manifest.json", "bundle/1", "bundle/2"), "format is not", id="another format"
        ),
        pytest.param(
            _edit("manifest.json", '"facts.csv"', '"../facts.csv"'), "does not name", id="renamed"
        ),
        pytest.param(
            _edit("manifest.json", '"files": {', '"files": {"../x": "0", '),
            "is not the name of a file",
            id="a file outside",
        ),
        pytest.param(
            _edit("manifest.json", '"files": {', '"files": {"x": "0", '),
            "x is named by manifest.json and cannot be read",
            id="a file that is not there",
        ),
        pytest.param(_edit("manifest.json", "{", "["), "cannot be read as JSON", id="no JSON"),
        pytest.param(
            lambda folder: (folder / "manifest.json").unlink(), "no manifest.json", id="missing"
        ),
    ],
)
def test_what_was_changed_after_sealing_is_told(bundle, change, says):
    change(bundle)
    result = verify_bundle(bundle)
    assert not result.ok
    assert says in (result.first_difference or "")


def test_a_folder_that_does_not_exist_is_no_bundle(tmp_path):
    assert "no manifest.json" in (verify_bundle(tmp_path / "none").first_difference or "")


def test_wrong_usage_exits_with_2():
    done = subprocess.run(
        [sys.executable, "-m", "claims.verification"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("usage:")
