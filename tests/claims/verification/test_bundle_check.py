"""Bundles as an export seals them, and what is said of each kind of tampering."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from claims.verification import verify_bundle
from tests.claims.calculator.cases import (
    Row,
    account,
    claim,
    message,
    records,
    refused,
    subscription,
)
from tests.claims.calculator.tallied import FIRST_MATTER, fund_text
from tests.claims.verification.bundles import edit, mend, seal, set_cell, sha256

ROOT = Path(__file__).parents[3]
NOTES = ("", "a,b", 'say "so"', "two\nlines", None, "plain", "a\rb", "=1")


def _produced() -> dict[str, Any]:
    return records(
        accounts=[account("A"), account("B", country=None), account("C"), account("D")],
        subscriptions=[subscription(f"S{a}", a) for a in "ABC"],
        messages=[message(f"M{a}", a) for a in "ABC"],
        refused=[refused("messages", "D")],
    )


def _claims() -> list[Row]:
    """Eight claims of every outcome: two are owed $1,000, one has two people, some are odd."""
    claims = [
        claim(1),
        claim(2, given_name="ana maría"),
        claim(3, account_id="B"),
        claim(4, account_id="C"),
        claim(5, account_id="D", signed=False),
        claim(6, account_id=None),
        claim(7, medium="paper", postmarked_on=datetime(2026, 3, 2).date()),
        claim(8, account_id="D", filed_at=datetime(2026, 3, 2), decision="eligible"),
    ]
    return [
        {**row, "fact_note": note, "fact_spent": 100 * row["claim_id"]}
        for row, note in zip(claims, NOTES, strict=True)
    ]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folders = {}
    for name, text in (("exposure", FIRST_MATTER), ("fund", fund_text())):
        folders[name] = tmp_path_factory.mktemp(name)
        seal(folders[name], _claims(), _produced(), text)
    return folders


@pytest.fixture
def bundle(exported: dict[str, Path], tmp_path: Path) -> Path:
    """A copy of the bundle without a fund that a test may change."""
    return Path(shutil.copytree(exported["exposure"], tmp_path / "bundle"))


@pytest.fixture
def fund_bundle(exported: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(exported["fund"], tmp_path / "fund_bundle"))


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The program, started as a stranger would: no settings, no database, its own process."""
    return subprocess.run(
        [sys.executable, "-m", "claims.verification", *arguments],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_sealed_bundle_is_ok_for_a_stranger_without_settings(bundle):
    done = _run(str(bundle))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ok: 8 claims recomputed, root ")


def test_a_difference_is_printed_and_the_program_exits_with_1(bundle):
    (bundle / "facts.csv").write_text("x\n")
    done = _run(str(bundle))
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("facts.csv was changed")


def test_json_says_ok_root_and_first_difference(bundle):
    set_cell("determinations.csv", 1, "verdict", "ineligible")(bundle)
    done = _run(str(bundle), "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 1
    assert set(said) == {"ok", "root", "first_difference"}
    assert "claim 1: verdict is published as ineligible" in said["first_difference"]


@pytest.mark.parametrize(
    "arguments",
    [(), ("a", "b"), ("--root",), ("--unknown", "a")],
    ids=lambda words: " ".join(words),
)
def test_wrong_usage_exits_with_2(arguments):
    done = _run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("usage:")


@pytest.mark.parametrize("name", ["exposure", "fund"])
def test_a_sealed_bundle_has_the_root_and_the_totals_that_it_states(exported, name):
    result = verify_bundle(exported[name])
    manifest = json.loads((exported[name] / "manifest.json").read_text())
    assert (result.ok, result.first_difference) == (True, None)
    assert result.root == manifest["root"]
    assert result.totals == manifest["totals"]
    assert json.loads(json.dumps(result.as_json()))["claims"] == 8


def test_the_root_that_a_report_prints_is_held_against_the_bundle(bundle):
    root = verify_bundle(bundle).root
    assert verify_bundle(bundle, root=root).ok
    other = verify_bundle(bundle, root="0" * 64)
    assert other.first_difference == f"The root should be {'0' * 64}, recomputed it is {root}."


@pytest.mark.parametrize("text", [FIRST_MATTER, fund_text()], ids=["exposure", "fund"])
def test_threads_and_the_order_of_rows_leave_the_root_as_it_is(text, tmp_path):
    roots = {
        seal(
            tmp_path / f"{threads}-{order}",
            _claims(),
            _produced(),
            text,
            threads=threads,
            seed=order,
        )
        for threads, order in ((1, 0), (4, 1), (2, 2))
    }
    assert len(roots) == 1


def test_a_bundle_without_claims_is_ok(tmp_path):
    for name, text in (("exposure", FIRST_MATTER), ("fund", fund_text())):
        seal(tmp_path / name, [], _produced(), text)
        result = verify_bundle(tmp_path / name)
        assert (result.ok, result.claims, result.first_difference) == (True, 0, None)


def test_a_bundle_holds_no_name_and_no_reference(bundle):
    text = (bundle / "facts.csv").read_text() + (bundle / "determinations.csv").read_text()
    assert not [word for word in ("ana", "lopez", "CF-", "C00000") if word in text]


# -- a forger who mends every hash --------------------------------------------------------------

_FACTS = [
    ("claim", 2, "3", "claim 2 is missing"),
    ("filed_at", 1, "2025-12-31T00:00:00.000000Z", "claim 1: outcome is published as payable"),
    ("filed_at", 2, "2026-02-01T12:00:00.000000Z", "claim 2: filed_at is before"),
    ("medium", 7, "web", None),
    ("postmarked_on", 7, "2025-01-01", "claim 7: outcome is published as duplicate"),
    ("signed", 1, "false", "claim 1: outcome is published as payable, recomputed as incomplete"),
    ("late_accepted", 1, "true", None),
    ("opted_out", 4, "true", "claim 4: outcome is published as payable"),
    ("withdrawn", 4, "true", "claim 4: outcome is published as payable"),
    ("account", 1, "2", "claim 1: account is stated as 2"),
    ("account", 4, "", "claim 4: given_name_class is 4, and it has no account"),
    ("account", 3, "1", "claim 4: account is stated as 3, and 1 accounts were claimed before"),
    ("given_name_class", 3, "1", "claim 3: given_name_class is stated as 1"),
    ("family_name_class", 2, "5", "claim 2: family_name_class is stated as 5"),
    ("decision", 3, "eligible", "claim 3: verdict is published as undetermined"),
    ("competing_resolved", 1, "true", None),
    ("fact_account_country", 1, "CA", "claim 1: verdict is published as eligible"),
    ("fact_paid_premium_days", 1, "0", "claim 1: verdict is published as eligible"),
    ("fact_paid_premium_days_refused", 8, "0", "claim 8: computed_verdict is published as undet"),
    ("fact_inmails", 1, "0", "claim 1: verdict is published as eligible"),
    ("fact_ai_setting", 1, "off", "claim 1: verdict is published as eligible"),
    ("fact_actual_damage_proven", 1, "true", "claim 1: fact_actual_damage_proven is stated as"),
    ("fact_inmails", 6, "1", "claim 6: account is blank, and it has facts of an account"),
]


@pytest.mark.parametrize(("column", "claim_", "cell", "says"), _FACTS)
def test_a_changed_fact_is_named_by_its_claim_or_gives_another_root(
    bundle, column, claim_, cell, says
):
    root = verify_bundle(bundle).root
    set_cell("facts.csv", claim_, column, cell)(bundle)
    mend(bundle)
    result = verify_bundle(bundle, root=root)
    assert not result.ok
    # What decides nothing can only be told by the root, which stands on every report.
    assert (says or "The root should be") in (result.first_difference or "")


def _determination_cells() -> list[tuple[str, str]]:
    cells = {
        "claim": "7",
        "outcome": "duplicate",
        "payable_claim": "1",
        "verdict": "undetermined",
        "computed_verdict": "ineligible",
        "bound_days": "cap",
        "bound_equal": "floor",
    }
    names = ["claim", "outcome", "payable_claim", "competing", "timely", "signed", "not_excluded"]
    names += ["not_withdrawn", "complete", "verdict", "computed_verdict"]
    names += [f"criterion_{key}" for key in ("region", "subscription", "messages", "setting")]
    names += ["award_sca_actual_not_required", "award_sca_actual_required"]
    names += ["share_days", "bound_days", "share_equal", "bound_equal", "payment", "kept"]
    names += ["withheld"]
    booleans = {"competing": "true"} | dict.fromkeys(names[4:9], "false")
    criteria = {name: "unknown" for name in names if name.startswith("criterion_")}
    return [(name, (cells | booleans | criteria).get(name, "3")) for name in names]


@pytest.mark.parametrize(("column", "cell"), _determination_cells())
def test_each_changed_cell_of_a_determination_is_named_by_its_claim(fund_bundle, column, cell):
    header = (fund_bundle / "determinations.csv").read_text().split("\n")[0].split(",")
    assert header == [name for name, _ in _determination_cells()]
    set_cell("determinations.csv", 4, column, cell)(fund_bundle)
    mend(fund_bundle)
    difference = verify_bundle(fund_bundle).first_difference or ""
    if column == "claim":
        assert difference.startswith("claim 4 has facts and no published determination")
    else:
        assert difference.startswith(f"claim 4: {column} is published as {cell}, recomputed as ")


def _lines(name: str, change: Callable[[list[str]], list[str]]) -> Callable[[Path], None]:
    def changed(folder: Path) -> None:
        lines = (folder / name).read_text().splitlines(keepends=True)
        (folder / name).write_text("".join([lines[0], *change(lines[1:])]))

    return changed


def _both(change: Callable[[list[str]], list[str]]) -> Callable[[Path], None]:
    def changed(folder: Path) -> None:
        for name in ("facts.csv", "determinations.csv"):
            _lines(name, change)(folder)

    return changed


def _set_total(*way: str) -> Callable[[Path], None]:
    def changed(folder: Path) -> None:
        path = folder / "manifest.json"
        manifest = json.loads(path.read_text())
        inside = manifest["totals"]
        for key in way[:-1]:
            inside = inside[key]
        inside[way[-1]] += 1
        path.write_text(json.dumps(manifest))

    return changed


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(
            _lines("determinations.csv", lambda rows: rows[:-1]),
            "claim 8 has facts and no published determination.",
            id="a determination cut off",
        ),
        pytest.param(
            _lines("determinations.csv", lambda rows: [*rows, rows[-1].replace("8", "9", 1)]),
            "claim 9 has a published determination and no facts.",
            id="a determination too many",
        ),
        pytest.param(
            _lines("facts.csv", lambda rows: rows[:-1]),
            "claim 5: payable_claim is published as 8, recomputed as blank.",
            id="facts cut off",
        ),
        pytest.param(
            _lines("determinations.csv", lambda rows: [*rows[:2], *rows[3:]]),
            "claim 3 has facts and no published determination in its place: claim 4 stands there.",
            id="a determination left out",
        ),
        pytest.param(
            _both(lambda rows: [*rows[:2], *rows[3:]]),
            "claim 3 is missing from facts.csv: claim 4 stands in its place.",
            id="a claim left out",
        ),
        pytest.param(
            _both(lambda rows: [*rows, rows[-1]]), "claim 8 is there twice", id="a claim twice"
        ),
        pytest.param(
            _both(lambda rows: [rows[1], rows[0], *rows[2:]]), "claim 1 is missing", id="swapped"
        ),
        pytest.param(
            _lines("determinations.csv", lambda rows: [rows[1], rows[0], *rows[2:]]),
            "claim 1 has facts and no published determination in its place: claim 2 stands there.",
            id="determinations swapped",
        ),
        pytest.param(
            edit("plan.yaml", "cure_days: 30", "cure_days: 31"), "plan.yaml is plan ", id="plan"
        ),
        pytest.param(
            edit("plan.yaml", "fact: inmails", "fact: inmail"), "plan.yaml line", id="no plan"
        ),
        pytest.param(
            edit("plan.yaml", "filing_window:", "filing_windows:"), "filing_window", id="no window"
        ),
        pytest.param(
            edit("statutes/sca.yaml", 'amount: "1000.00"', 'amount: "900.00"'),
            "plan.yaml takes 1000.00 for sca minimum, and statutes/sca.yaml gives 900.00",
            id="a statute",
        ),
        pytest.param(
            edit("statutes/sca.yaml", "provisions:", "provision:"),
            "statutes/sca.yaml does not say what minimum was",
            id="no statute",
        ),
        pytest.param(
            _set_total("awards_cents", "sca_actual_not_required"),
            "totals.awards_cents.sca_actual_not_required is stated as 300001, recomputed as",
            id="a total",
        ),
        pytest.param(
            _set_total("counts", "payable", "eligible"),
            "totals.counts.payable.eligible is stated as",
            id="a count",
        ),
        pytest.param(
            edit("facts.csv", "filed_at", "filed"), "facts.csv: the column filed_at", id="a column"
        ),
        pytest.param(
            edit("facts.csv", "claim,filed_at", "filed_at,claim"),
            "facts.csv: the column claim is not where the plan has it",
            id="columns swapped",
        ),
    ],
)
def test_what_was_changed_before_sealing_is_the_first_difference(bundle, change, says):
    change(bundle)
    mend(bundle)
    result = verify_bundle(bundle)
    assert not result.ok
    assert says in (result.first_difference or "")
    assert "\n" not in (result.first_difference or "")


@pytest.mark.parametrize("key", ["net_cents", "payments_cents", "residual_cents", "payees"])
def test_each_figure_of_a_fund_is_recomputed(fund_bundle, key):
    _set_total("fund", key)(fund_bundle)
    mend(fund_bundle)
    assert f"totals.fund.{key} is stated as" in (verify_bundle(fund_bundle).first_difference or "")


def test_a_derived_fact_has_to_follow_from_the_others(fund_bundle):
    edit("facts.csv", ",100,32", ",100,33")(fund_bundle)
    mend(fund_bundle)
    difference = verify_bundle(fund_bundle).first_difference
    assert difference == "claim 1: fact_days_and_inmails is stated as 33, recomputed as 32."


# -- a forger who mends nothing -----------------------------------------------------------------


def test_a_changed_file_is_told_together_with_the_claim_that_differs(bundle):
    was = sha256(bundle / "determinations.csv")
    set_cell("determinations.csv", 4, "award_sca_actual_not_required", "100001")(bundle)
    now = sha256(bundle / "determinations.csv")
    assert verify_bundle(bundle).first_difference == (
        f"determinations.csv was changed: its SHA-256 is {now}, the manifest's {was}. "
        "claim 4: award_sca_actual_not_required is published as 100001, recomputed as 100000."
    )


def test_a_changed_file_from_which_everything_still_follows_is_told_too(bundle):
    set_cell("pseudonyms.csv", 1, "account_pseudonym", "0" * 32)(bundle)
    difference = verify_bundle(bundle).first_difference or ""
    assert difference.startswith("pseudonyms.csv was changed: ")
    assert difference.endswith("No determination differs from what its facts give.")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(
            edit("manifest.json", "bundle/1", "bundle/2"), "format is not", id="another format"
        ),
        pytest.param(
            edit("manifest.json", '"facts.csv"', '"../facts.csv"'), "does not name", id="renamed"
        ),
        pytest.param(
            edit("manifest.json", '"files": {', '"files": {"../x": "0", '),
            "is not the name of a file",
            id="a file outside",
        ),
        pytest.param(
            edit("manifest.json", '"files": {', '"files": {"/etc/hostname": "0", '),
            "is not the name of a file",
            id="a file of the machine",
        ),
        pytest.param(
            edit("manifest.json", '"files": {', '"files": {"x": "0", '),
            "x is named by manifest.json and cannot be read",
            id="a file that is not there",
        ),
        pytest.param(
            edit("manifest.json", '"root": "', '"root": "0'), "The root is stated as 0", id="root"
        ),
        pytest.param(edit("manifest.json", "{", "["), "cannot be read as JSON", id="no JSON"),
        pytest.param(
            lambda folder: (folder / "manifest.json").write_text("[" * 100_000),
            "cannot be read as JSON",
            id="deep JSON",
        ),
        pytest.param(
            lambda folder: (folder / "manifest.json").unlink(), "no manifest.json", id="no manifest"
        ),
        pytest.param(
            lambda folder: (folder / "facts.csv").unlink(), "facts.csv is named", id="no facts"
        ),
        pytest.param(
            lambda folder: (folder / "statutes" / "sca.yaml").unlink(),
            "statutes/sca.yaml is named",
            id="no statute",
        ),
        pytest.param(
            lambda folder: (folder / "facts.csv").write_bytes(b""), "the column claim", id="empty"
        ),
        pytest.param(
            lambda folder: (folder / "facts.csv").write_bytes(b"\xff\xfe\x00\n"),
            "facts.csv is not text in UTF-8",
            id="no text",
        ),
    ],
)
def test_what_is_no_bundle_is_told_in_one_line(bundle, change, says):
    change(bundle)
    result = verify_bundle(bundle)
    assert not result.ok
    assert says in (result.first_difference or "")
    assert "\n" not in (result.first_difference or "")


def _cut(folder: Path) -> None:
    path = folder / "facts.csv"
    path.write_bytes(path.read_bytes()[:-20])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(_cut, "is cut off. Export it again.", id="a cut file"),
        pytest.param(
            set_cell("facts.csv", 1, "signed", "yes"), "claim 1: signed yes cannot", id="yes"
        ),
        pytest.param(set_cell("facts.csv", 1, "filed_at", ""), "filed_at blank cannot", id="blank"),
        pytest.param(
            set_cell("facts.csv", 1, "filed_at", "2026-02-30T00:00:00.000000Z"),
            "cannot be read",
            id="no day",
        ),
        pytest.param(
            set_cell("facts.csv", 1, "fact_inmails", "9" * 5000),
            "cannot be read",
            id="a huge number",
        ),
        pytest.param(
            set_cell("facts.csv", 1, "fact_inmails", str(2**63)), "cannot be read", id="2^63"
        ),
        pytest.param(
            set_cell("facts.csv", 1, "fact_inmails", "01"), "fact_inmails 01 cannot", id="01"
        ),
        pytest.param(
            set_cell("facts.csv", 1, "fact_account_country", '"US"'), "cannot be read", id="quoted"
        ),
        pytest.param(
            set_cell("facts.csv", 1, "medium", 'w"b'), "stray quotation mark", id="a stray quote"
        ),
        pytest.param(
            set_cell("determinations.csv", 1, "outcome", "x" * 10_000_000),
            "claim 1: outcome is published as xxx",
            id="10 MB",
        ),
        pytest.param(
            set_cell("facts.csv", 1, "medium", "x" * 20_000_000), "too long to be one", id="20 MB"
        ),
        pytest.param(
            set_cell("determinations.csv", 1, "verdict", ""),
            "verdict is published as blank",
            id="-",
        ),
        pytest.param(
            lambda folder: (folder / "facts.csv").write_bytes(
                (folder / "facts.csv").read_bytes().replace(b"\n", b"\r\n")
            ),
            "facts.csv: the column",
            id="other ends of line",
        ),
    ],
)
def test_absurd_cells_are_told_in_one_short_line(bundle, change, says):
    change(bundle)
    mend(bundle)
    difference = verify_bundle(bundle).first_difference or ""
    assert says in difference
    assert "\n" not in difference
    assert len(difference) < 500


def test_a_folder_that_does_not_exist_is_no_bundle(tmp_path):
    assert "no manifest.json" in (verify_bundle(tmp_path / "none").first_difference or "")
