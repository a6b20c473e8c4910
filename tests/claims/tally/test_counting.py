"""What a tally says, and that everything it says adds up."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from claims.audit.trail_check import check_trail as check_audit
from claims.casework import docket, review
from claims.models import (
    Claim,
    Determination,
    Event,
    Exclusion,
    Matter,
    SealedChain,
    Tally,
    TallyStage,
)
from claims.tally import STAGES, reconciliation_stage, run_next_stage, start
from claims.tally.stage_files import stage_json
from tests.claims.tally.populations import (
    EXPECTED_COUNTS,
    EXPECTED_TOTALS,
    cents,
    populate,
    tallied_matter,
)
from tests.factories import (
    ALICE,
    LATER,
    NOW,
    OPERATOR,
    WITHOUT_PROOF,
    check,
    checked_claim,
    file_claim,
    member,
    open_matter,
    produce,
    run_tally,
)
from tests.remembered import begin_with


@pytest.fixture
def tally(db: None, data_dir: object) -> Tally:
    begin_with(tallied_matter)
    return Tally.objects.get()


def test_every_claim_is_counted_once(tally: Tally):
    counts = tally.counts

    assert counts == EXPECTED_COUNTS
    assert counts["claims"] == counts["matched"] + counts["unmatched"]
    payable = sum(counts["payable"].values())
    assert counts["matched"] == payable + counts["duplicates"] + counts["incomplete"]


def test_totals_are_a_thousand_dollars_a_head_and_nothing_where_damage_must_be_proven(
    tally: Tally,
):
    assert tally.totals_cents == EXPECTED_TOTALS


@pytest.mark.a_few(1)
@pytest.mark.parametrize("group", ["by_outcome", "by_state", "by_product"])
def test_every_table_sums_to_the_total_and_to_all_claims(tally: Tally, group: str):
    rows = tally.summary[group]

    assert cents(rows) == tally.totals_cents[WITHOUT_PROOF]
    assert sum(row["claims"] for row in rows) == tally.counts["claims"]
    assert sum(row["eligible"] for row in rows) == tally.counts["payable"]["eligible"]


def test_claims_are_grouped_by_the_state_of_their_account_or_else_as_claimed(tally: Tally):
    found = {row["state"]: (row["claims"], row["eligible"]) for row in tally.summary["by_state"]}

    assert found == {"CA": (4, 1), "TX": (2, 2), "NV": (1, 0), "unknown": (1, 0)}


def test_claims_are_grouped_by_the_products_that_qualified(tally: Tally):
    found = {row["products"]: row["claims"] for row in tally.summary["by_product"]}

    assert found == {"premium_career": 6, "recruiter_lite": 1, "none": 1}


def test_reasons_are_counted_for_every_criterion(tally: Tally):
    rows = tally.summary["by_reason"]

    for criterion in ("region", "subscription", "messages", "setting"):
        of_criterion = [row for row in rows if row["reason"].startswith(f"{criterion}.")]
        assert sum(row["claims"] for row in of_criterion) == tally.counts["claims"]
    payable = {row["reason"]: row["claims"] for row in rows if row["outcome"] == "payable"}
    assert payable["region.unmet"] == 1
    assert payable["region.unknown"] == 1
    assert payable["region.met"] == 3


def test_the_published_rows_are_the_totals(tally: Tally):
    rows = Determination.objects.filter(tally=tally)
    awards = [row.awards_cents for row in rows if row.awards_cents]

    assert rows.count() == tally.counts["claims"]
    for verdict, count in tally.counts["payable"].items():
        assert rows.filter(outcome="payable", verdict=verdict).count() == count
    assert rows.filter(outcome="duplicate").get().payable_claim == Claim.objects.get(
        external_ref="a1-first"
    )
    assert awards == [{WITHOUT_PROOF: 100_000}] * 3, "nothing is said of nothing"


def test_a_determination_carries_its_reasons(tally: Tally):
    unsigned = Determination.objects.get(claim__external_ref="a6-unsigned")

    assert unsigned.reasons == [
        *("signed.unmet", "region.met", "subscription.met", "messages.met", "setting.met")
    ]


def test_a_tally_agrees_with_the_pages_of_the_claims(tally: Tally):
    for row in Determination.objects.select_related("claim"):
        assert (row.outcome, row.verdict) == (row.claim.outcome, row.claim.verdict)
        assert row.payable_claim_id == row.claim.payable_claim_id


def test_a_sealed_tally_names_every_chain_and_the_matters_chain_names_the_tally(tally: Tally):
    assert tally.state == Tally.State.SEALED
    assert [stage.name for stage in tally.stages.order_by("place")] == [s.name for s in STAGES]
    heads = {(c.reference, c.length, c.head_sha256) for c in SealedChain.objects.all()}
    assert heads == {(c.reference, c.chain_length, c.chain_head) for c in Claim.objects.all()}
    event = Event.objects.get(kind="tally_sealed")
    assert event.data["root_sha256"] == tally.root_sha256
    assert event.data["totals_cents"] == tally.totals_cents
    assert check_audit([tally.matter]).ok


def test_a_tally_of_the_same_inputs_has_the_same_result(tally: Tally):
    again = run_tally(tally.matter, at=LATER)

    assert again.number == tally.number + 1
    assert again.root_sha256 == tally.root_sha256
    assert (again.counts, again.totals_cents) == (tally.counts, tally.totals_cents)


ROOT = "e098fa185de0b027fe39cf5dd66fec6f502f7df1f85b297213d220aa9f4bca6e"
"""Of the sample plan and the population of these tests. A change of the plan or of the canonical
text changes it; the machine, the database, the engine and the number of parts do not."""

FIRST_PLAN = Path(__file__).with_name("first_plan.yaml")
FIRST_ROOT = "70671f5df9ad8bfa6b9ccea5061101105b9917e0323f872ed66c48563d3f45e2"
"""The same under the first version of that plan, which databases hold: it never changes."""


def test_the_root_is_the_same_on_any_machine_and_database(tally: Tally):
    assert tally.root_sha256 == ROOT


def test_the_root_under_a_plan_that_a_database_holds_stays_what_it_was(db: None, data_dir: object):
    text = FIRST_PLAN.read_text(encoding="utf-8")
    matter = docket.open_matter(text, "first_plan.yaml", actor=OPERATOR, at=NOW).matter
    populate(matter)
    check(matter)

    assert run_tally(matter).root_sha256 == FIRST_ROOT


def test_a_decision_changes_the_next_tally_and_not_the_sealed_one(tally: Tally):
    undetermined = Claim.objects.get(external_ref="a5-first")
    review.decide(undetermined, "approve", "proven_otherwise", actor=ALICE, at=LATER)
    check(tally.matter)

    again = run_tally(tally.matter, at=LATER)

    tally.refresh_from_db()
    assert tally.totals_cents[WITHOUT_PROOF] == 300_000
    assert again.totals_cents[WITHOUT_PROOF] == 400_000
    assert again.counts["payable"] == {"eligible": 4, "undetermined": 0, "ineligible": 1}
    assert check_audit([tally.matter]).ok


def test_a_class_of_nobody_is_tallied(matter: Matter):
    tally = run_tally(matter)

    assert tally.state == Tally.State.SEALED, tally.problem
    assert tally.counts["claims"] == 0
    assert set(tally.totals_cents.values()) == {0}


def test_claims_before_any_records_are_tallied_as_unmatched(matter: Matter):
    checked_claim(matter, email="a1@example.org")

    tally = run_tally(matter)

    assert tally.state == Tally.State.SEALED, tally.problem
    assert (tally.counts["claims"], tally.counts["unmatched"]) == (1, 1)


def test_a_long_state_does_not_stop_a_tally(matter: Matter):
    checked_claim(matter, state="N" * 500)

    tally = run_tally(matter)

    assert tally.state == Tally.State.SEALED, tally.problem
    assert Determination.objects.get().state == "N" * 100


def test_two_matters_side_by_side_do_not_mix(tally: Tally):
    other = open_matter("another-matter")
    produce(other, member("A1"))
    file_claim(other, email="a1@example.org")
    check(other)

    of_other = run_tally(other)
    again = run_tally(tally.matter)

    assert of_other.counts["claims"] == 1
    assert of_other.totals_cents[WITHOUT_PROOF] == 100_000
    assert (again.counts, again.root_sha256) == (tally.counts, tally.root_sha256)
    assert len({tally.number, of_other.number, again.number}) == 3
    assert check_audit([tally.matter, other]).ok


def test_what_does_not_reconcile_is_not_published(counted: Matter, monkeypatch: pytest.MonkeyPatch):
    def one_cent_more(tally: Tally, stage: str) -> object:
        totals = stage_json(tally, stage)
        totals["totals_cents"][WITHOUT_PROOF] += 1
        return totals

    monkeypatch.setattr(reconciliation_stage, "stage_json", one_cent_more)

    tally = run_tally(counted)

    assert tally.state == Tally.State.REFUSED
    assert tally.problem == (
        f"Tally {tally.number} does not reconcile: sca_actual_not_required: awards sum to the "
        "total: 300000 against 300001. Nothing was published."
    )
    assert not Determination.objects.exists()
    assert Tally.objects.latest_sealed(counted) is None


def test_a_refused_tally_is_followed_by_a_new_one(counted: Matter, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as broken:
        broken.setattr(
            reconciliation_stage,
            "_equality_check",
            lambda what, left, right: {"what": what, "left": 0, "right": 1},
        )
        refused = run_tally(counted)

    tally = run_tally(counted)

    assert (refused.state, tally.state) == (Tally.State.REFUSED, Tally.State.SEALED)
    assert tally.totals_cents == EXPECTED_TOTALS


def stages_until(matter: Matter, name: str) -> Tally:
    tally = start(matter, actor=OPERATOR, at=NOW)
    while run_next_stage(tally, NOW) != name:
        pass
    return tally


def file_of(tally: Tally, stage: str) -> Path:
    (path,) = (Path(settings.DATA_DIR) / tally.folder).glob(f"{stage}-*")
    return path


@pytest.mark.a_few(2)
@pytest.mark.parametrize("stage", ["snapshot", "assess", "allocate", "publish"])
@pytest.mark.parametrize("how", ["altered", "missing"])
def test_a_stage_whose_file_was_touched_is_not_built_upon(counted: Matter, stage: str, how: str):
    tally = stages_until(counted, stage)
    path = file_of(tally, stage)
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] + b"?")

    tally = run_tally(counted)

    assert tally.state == Tally.State.REFUSED
    assert f"{path.name} is missing or was altered. Run the tally again." in tally.problem
    assert run_tally(counted).totals_cents == EXPECTED_TOTALS


def test_totals_that_were_altered_in_the_file_are_noticed(counted: Matter):
    path = file_of(stages_until(counted, "allocate"), "allocate")
    totals = json.loads(path.read_text())
    totals["totals_cents"][WITHOUT_PROOF] = 1
    path.write_text(json.dumps(totals))

    assert run_tally(counted).state == Tally.State.REFUSED


def test_altered_records_are_not_tallied(counted: Matter):
    (path,) = Path(settings.DATA_DIR).glob("**/messages.parquet")
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"?")

    tally = run_tally(counted)

    assert tally.state == Tally.State.REFUSED
    assert "was altered after its import. Restore that folder from the back-up" in tally.problem
    assert not TallyStage.objects.exists()


@pytest.mark.a_few(2)
@pytest.mark.parametrize("change", ["a claim", "records", "an opt-out", "a decision"])
def test_a_tally_whose_inputs_changed_is_given_up_for_a_new_one(counted: Matter, change: str):
    first = stages_until(counted, "assess")
    if change == "a claim":
        file_claim(counted)
    elif change == "records":
        produce(counted, member("A9"), at=LATER)
    elif change == "an opt-out":
        Exclusion.objects.create(matter=counted, external_ref="X", received_on=NOW, recorded_at=NOW)
    else:
        claim = Claim.objects.get(external_ref="a5-first")
        review.decide(claim, "approve", "meets_criteria", actor=ALICE, at=LATER)

    second = start(counted, actor=OPERATOR, at=LATER)

    first.refresh_from_db()
    assert (first.state, second.number) == (Tally.State.SUPERSEDED, first.number + 1)
    assert run_next_stage(first, LATER) is None
    assert not first.stages.filter(name="allocate").exists()


def test_looking_at_a_claim_does_not_give_a_tally_up(counted: Matter):
    first = stages_until(counted, "assess")
    review.record_view(Claim.objects.first() or Claim(), actor=ALICE, at=LATER)

    assert start(counted, actor=OPERATOR, at=LATER) == first
