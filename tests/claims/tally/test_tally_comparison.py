"""What changed between two tallies and why, in claims and cents that add up."""

import shutil

import ibis
import pytest

from claims import calculator
from claims.casework import docket
from claims.models import Claim, Matter, Tally
from claims.tally.stage_files import tally_folder
from claims.tally.tally_comparison import CannotCompare, Row, compare_tallies
from tests.claims.tally.funds import approve, fund_plan_text, open_fund_matter
from tests.claims.tally.populations import populate
from tests.factories import (
    LATER,
    NOW,
    OPERATOR,
    WITHOUT_PROOF,
    check,
    file_claim,
    member,
    open_matter,
    plan_text,
    produce,
    run_tally,
)

# Files and engines alone: the database has its part in other tests.
pytestmark = [pytest.mark.one_engine, pytest.mark.long]


THOUSAND = 100_000


@pytest.fixture
def before(matter: Matter) -> Tally:
    populate(matter)
    check(matter)
    return run_tally(matter)


@pytest.fixture
def fund(db: None, data_dir: object) -> Matter:
    matter = open_fund_matter()
    populate(matter)
    check(matter)
    approve(matter, "a1-first", "a2-first")
    return matter


def changes(old: Tally, new: Tally) -> dict[str, Row]:
    """The changes by the reference that the submitter gave."""
    names = dict(Claim.objects.values_list("pk", "external_ref"))
    return {names[row["claim_id"]] or "": row for row in compare_tallies(old, new).rows()}


def kind_and_cause(rows: dict[str, Row]) -> dict[str, tuple[str, str]]:
    return {ref: (row["kind"], row["cause"]) for ref, row in rows.items()}


def test_nothing_changed_is_no_change(matter: Matter, before: Tally):
    found = compare_tallies(before, run_tally(matter, LATER))

    assert (found.claims, found.groups, list(found.rows())) == (0, [], [])
    assert {total.change for total in found.totals} == {0}


def test_a_new_claim_is_a_change_from_nothing(matter: Matter, before: Tally):
    produce(matter, member("A7"))
    file_claim(matter, email="a7@example.org", external_ref="a7-first")
    check(matter)

    rows = changes(before, run_tally(matter, LATER))

    assert kind_and_cause(rows) == {"a7-first": ("new", "claim")}
    row = rows["a7-first"]
    assert (row["outcome_before"], row["outcome_after"]) == (None, "payable")
    assert (row[f"award_{WITHOUT_PROOF}_before"], row[f"award_{WITHOUT_PROOF}_after"]) == (
        0,
        THOUSAND,
    )


@pytest.mark.parametrize(
    ("external_ref", "change", "kind", "named"),
    [
        pytest.param("a3-first", {"withdrawn_at": NOW}, "outcome", ["withdrawn"], id="withdrawn"),
        pytest.param("a6-unsigned", {"signed_later_at": NOW}, "outcome", ["signed"], id="answered"),
        pytest.param(
            "a5-first", {"decided_verdict": "eligible"}, "verdict", ["decision"], id="decided"
        ),
    ],
)
def test_what_happens_to_a_claim_is_its_own_cause(
    matter: Matter,
    before: Tally,
    external_ref: str,
    change: dict[str, object],
    kind: str,
    named: list[str],
):
    Claim.objects.filter(external_ref=external_ref).update(**change)

    rows = changes(before, run_tally(matter, LATER))

    assert kind_and_cause(rows) == {external_ref: (kind, "claim")}
    assert rows[external_ref]["inputs"] == named


def test_a_match_to_another_account_is_the_claims_own_cause(matter: Matter, before: Tally):
    account = Claim.objects.get(external_ref="a4-first").account
    Claim.objects.filter(external_ref="nobody").update(account=account, match_outcome="one")

    rows = changes(before, run_tally(matter, LATER))

    assert kind_and_cause(rows)["nobody"] == ("outcome", "claim")
    assert rows["nobody"]["inputs"] == ["account_id"]


def test_a_claim_that_is_payable_because_another_left_names_the_account(
    matter: Matter, before: Tally
):
    by_outcome = {
        row.outcome: row.claim for row in before.determinations.all() if row.account_id == "A1"
    }
    Claim.objects.filter(pk=by_outcome["payable"].pk).update(withdrawn_at=NOW)

    rows = changes(before, run_tally(matter, LATER))

    assert kind_and_cause(rows) == {
        by_outcome["payable"].external_ref: ("outcome", "claim"),
        by_outcome["duplicate"].external_ref: ("outcome", "account"),
    }
    assert sum(row[f"award_{WITHOUT_PROOF}_after"] for row in rows.values()) == THOUSAND


def test_other_records_change_facts_and_the_facts_are_named(matter: Matter):
    produce(matter, member("A1", has_inmail=False), member("A2"))
    for name in ("a1", "a2"):
        file_claim(matter, email=f"{name}@example.org", external_ref=name)
    check(matter)
    before = run_tally(matter)
    produce(matter, member("A1"))

    rows = changes(before, run_tally(matter, LATER))

    assert kind_and_cause(rows) == {"a1": ("verdict", "record")}
    (fact,) = (one for one in rows["a1"]["facts"] if one["key"] == "inmails")
    assert (fact["before"], fact["after"]) == ("0", "1")
    assert {"key": "messages", "before": "unmet", "after": "met"} in rows["a1"]["criteria"]


def test_another_version_of_the_plan_changes_verdicts(matter: Matter, before: Tally):
    text = plan_text().replace("      in: [US, AS, GU, MP, PR, UM, VI]\n", "      is: CA\n")
    docket.open_matter(text, "again", actor=OPERATOR, at=LATER)

    found = compare_tallies(before, run_tally(matter, LATER))

    assert {(g.kind, g.cause, g.claims) for g in found.groups} == {("verdict", "plan", 6)}
    # Three were eligible, and one from Canada is now.
    assert found.totals[0].change == -2 * THOUSAND


def test_a_program_that_reckons_otherwise_is_named_as_the_rule(
    matter: Matter, before: Tally, monkeypatch: pytest.MonkeyPatch
):
    assess = calculator.assess_claims

    def stricter(*arguments: object) -> object:
        table = assess(*arguments)
        return table.mutate(computed_verdict=ibis.literal("ineligible"))

    monkeypatch.setattr(calculator, "assess_claims", stricter)

    found = compare_tallies(before, run_tally(matter, LATER))

    assert {(group.kind, group.cause) for group in found.groups} == {("verdict", "rule")}


# -- with a fund ----------------------------------------------------------------------------------


def test_shares_change_when_another_takes_part(fund: Matter):
    before = run_tally(fund)
    Claim.objects.filter(external_ref="a3-first").update(withdrawn_at=NOW)

    rows = changes(before, run_tally(fund, LATER))

    assert kind_and_cause(rows) == {
        "a1-first": ("amount", "shares"),
        "a2-first": ("amount", "shares"),
        "a3-first": ("outcome", "claim"),
        "a5-first": ("amount", "shares"),
    }
    assert rows["a3-first"]["kept_after"] == 0
    assert rows["a1-first"]["payment_after"] > rows["a1-first"]["payment_before"] == 175_001


def test_a_decision_moves_money_from_the_reserve_to_the_payments(fund: Matter):
    before = run_tally(fund)
    approve(fund, "a3-first")

    found = compare_tallies(before, run_tally(fund, LATER))

    assert [(g.kind, g.cause, g.claims, g.cents) for g in found.groups] == [
        ("amount", "claim", 1, {"payment": 175_000, "kept": -175_000, "withheld": 0})
    ]
    assert [(t.money, t.before, t.after) for t in found.totals] == [
        ("payment", 350_001, 525_001),
        ("kept", 350_000, 175_000),
        ("withheld", 0, 0),
    ]


def test_a_plan_that_only_divides_otherwise_is_the_plan(fund: Matter):
    before = run_tally(fund)
    text = fund_plan_text().replace('gross: "10000.01"', 'gross: "20000.01"')
    docket.open_matter(text, "again", actor=OPERATOR, at=LATER)

    rows = changes(before, run_tally(fund, LATER))

    assert set(kind_and_cause(rows).values()) == {("amount", "plan")}
    assert len(rows) == 4


# -- what is asked for ----------------------------------------------------------------------------


def test_changes_come_in_the_order_of_the_claims_a_piece_at_a_time(matter: Matter, before: Tally):
    Claim.objects.exclude(external_ref="nobody").update(withdrawn_at=NOW)

    found = compare_tallies(before, run_tally(matter, LATER))

    everything = list(found.rows())
    assert len(everything) == found.claims == 6
    assert [*found.rows(0, 4), *found.rows(4, 4)] == everything
    assert everything == sorted(everything, key=lambda row: row["claim_id"])


def test_changes_are_found_once_and_outlive_the_files_they_were_found_in(
    matter: Matter, before: Tally
):
    Claim.objects.filter(external_ref="a3-first").update(withdrawn_at=NOW)
    after = run_tally(matter, LATER)
    first = compare_tallies(before, after)
    shutil.rmtree(tally_folder(before))

    again = compare_tallies(before, after)

    assert again.path == first.path
    assert list(again.rows()) == list(first.rows())


def test_a_tally_whose_files_are_gone_is_said_to_be_in_one_line(matter: Matter, before: Tally):
    after = run_tally(matter, LATER)
    shutil.rmtree(tally_folder(before))

    with pytest.raises(CannotCompare, match="Files of tally 1 are gone or altered") as error:
        compare_tallies(before, after)

    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"totals_cents": {WITHOUT_PROOF: 300_001, "sca_actual_required": 0}}, "come to 0, but"),
        ({"counts": {"claims": 9}}, "the changes of claims come to 0, but the totals differ by 1"),
    ],
)
def test_changes_that_do_not_add_up_to_the_totals_are_not_shown(
    matter: Matter, before: Tally, change: dict[str, object], says: str
):
    after = run_tally(matter, LATER)
    Tally.objects.filter(pk=after.pk).update(**change)
    after.refresh_from_db()

    with pytest.raises(CannotCompare, match=says):
        compare_tallies(before, after)


def test_only_two_sealed_tallies_of_one_matter_in_their_order_compare(
    matter: Matter, before: Tally
):
    after, other = run_tally(matter, LATER), run_tally(open_matter("another-matter"))

    for old, new, says in (
        (before, other, "of two matters"),
        (after, before, "is not older than"),
        (before, before, "is not older than"),
    ):
        with pytest.raises(CannotCompare, match=says):
            compare_tallies(old, new)
    after.state = Tally.State.CANCELLED
    with pytest.raises(CannotCompare, match="Only sealed tallies"):
        compare_tallies(before, after)
