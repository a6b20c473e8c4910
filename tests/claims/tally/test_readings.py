"""A word that the plan does not name, from the import to the bundle: unknown, read, counted."""

import json
from pathlib import Path

import pytest

from claims import exports
from claims.audit import Actor
from claims.audit.trail_check import check_trail as check_audit
from claims.casework.assessment import request_reassessment
from claims.casework.docket import current_plan
from claims.models import Assessment, Claim, Matter, OutboxEntry, Tally
from claims.records.value_meanings import read_value
from claims.tally.stage_files import stage_json
from claims.tally.tally_comparison import compare_tallies
from claims.verification import root_of, verify_bundle
from tests.claims.records.production_files import subscription
from tests.claims.verification.bundles import edit, sha256
from tests.factories import (
    ALICE,
    LATER,
    NOW,
    Member,
    check,
    file_claim,
    member,
    open_matter,
    produce,
    run_tally,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

COUNSEL = Actor("counsel", "carla")


@pytest.fixture
def matter(db: None, data_dir: object) -> Matter:
    return open_matter()


def populate(matter: Matter, *more: Member) -> None:
    produce(
        matter,
        member("A1"),
        member("A2", product="Premium_Career"),
        member("A3", product="gift card"),
        *more,
    )
    for name in ("a1", "a2", "a3"):
        file_claim(matter, email=f"{name}@example.org", external_ref=name)
    check(matter)


def read(matter: Matter, value: str, same_as: str | None) -> None:
    plan = current_plan(matter)
    read_value(matter, plan, "product", value, same_as, actor=ALICE, at=NOW)
    request_reassessment(matter, NOW)


def payable(tally: Tally) -> tuple[int, int, int]:
    found = tally.counts["payable"]
    return found["eligible"], found["undetermined"], found["ineligible"]


def verdicts() -> dict[str, str]:
    return dict(Claim.objects.values_list("external_ref", "verdict"))


def test_a_claim_is_undetermined_until_a_person_says_what_the_word_is(matter: Matter):
    populate(matter)
    tally = run_tally(matter)
    assert payable(tally) == (1, 2, 0)
    assert verdicts() == {"a1": "eligible", "a2": "undetermined", "a3": "undetermined"}
    assert tally.summary["unknown_values"] == [
        {
            "kind": "subscriptions",
            "column": "product",
            "value": "Premium_Career",
            "rows": 1,
            "nearest": "premium_career",
        },
        {
            "kind": "subscriptions",
            "column": "product",
            "value": "gift card",
            "rows": 1,
            "nearest": "",
        },
    ]

    read(matter, "Premium_Career", "premium_career")
    read(matter, "gift card", None)
    check(matter)

    assert verdicts() == {"a1": "eligible", "a2": "eligible", "a3": "ineligible"}
    later = run_tally(matter, LATER)
    assert (later.readings, payable(later)) == (2, (2, 0, 1))
    assert "unknown_values" not in later.summary
    products = {row["products"] for row in later.summary["by_product"]}
    assert products == {"premium_career", "none"}
    assert check_audit([matter]).first_break is None
    causes = {row["cause"] for row in compare_tallies(tally, later).rows()}
    assert causes == {"record"}


def test_claims_are_assessed_again_once_for_each_reading(matter: Matter):
    populate(matter)
    request_reassessment(matter, NOW)
    asked = OutboxEntry.objects.filter(topic=OutboxEntry.Topic.ASSESS_CLAIM, done_at=None)
    before = asked.count()
    asked.update(done_at=NOW)

    read(matter, "Premium_Career", "premium_career")
    read(matter, "Premium_Career", "premium_career")
    assert asked.count() == 3

    check(matter)
    asked.update(done_at=NOW)
    request_reassessment(matter, NOW)
    assert (before, asked.count()) == (before, 0)
    assert set(Assessment.objects.values_list("readings", flat=True)) == {0, 1}


def test_a_tally_on_the_same_readings_is_gone_on_with_and_on_others_given_up(matter: Matter):
    from claims import tally as tallying

    populate(matter)
    first = tallying.start(matter, actor=ALICE, at=NOW)
    assert tallying.start(matter, actor=ALICE, at=NOW) == first
    read(matter, "gift card", None)
    second = tallying.start(matter, actor=ALICE, at=NOW)
    first.refresh_from_db()
    assert (first.state, second.readings) == (Tally.State.SUPERSEDED, 1)


def test_the_readings_of_a_tally_are_in_its_bundle_and_its_root(matter: Matter, tmp_path: Path):
    populate(matter)
    read(matter, 'gift, "card"', None)
    read(matter, "Premium_Career", "premium_career")
    tally = run_tally(matter)
    read(matter, "gift card", None)
    for name, with_records in (("open", False), ("sealed", True)):
        folder = tmp_path / name
        exports.export_tally(
            tally, "bundle", folder, actor=COUNSEL, at=NOW, with_records=with_records
        )
        text = (folder / "readings.csv").read_text()
        assert text == (
            "number,kind,column,value,same_as\n"
            '1,subscriptions,product,"gift, ""card""",\n'
            "2,subscriptions,product,Premium_Career,premium_career\n"
        )
        assert "readings.csv" in (folder / "README.txt").read_text()
        found = verify_bundle(folder, root=tally.root_sha256)
        assert (found.ok, found.first_difference) == (True, None)
    hashes = stage_json(tally, "seal")["canonical"]
    manifest = json.loads((folder / "manifest.json").read_text())
    parts = (manifest["plan_sha256"], hashes["facts"], hashes["determinations"], manifest["totals"])
    assert root_of(*parts, sha256(folder / "readings.csv")) == tally.root_sha256
    assert root_of(*parts) != tally.root_sha256


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            edit("readings.csv", "Premium_Career,premium_career", "Premium_Career,recruiter_lite"),
            "readings.csv was changed",
        ),
        (edit("readings.csv", "1,subscriptions", "2,subscriptions"), "reading 1 is missing"),
        (edit("readings.csv", "number", "nr"), "the column number is missing"),
        (edit("readings.csv", "Premium_Career,", '"Premium_Career",'), "cannot be read"),
        (
            lambda folder: (folder / "readings.csv").unlink(),
            "readings.csv is named by manifest.json and cannot be read",
        ),
    ],
)
def test_a_changed_reading_is_found(matter: Matter, tmp_path: Path, change, said: str):
    populate(matter)
    read(matter, "Premium_Career", "premium_career")
    tally = run_tally(matter)
    exports.export_tally(tally, "bundle", tmp_path, actor=COUNSEL, at=NOW)
    change(tmp_path)
    found = verify_bundle(tmp_path, root=tally.root_sha256)
    assert not found.ok
    assert said in (found.first_difference or "")


def test_where_nobody_read_a_value_nothing_of_it_is_in_the_bundle(matter: Matter, tmp_path: Path):
    populate(matter)
    tally = run_tally(matter)
    exports.export_tally(tally, "bundle", tmp_path, actor=COUNSEL, at=NOW, with_records=True)
    assert not (tmp_path / "readings.csv").exists()
    assert "readings" not in (tmp_path / "README.txt").read_text()
    assert verify_bundle(tmp_path, root=tally.root_sha256).ok


def _paid_back(amount: str, **cells: str) -> Member:
    whole = member("A4")
    rows = [{**row, "kind": "payment", "refund_of": ""} for row in whole.subscriptions]
    back = {**subscription(account_id="A4", **cells), "amount_paid": amount, "kind": "refund"}
    return Member(whole.account, (*rows, {"refund_of": "", **back}), whole.messages)


@pytest.mark.parametrize(
    ("back", "verdict"),
    [
        pytest.param(_paid_back("-29.99", subscription_id="S-A4"), "ineligible", id="all"),
        pytest.param(_paid_back("-29.98", subscription_id="S-A4"), "eligible", id="all but a cent"),
        pytest.param(_paid_back("($29.99)", subscription_id="R1"), "ineligible", id="as it is"),
        pytest.param(
            _paid_back("-29.99", subscription_id="R1", refund_of="S-A4"), "ineligible", id="by name"
        ),
        pytest.param(
            _paid_back("-29.99", subscription_id="R1", refund_of="S9"), "undetermined", id="of none"
        ),
        pytest.param(
            _paid_back("-30.00", subscription_id="S-A4"), "undetermined", id="more than was paid"
        ),
        pytest.param(
            _paid_back("29.99", subscription_id="R1"), "undetermined", id="above zero: refused"
        ),
        pytest.param(_paid_back("0.00", subscription_id="R1"), "eligible", id="nothing"),
    ],
)
def test_what_was_paid_back_was_not_paid(
    matter: Matter, tmp_path: Path, back: Member, verdict: str
):
    produce(matter, back)
    file_claim(matter, email="a4@example.org", external_ref="a4")
    check(matter)
    tally = run_tally(matter)

    assert verdicts() == {"a4": verdict}
    assert tally.counts["payable"][verdict] == 1
    exports.export_tally(tally, "bundle", tmp_path, actor=COUNSEL, at=NOW, with_records=True)
    found = verify_bundle(tmp_path, root=tally.root_sha256)
    assert (found.ok, found.first_difference) == (True, None)


@pytest.mark.parametrize(
    ("country", "verdict"),
    [
        *((code, "eligible") for code in ("US", "PR", "GU", "VI", "AS", "MP", "UM")),
        *((code, "ineligible") for code in ("FR", "CA", "PH", "FM", "PW", "MH")),
        ("", "undetermined"),
    ],
)
def test_territories_are_in_the_united_states(matter: Matter, country: str, verdict: str):
    produce(matter, member("A1", country=country))
    file_claim(matter, email="a1@example.org", external_ref="a1")
    check(matter)
    assert verdicts() == {"a1": verdict}
