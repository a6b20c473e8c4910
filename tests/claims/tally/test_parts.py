"""A tally in many parts says what a tally in one says, in whatever order its parts are done."""

import pytest
from django.db.models import Q
from pytest_django.fixtures import Settings

from claims.audit.trail_check import check_trail as check_audit
from claims.casework.assessment.claim_rows import opt_out_condition, with_opt_out
from claims.models import Claim, Determination, Exclusion, Matter, OutboxEntry, Tally, TallyStage
from claims.tally import (
    STAGES,
    CannotTally,
    cancel,
    is_done,
    number_of_steps,
    run_next_stage,
    run_part,
    start,
    step_of,
)
from tests.claims.tally.funds import approve, open_fund_matter
from tests.claims.tally.populations import EXPECTED_COUNTS, EXPECTED_TOTALS, populate
from tests.factories import (
    LATER,
    NOW,
    OPERATOR,
    check,
    file_claim,
    member,
    open_matter,
    produce,
    run_tally,
)

IN_PARTS = [place for place, stage in enumerate(STAGES) if stage.is_in_parts]


def published(tally: Tally) -> list[tuple[object, ...]]:
    columns = [
        field.column
        for field in Determination._meta.fields
        if field.column not in ("id", "tally_id")
    ]
    rows = Determination.objects.filter(tally=tally).order_by("claim_id").values_list(*columns)
    return [tuple(map(str, row)) for row in rows]


@pytest.mark.parametrize("claims", [pytest.param(1, marks=pytest.mark.long), 3])
def test_parts_change_nothing(counted: Matter, settings: Settings, claims: int):
    whole = run_tally(counted)
    settings.TALLY_PART_CLAIMS = claims

    in_parts = run_tally(counted, at=LATER)

    assert (whole.parts, in_parts.parts > 1) == (1, True)
    assert in_parts.root_sha256 == whole.root_sha256
    assert in_parts.seal_sha256 == whole.seal_sha256
    assert (in_parts.counts, in_parts.totals_cents) == (EXPECTED_COUNTS, EXPECTED_TOTALS)
    assert published(in_parts) == published(whole)
    assert check_audit([counted]).ok


@pytest.mark.long
def test_parts_change_no_payment(db: None, data_dir: object, settings: Settings):
    matter = open_fund_matter()
    populate(matter)
    check(matter)
    approve(matter, "a1-first", "a2-first", "a3-first")
    whole = run_tally(matter)
    settings.TALLY_PART_CLAIMS = 2

    in_parts = run_tally(matter, at=LATER)

    assert in_parts.fund == whole.fund
    assert published(in_parts) == published(whole)


def test_all_claims_of_an_account_are_in_one_part(matter: Matter, settings: Settings):
    produce(matter, member("A1"), member("A2"), member("A3"))
    for place in range(6):
        file_claim(matter, email="a2@example.org", external_ref=f"flood-{place}")
    file_claim(matter, email="a1@example.org")
    file_claim(matter, email="a3@example.org")
    check(matter)
    settings.TALLY_PART_CLAIMS = 2

    tally = run_tally(matter)

    assert tally.state == Tally.State.SEALED, tally.problem
    assert (tally.counts["duplicates"], tally.counts["payable"]["eligible"]) == (5, 3)


def test_parts_are_done_in_any_order_and_again(counted: Matter, settings: Settings):
    undisturbed = run_tally(counted)
    settings.TALLY_PART_CLAIMS = 2
    tally = start(counted, actor=OPERATOR, at=NOW)

    while tally.state == Tally.State.RUNNING:
        for entry in reversed(asked_for(tally)):
            run_part(tally, *step_of(entry), NOW)
            assert run_part(tally, *step_of(entry), NOW) is False, "it is done"
            tally.refresh_from_db()

    assert tally.state == Tally.State.SEALED, tally.problem
    assert tally.root_sha256 == undisturbed.root_sha256
    assert published(tally) == published(undisturbed)
    assert TallyStage.objects.filter(tally=tally).count() == number_of_steps(tally)


def asked_for(tally: Tally) -> list[OutboxEntry]:
    entries = OutboxEntry.objects.filter(topic="tally_stage", subject_id=tally.pk).order_by("id")
    return [entry for entry in entries if not is_done(tally, *step_of(entry))]


@pytest.mark.long
@pytest.mark.parametrize("place", IN_PARTS)
def test_a_stage_does_not_begin_before_the_one_before_it_is_done(
    counted: Matter, settings: Settings, place: int
):
    settings.TALLY_PART_CLAIMS = 2
    tally = start(counted, actor=OPERATOR, at=NOW)
    before = STAGES[place - 1].name
    while run_next_stage(tally, NOW) != before:
        pass
    if STAGES[place - 1].is_in_parts:
        assert run_part(tally, place, 0, NOW) is False
        while TallyStage.objects.filter(tally=tally, name=before).count() < tally.parts:
            run_next_stage(tally, NOW)

    assert run_part(tally, place, tally.parts, NOW) is False, "there is no such part"
    assert run_part(tally, place, 0, NOW) is True


def test_a_part_that_somebody_does_is_left_to_them(counted: Matter):
    from claims.tally.stage_files import part_lock

    tally = start(counted, actor=OPERATOR, at=NOW)

    with part_lock(tally, "snapshot", 0) as is_mine:
        assert is_mine
        assert run_part(tally, 0, 0, NOW) is False
    assert run_part(tally, 0, 0, NOW) is True


@pytest.fixture(params=[stage.name for stage in STAGES[:-1]])
def stopped(counted: Matter, request: pytest.FixtureRequest) -> Tally:
    tally = start(counted, actor=OPERATOR, at=NOW)
    while run_next_stage(tally, NOW) != request.param:
        pass
    cancel(counted, actor=OPERATOR, at=LATER)
    tally.refresh_from_db()
    return tally


@pytest.mark.long
def test_a_cancelled_tally_goes_no_further_and_the_next_one_is_whole(stopped: Tally):
    assert stopped.state == Tally.State.CANCELLED
    assert run_next_stage(stopped, LATER) is None
    assert all(is_done(stopped, place, 0) for place in range(len(STAGES)))

    after = run_tally(stopped.matter, at=LATER)

    assert (after.counts, after.totals_cents) == (EXPECTED_COUNTS, EXPECTED_TOTALS)
    assert Tally.objects.latest_sealed(stopped.matter) == after
    assert check_audit([stopped.matter]).ok


def test_where_none_is_running_none_is_cancelled(counted: Matter):
    run_tally(counted)

    with pytest.raises(CannotTally, match="No tally of linkedin-inmail is running"):
        cancel(counted, actor=OPERATOR, at=LATER)


def test_a_stage_that_ends_after_its_tally_was_cancelled_leaves_nothing(
    counted: Matter, monkeypatch: pytest.MonkeyPatch
):
    from claims.tally import stage_runs

    tally = start(counted, actor=OPERATOR, at=NOW)
    real = stage_runs.STAGES[0].prepare

    def cancelled_meanwhile(tally: Tally, part: int) -> object:
        result = real(tally, part)
        cancel(counted, actor=OPERATOR, at=LATER)
        return result

    monkeypatch.setattr(
        stage_runs,
        "STAGES",
        (stage_runs.Stage("snapshot", cancelled_meanwhile), *stage_runs.STAGES[1:]),
    )

    assert run_part(tally, 0, 0, NOW) is False
    assert not TallyStage.objects.exists()


def test_opt_outs_for_all_claims_at_once_are_those_for_each(matter: Matter):
    produce(matter, member("A1", other_emails="old@example.org"), member("A2"), member("A3"))
    other = open_matter("another-matter")
    for name in ("a1", "a2", "a3", "nobody"):
        file_claim(matter, email=f"{name}@example.org", external_ref=f"{name}-ref")
        file_claim(other, email=f"{name}@example.org", external_ref=f"{name}-other")
    check(matter)
    for columns in (
        {"external_ref": "nobody-ref"},
        {"account_id": "A2"},
        {"email_key": "old@example.org"},
        {"email_key": "stranger@example.org", "external_ref": "stranger"},
        {"account_id": "A3", "matter": other},
    ):
        named = {"matter": matter, "received_on": NOW.date(), "recorded_at": NOW, **columns}
        Exclusion.objects.create(**named)

    for each in (matter, other):
        one_by_one = with_opt_out(Claim.objects.of(each)).filter(Q(opted_out=True))
        at_once = Claim.objects.of(each).filter(opt_out_condition(each))
        assert set(at_once) == set(one_by_one)
    assert {claim.external_ref for claim in Claim.objects.filter(opt_out_condition(matter))} >= {
        *("a1-ref", "a2-ref", "nobody-ref")
    }
