"""`check` finds whatever was changed behind the casework's back."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, models

from claims.audit import triggers
from claims.audit.chain import record_for_matter
from claims.audit.opt_outs import opt_outs_sha256
from claims.audit.trail_check import check_trail
from claims.casework import review
from claims.casework.intake import withdrawal
from claims.models import (
    Account,
    Assessment,
    Claim,
    Decision,
    Determination,
    Event,
    EventKind,
    Exclusion,
    Letter,
    Matter,
    OutboxEntry,
    PlanVersion,
    Production,
    SealedChain,
    SubmissionKey,
    Tally,
)
from tests.factories import (
    ALICE,
    CLAIMANT,
    LATER,
    NOW,
    OPERATOR,
    checked_claim,
    file_claim,
    member,
    open_matter,
    produce,
    run_tally,
)
from tests.factories import (
    check as hold_against_the_records,
)
from tests.remembered import begin_with


def three_claims() -> Matter:
    matter = open_matter()
    produce(matter, member("A1"), member("A2"))
    checked_claim(matter, email="a1@example.org")
    checked_claim(matter, email="a2@example.org")
    checked_claim(matter, email="nobody@example.org", signed=False)
    return matter


def three_claims_tallied() -> None:
    run_tally(three_claims())


@pytest.fixture
def claim(db: None, data_dir: object) -> Claim:
    """A claim with a trail, beside others."""
    begin_with(three_claims)
    return Claim.objects.get(email="a1@example.org")


@pytest.fixture
def sealed(db: None, data_dir: object) -> Claim:
    """The same claim, once a tally has sealed its chain."""
    begin_with(three_claims_tallied)
    return Claim.objects.get(email="a1@example.org")


@contextmanager
def without_guards() -> Iterator[None]:
    """The tests' sanctioned reset: an attacker who owns the database has no more."""
    triggers.drop_triggers(connection)
    yield
    triggers.install_triggers(connection)


def change(model: type[models.Model], pk: int, **columns: object) -> None:
    with without_guards():
        assert model._default_manager.filter(pk=pk).update(**columns) == 1


def delete(model: type[models.Model], **which: object) -> None:
    """As raw SQL does, without Django's protection."""
    rows = model._default_manager.filter(**which)
    assert rows.exists()
    with without_guards():
        rows._raw_delete(rows.db)


def event_of(claim: Claim, sequence: int) -> Event:
    return claim.events.get(sequence=sequence)


def first_break(matter: Matter) -> str:
    report = check_trail([matter])
    assert not report.ok
    return report.first_break or ""


def test_what_nobody_touched_holds(sealed: Claim):
    report = check_trail([sealed.matter])

    assert (report.ok, report.first_break) == (True, None)
    assert report.claims == 3
    assert report.events == Event.objects.count()


def test_what_people_did_holds(claim: Claim):
    other = file_claim(claim.matter, email="a2@example.org", filed_at=LATER)
    hold_against_the_records(claim.matter, other)
    review.decide(claim, "approve", "meets_criteria", actor=ALICE, at=LATER)
    review.choose_account(other, None, actor=ALICE, at=LATER)
    review.record_view(other, actor=ALICE, at=LATER)
    unsigned = Claim.objects.get(status="DEFICIENT")
    review.record_answer(unsigned, signature=True, actor=ALICE, at=LATER)
    withdrawal.withdraw_claim(other, actor=CLAIMANT, at=LATER)
    hold_against_the_records(claim.matter)
    run_tally(claim.matter)

    assert check_trail([claim.matter]).first_break is None


def test_changed_data_is_found(claim: Claim):
    change(Event, event_of(claim, 2).pk, data={"outcome": "none"})

    assert first_break(claim.matter) == f"Claim {claim.reference}: event 2 (matched) was changed."


@pytest.mark.a_few(2)
@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"actor": "administrator:mallory"}, id="who"),
        pytest.param({"at": LATER}, id="when"),
        pytest.param({"kind": "viewed"}, id="what"),
        pytest.param({"sha256": "0" * 64}, id="its hash"),
    ],
)
def test_a_changed_event_is_found(claim: Claim, columns: dict[str, object]):
    change(Event, event_of(claim, 3).pk, **columns)

    assert f"Claim {claim.reference}: event 3" in first_break(claim.matter)


def test_a_link_that_follows_another_is_found(claim: Claim):
    change(Event, event_of(claim, 3).pk, previous_sha256="0" * 64)

    assert first_break(claim.matter).endswith("event 3 does not follow event 2.")


def test_a_missing_link_is_found(claim: Claim):
    delete(Event, pk=event_of(claim, 2).pk)

    assert first_break(claim.matter) == f"Claim {claim.reference}: event 2 is missing."


def test_a_cut_tail_is_found(claim: Claim):
    delete(Event, claim=claim, sequence__gt=4)

    assert first_break(claim.matter).endswith("events after 4 are missing; there were 6.")


def test_a_cut_tail_is_found_by_the_seal_though_the_row_was_made_to_fit(sealed: Claim):
    cut = event_of(sealed, 6)
    delete(Event, pk=cut.pk)
    change(
        *(Claim, sealed.pk),
        chain_length=5,
        chain_head=cut.previous_sha256,
        status="MATCHING",
    )

    assert "its chain had 6 events when tally 1 was sealed" in first_break(sealed.matter)


def test_a_claim_with_all_its_events_gone_is_found(claim: Claim):
    delete(Event, claim=claim)

    assert first_break(claim.matter) == f"Claim {claim.reference}: all its events are missing."


def test_the_events_of_the_next_claim_are_not_taken_for_missing(claim: Claim):
    with without_guards():
        Event.objects.filter(claim=claim)._raw_delete("default")

    from claims.audit.trail_check import _breaks

    assert [b for b in _breaks(claim.matter) if "missing" in b] == [
        f"Claim {claim.reference}: all its events are missing."
    ]


@pytest.mark.a_few(2)
@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"email": "mallory@example.org"}, id="its e-mail address"),
        pytest.param({"filed_at": LATER}, id="the moment of filing"),
        pytest.param({"signed": False}, id="its signature"),
        pytest.param({"first_name": "Mallory"}, id="a name"),
        pytest.param({"external_ref": "R-X"}, id="its reference"),
        pytest.param({"postmarked_on": NOW.date()}, id="its postmark"),
    ],
)
def test_a_changed_submission_is_found(claim: Claim, columns: dict[str, object]):
    change(Claim, claim.pk, **columns)

    said = first_break(claim.matter)
    assert said == f"Claim {claim.reference}: what its author submitted was changed."


def test_a_submission_changed_together_with_its_hash_is_found(claim: Claim):
    from claims.audit.submission_trail import submission_content
    from claims.files.hashes import sha256_of

    claim.email = "mallory@example.org"
    change(
        *(Claim, claim.pk),
        email=claim.email,
        submission_sha256=sha256_of(submission_content(claim)),
    )

    assert "not the one that its first event names" in first_break(claim.matter)


@pytest.mark.a_few(3)
@pytest.mark.parametrize(
    ("columns", "what"),
    [
        pytest.param({"status": "APPROVED"}, "status", id="its status"),
        pytest.param({"decided_verdict": "eligible"}, "decision", id="a decision"),
        pytest.param({"withdrawn_at": NOW}, "withdrawal", id="a withdrawal"),
        pytest.param({"late_accepted": True}, "acceptance as late", id="accepted as late"),
        pytest.param({"signed_later_at": NOW}, "later signature", id="a later signature"),
        pytest.param({"email_key": "x"}, "key of its e-mail address", id="its key"),
    ],
)
def test_a_claim_moved_behind_its_trails_back_is_found(
    claim: Claim, columns: dict[str, object], what: str
):
    change(Claim, claim.pk, **columns)

    assert f"its {what} is not what its trail says" in first_break(claim.matter)


def test_a_claim_given_another_account_is_found(claim: Claim):
    change(Claim, claim.pk, account=Account.objects.get(account_id="A2"))

    assert "its account is not what its trail says" in first_break(claim.matter)


def test_a_claim_deleted_with_everything_about_it_is_found_by_the_seal(sealed: Claim):
    with without_guards():
        for model in (Determination, Event, Assessment, SubmissionKey, Letter):
            rows = model._default_manager.filter(claim=sealed)
            if model is Assessment:
                Claim.objects.filter(pk=sealed.pk).update(assessment=None)
            rows._raw_delete("default")
        OutboxEntry.objects.filter(subject_id=sealed.pk).delete()
        Claim.objects.filter(pk=sealed.pk)._raw_delete("default")

    assert "tally 1" in first_break(sealed.matter).lower()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps foreign keys")
@pytest.mark.django_db(transaction=True)
def test_events_whose_claim_is_gone_are_found(data_dir: object):
    matter = open_matter()
    claim = file_claim(matter)
    with connection.constraint_checks_disabled():
        SubmissionKey.objects.all().delete()
        OutboxEntry.objects.all().delete()
        Claim.objects.all()._raw_delete("default")

    assert first_break(matter).endswith(f"events of claim {claim.pk} are there, its row is not.")


def test_changed_sealed_heads_are_found(sealed: Claim):
    chain = SealedChain.objects.get(reference=sealed.reference)
    change(SealedChain, chain.pk, length=5)

    assert first_break(sealed.matter) == "Tally 1: the sealed heads of its chains were changed."


def test_a_removed_sealed_head_is_found(sealed: Claim):
    delete(SealedChain, reference=sealed.reference)

    assert first_break(sealed.matter) == "Tally 1: the sealed heads of its chains were changed."


def test_a_removed_tally_is_found(sealed: Claim):
    delete(Determination)
    delete(SealedChain)
    with without_guards():
        tally = Tally.objects.get()
        tally.stages.all()._raw_delete("default")
    delete(Tally)

    assert first_break(sealed.matter) == "Tally 1: it was sealed and is missing."


@pytest.mark.a_few(2)
@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"totals_cents": {"sca_actual_not_required": 1}}, id="its totals"),
        pytest.param({"counts": {}}, id="its counts"),
        pytest.param({"summary": {}}, id="its tables"),
        pytest.param({"root_sha256": "0" * 64}, id="its result"),
        pytest.param({"seal_sha256": "0" * 64}, id="its seal"),
        pytest.param({"state": "superseded"}, id="its state"),
    ],
)
def test_a_changed_tally_is_found(sealed: Claim, columns: dict[str, object]):
    change(Tally, Tally.objects.get().pk, **columns)

    assert first_break(sealed.matter).startswith("Tally 1: ")


def test_a_changed_determination_is_found(sealed: Claim):
    change(Determination, Determination.objects.get(claim=sealed).pk, verdict="ineligible")

    assert first_break(sealed.matter).startswith("Tally 1: its totals, determinations or awards")


def test_a_changed_award_is_found(sealed: Claim):
    change(
        Determination,
        Determination.objects.get(claim=sealed).pk,
        awards_cents={"sca_actual_not_required": 500_000},
    )

    assert first_break(sealed.matter).startswith("Tally 1: its totals, determinations or awards")


def test_a_removed_award_is_found(sealed: Claim):
    change(Determination, Determination.objects.get(claim=sealed).pk, awards_cents={})

    assert first_break(sealed.matter).startswith("Tally 1: its totals, determinations or awards")


def test_a_changed_payment_is_found(sealed: Claim):
    change(Determination, Determination.objects.get(claim=sealed).pk, payment_cents=1)

    assert first_break(sealed.matter).startswith("Tally 1: its totals, determinations or awards")


def test_an_invented_sealed_tally_is_found(sealed: Claim):
    tally = Tally.objects.get()
    tally.pk, tally.number = None, 2
    tally.save()

    assert first_break(sealed.matter).startswith("Tally 2: it says that it is sealed")


def test_a_changed_plan_is_found(claim: Claim):
    version = PlanVersion.objects.get()
    change(PlanVersion, version.pk, text=version.text.replace('"1000.00"', '"2000.00"'))

    assert first_break(claim.matter).endswith("the text of plan version 1 was changed.")


@pytest.mark.a_few(1)
@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"sha256": "0" * 64}, id="its hash"),
        pytest.param({"incomplete_kinds": ["messages"]}, id="what it is not complete for"),
        pytest.param({"counts": {}}, id="its counts"),
    ],
)
def test_a_changed_production_is_found(claim: Claim, changed: dict[str, object]):
    change(Production, Production.objects.get().pk, **changed)

    assert first_break(claim.matter).endswith("the row of production 1 was changed.")


@pytest.mark.a_few(1)
@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"outcome": "incomplete"}, id="its outcome"),
        pytest.param({"verdict": "ineligible"}, id="its verdict"),
        pytest.param({"competing": True}, id="whether it competes"),
    ],
)
def test_a_changed_finding_on_a_claims_row_is_found(claim: Claim, columns: dict[str, object]):
    change(Claim, claim.pk, **columns)

    assert "outcome and verdict" in first_break(claim.matter)


def test_an_opt_out_that_names_somebody_else_now_is_found(claim: Claim):
    row = Exclusion.objects.create(
        matter=claim.matter, account_id="A2", received_on=NOW.date(), recorded_at=NOW
    )
    data = {"accepted": 1, "sha256": opt_outs_sha256([row])}
    record_for_matter(claim.matter, EventKind.EXCLUSIONS_IMPORTED, OPERATOR, NOW, data)
    assert check_trail([claim.matter]).ok

    change(Exclusion, row.pk, account_id="A1")

    assert "opt-out" in first_break(claim.matter)


def test_a_changed_note_of_a_decision_is_found(claim: Claim):
    decision = review.decide(
        claim, Decision.Act.APPROVE, "meets_criteria", "as found", actor=ALICE, at=NOW
    )
    assert check_trail([claim.matter]).ok

    change(Decision, decision.pk, note="otherwise")

    assert "a decision on it" in first_break(claim.matter)


def test_an_opt_out_that_was_slipped_in_is_found(claim: Claim):
    Exclusion.objects.create(
        matter=claim.matter, external_ref="R", received_on=NOW.date(), recorded_at=NOW
    )

    assert first_break(claim.matter).endswith("1 opt-outs are held; 0 were accepted.")


def test_a_changed_event_of_the_matter_is_found(sealed: Claim):
    event = Event.objects.get(claim=None, kind="tally_started")
    change(Event, event.pk, actor="operator:mallory")

    assert first_break(sealed.matter).startswith(f"Matter {sealed.matter.slug}: event ")


def test_a_dropped_guard_is_found_first(claim: Claim):
    triggers.drop_triggers(connection)

    said = first_break(claim.matter)

    assert said.startswith("The database's guard claims_event_no_update is missing")


def test_every_matter_is_checked(claim: Claim):
    other = open_matter("another-matter")
    file_claim(other)
    change(Event, Event.objects.get(claim__matter=other).pk, actor="mallory")

    report = check_trail([claim.matter, other])

    assert report.claims == 4
    assert report.first_break is not None
    assert check_trail([claim.matter]).ok


@pytest.mark.parametrize("claims", [1, 30], ids=["one claim", "thirty claims"])
def test_checking_asks_the_database_as_often_for_many_claims_as_for_few(
    matter: Matter, claims: int, django_assert_max_num_queries
):
    for _ in range(claims):
        file_claim(matter)
    run_tally(matter)

    with django_assert_max_num_queries(21):
        assert check_trail([matter]).ok
