"""What follows from a score: a hold, its way back, and never a denial or another verdict."""

from datetime import timedelta

import pytest

from claims.audit.trail_check import check_trail as check_audit
from claims.casework import lifecycle, review, signals
from claims.casework.intake import FilingTrace
from claims.casework.lifecycle import CannotMove
from claims.casework.signals import passes
from claims.casework.signals.signal_rules import RulesRefused
from claims.models import (
    Claim,
    ContactProof,
    Decision,
    Event,
    Hold,
    Matter,
    OutboxEntry,
    Score,
    Status,
)
from tests.claims.casework.signals.filings import (
    all_codes,
    file_all,
    form,
    held_against_records,
    keyed,
    scored_all,
    scored_as_filed,
    with_rules,
)
from tests.factories import (
    ALICE,
    BRUNO,
    CLAIMANT,
    LATER,
    NOW,
    check,
    member,
    produce,
    run_tally,
    trail_of,
)

# Which claim goes where is the same whatever the database.
pytestmark = pytest.mark.one_engine

BOT = FilingTrace(device="one browser", filled_the_trap=True, form_seconds=2)


def suspicious(**columns: object):
    """Trap, speed and a throwaway address: 40 of 100 left."""
    return form(seen=BOT, **{"email": "x@mailinator.com", **columns})


def one_held(matter: Matter, **columns: object) -> Claim:
    with_rules(matter, hold_below=50)
    (claim,) = file_all(matter, [suspicious(**columns)])
    held_against_records(matter, claim)
    scored_as_filed(matter, claim)
    assert claim.status == Status.HOLD_FRAUD
    return claim


def test_a_claim_is_held_and_a_person_puts_it_back(matter: Matter):
    claim = one_held(matter)
    assert claim.held_from == Status.UNMATCHED
    assert trail_of(claim)[-2:] == ["scored", "moved to HOLD_FRAUD"]

    with pytest.raises(review.CannotDecide, match="Say why"):
        review.release_hold(claim, " ", actor=ALICE, at=LATER)
    review.release_hold(claim, "I called her.", actor=ALICE, at=LATER)

    claim.refresh_from_db()
    assert (claim.status, claim.held_from) == (Status.UNMATCHED, "")
    hold = Hold.objects.get()
    assert (hold.way, hold.released_by, hold.note) == ("person", str(ALICE), "I called her.")
    assert OutboxEntry.objects.filter(key__contains="released at").count() == 1
    assert check_audit([matter]).first_break is None

    with pytest.raises(review.CannotDecide, match="is not on hold"):
        review.release_hold(claim, "Again.", actor=ALICE, at=LATER)


def test_what_a_person_released_is_not_held_for_the_same_again_but_for_more(matter: Matter):
    claim = one_held(matter, payment_destination="one account")
    review.release_hold(claim, "Fine.", actor=ALICE, at=LATER)

    scored_all(matter, at=LATER)
    claim.refresh_from_db()
    assert claim.status == Status.UNMATCHED

    with_rules(matter, hold_below=50, signals={"payment": {"points": 55, "at_least": 1}})
    keyed(file_all(matter, [form(payment_destination="one account")]))
    scored_all(matter, at=LATER)
    claim.refresh_from_db()
    assert claim.status == Status.HOLD_FRAUD


def test_a_threshold_of_zero_holds_nobody_however_much_speaks_against_them(matter: Matter):
    claim = one_held(matter)

    with_rules(matter, hold_below=0, signals={"trap": {"points": 100}})
    scored_all(matter, at=LATER)

    claim.refresh_from_db()
    assert claim.score is not None
    assert (claim.status, claim.score.score) == (Status.UNMATCHED, 0)


def test_a_score_that_no_longer_bears_a_hold_lets_go(matter: Matter):
    claim = one_held(matter)

    with_rules(matter, hold_below=10)
    scored_all(matter, at=LATER)

    claim.refresh_from_db()
    assert (claim.status, Hold.objects.get().way) == (Status.UNMATCHED, "score")


def test_a_held_claim_is_assessed_on_newer_records_and_stays_held(matter: Matter):
    claim = one_held(matter, email="a1@mailinator.com")

    produce(matter, member("A1", email="a1@mailinator.com"), at=LATER)
    check(matter, claim, at=LATER)

    assert claim.status == Status.HOLD_FRAUD
    assert (claim.verdict, claim.match_outcome) == ("eligible", "one")
    review.release_hold(claim, "Fine.", actor=ALICE, at=LATER)
    check(matter, claim, at=LATER)
    assert claim.status == Status.ELIGIBILITY_REVIEW


def test_an_answer_that_was_waited_for_has_as_many_days_left_after_a_hold(matter: Matter):
    with_rules(matter, hold_below=50)
    (claim,) = file_all(matter, [suspicious(signed=False)])
    held_against_records(matter, claim)
    assert claim.status == Status.DEFICIENT
    due = claim.cure_due_at
    assert due is not None
    scored_as_filed(matter, claim)
    assert claim.status == Status.HOLD_FRAUD

    review.release_hold(claim, "Fine.", actor=ALICE, at=NOW + timedelta(days=9))

    claim.refresh_from_db()
    assert (claim.status, claim.cure_due_at) == (Status.DEFICIENT, due + timedelta(days=9))


def test_a_claim_on_hold_is_denied_by_two_people_only(matter: Matter):
    claim = one_held(matter)

    proposal = review.decide(claim, Decision.Act.DENY, "no_account", actor=ALICE, at=LATER)
    assert proposal.state == Decision.State.PROPOSED
    with pytest.raises(review.CannotDecide, match="Somebody else"):
        review.settle_proposal(proposal, confirm=True, actor=ALICE, at=LATER)
    review.settle_proposal(proposal, confirm=True, actor=BRUNO, at=LATER)

    claim.refresh_from_db()
    assert claim.status == Status.DENIED
    assert check_audit([matter]).first_break is None


def test_asking_ends_a_hold_and_what_was_dealt_with_holds_no_more(matter: Matter):
    claim = one_held(matter)
    review.decide(claim, Decision.Act.ASK, "need_proof", actor=ALICE, at=LATER)
    claim.refresh_from_db()
    assert (claim.status, claim.held_from) == (Status.DEFICIENT, "")

    scored_all(matter, at=LATER)

    claim.refresh_from_db()
    assert claim.status == Status.DEFICIENT
    assert signals.signal_figures(matter).ended_otherwise == 1


def test_a_decided_claim_is_scored_and_left_where_it_is(matter: Matter):
    produce(matter, member("A1", email="a1@mailinator.com"))
    (claim,) = file_all(matter, [suspicious(email="a1@mailinator.com")])
    held_against_records(matter, claim)
    review.decide(claim, Decision.Act.APPROVE, "meets_criteria", actor=ALICE, at=NOW)
    with_rules(matter, hold_below=50)

    scored_as_filed(matter, claim)

    assert claim.status == Status.APPROVED
    assert claim.score is not None
    assert claim.score.effect == Score.Effect.HOLD


def test_no_number_of_a_tally_changes_by_scoring(matter: Matter):
    produce(matter, *(member(f"A{i}", email=f"a{i}@mailinator.com") for i in range(4)))
    forms = [suspicious(email=f"a{i}@mailinator.com") for i in range(4)]
    claims = keyed(file_all(matter, [*forms, form(email="nobody@example.org")]))
    held_against_records(matter, *claims)
    before = run_tally(matter)

    with_rules(matter, hold_below=50)
    scored_all(matter)
    assert Claim.objects.filter(status=Status.HOLD_FRAUD).count() == 4
    check(matter)
    after = run_tally(matter, LATER)

    assert (before.counts, before.totals_cents) == (after.counts, after.totals_cents)
    assert before.counts["payable"]["eligible"] == 4


def test_scoring_twice_changes_nothing(matter: Matter):
    claim = one_held(matter)
    events = Event.objects.count()

    scored_as_filed(matter, claim, at=LATER)
    scored_all(matter, at=LATER)

    assert Score.objects.count() == Hold.objects.count() == 1
    assert Event.objects.count() == events + 1, "the matter's own: that all claims were scored"


def rows(matter: Matter) -> list[tuple]:
    columns = ("pk", "status", "held_from", "score__sha256", "score__score", "score__codes")
    return list(Claim.objects.of(matter).order_by("pk").values_list(*columns))


def test_an_interrupted_pass_ends_as_one_that_was_not(matter: Matter):
    with_rules(matter, hold_below=50)
    keyed(file_all(matter, [suspicious() if i % 3 else form() for i in range(30)]))
    scoring = passes.requested_pass(matter, NOW)

    class Killed(Exception):
        pass

    def killed(far: object) -> bool:
        raise Killed

    for _ in range(2):
        with pytest.raises(Killed):
            passes.score_all(scoring, NOW, killed, batch=7)
        scoring.refresh_from_db()
    assert not passes.score_all(scoring, NOW, lambda _: False, batch=7)
    assert passes.requested_pass(matter, NOW) == scoring
    assert passes.score_all(scoring, NOW, lambda _: True, batch=7)
    interrupted = rows(matter)
    assert scoring.claims == 30

    scored_all(matter)

    assert rows(matter) == interrupted
    assert Score.objects.count() == 20


def test_a_pass_is_due_once_when_the_window_has_closed(matter: Matter):
    closes = matter.filing_closes_at
    assert passes.due_pass(matter, closes - timedelta(seconds=1)) is None

    scoring = passes.due_pass(matter, closes)
    assert scoring is not None
    assert [passes.take_pass(scoring, closes) for _ in range(2)] == [True, False]
    assert passes.score_all(scoring, closes, lambda _: True)

    assert passes.due_pass(matter, closes + timedelta(days=1)) is None
    assert list(Event.objects.filter(kind="all_scored").values_list("data__claims", flat=True)) == [
        0
    ]


# -- clearing -------------------------------------------------------------------------------------


def matched_and_held(matter: Matter) -> Claim:
    produce(
        matter,
        member("A1", email="holder@example.org", profile_url="https://www.linkedin.com/in/a1"),
        member("A2"),
    )
    return one_held(matter, profile_url="https://www.linkedin.com/in/a1")


def test_proof_of_control_ends_a_hold_for_good(matter: Matter):
    claim = matched_and_held(matter)
    assert not lifecycle.has_proved_contact(claim)
    assert claim.account_id is not None

    for _ in range(2):
        assert signals.record_contact_proof(
            claim, claim.account_id, ContactProof.By.CODE, actor=CLAIMANT, at=LATER
        )

    claim.refresh_from_db()
    assert lifecycle.has_proved_contact(claim)
    assert claim.status == Status.ELIGIBILITY_REVIEW
    assert trail_of(claim)[-2:] == ["contact_proved", "moved to ELIGIBILITY_REVIEW"]
    assert Hold.objects.get().way == "proof"
    with_rules(matter, hold_below=50, signals={"speed": {"points": 60}})
    scored_all(matter, at=LATER)
    claim.refresh_from_db()
    assert claim.status == Status.ELIGIBILITY_REVIEW


def test_proof_for_one_account_is_none_for_another(matter: Matter):
    claim = matched_and_held(matter)
    other = matter.accounts.get(account_id="A2")
    assert claim.account_id is not None
    assert not signals.record_contact_proof(
        claim, other.pk, ContactProof.By.CODE, actor=CLAIMANT, at=LATER
    )
    signals.record_contact_proof(
        claim, claim.account_id, ContactProof.By.CODE, actor=CLAIMANT, at=LATER
    )
    claim.refresh_from_db()

    review.choose_account(claim, other, actor=ALICE, at=LATER)
    scored_all(matter, at=LATER)

    claim.refresh_from_db()
    assert not lifecycle.has_proved_contact(claim)
    assert claim.status == Status.HOLD_FRAUD


def test_whoever_is_written_to_at_an_address_on_file_has_proved_it(matter: Matter):
    produce(matter, member("A1", other_emails="B1@Example.org"), member("A2"))
    on_file, by_profile = file_all(
        matter,
        [
            form(email="b1@example.org"),
            form(email="x@example.org", profile_url="https://www.linkedin.com/in/a2"),
        ],
    )
    held_against_records(matter, on_file, by_profile)

    assert signals.record_own_address_proof(on_file, actor=CLAIMANT, at=NOW)
    assert not signals.record_own_address_proof(by_profile, actor=CLAIMANT, at=NOW)
    assert [lifecycle.has_proved_contact(c) for c in (on_file, by_profile)] == [True, False]


# -- rules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("hold_bellow: 3", "There is no setting hold_bellow", id="unknown"),
        pytest.param("signals: {devise: {points: 3}}", "signals.devise", id="unknown signal"),
        pytest.param("hold_below: 101", "from 0 to 100", id="too much"),
        pytest.param("hold_below: 4.5", "whole number", id="a fraction"),
        pytest.param("hold_below: 90", "is above route_below", id="the wrong way round"),
        pytest.param("signals: {network: {points: 60}}", "where it came from", id="network alone"),
        pytest.param("- 1", "must hold keys and values", id="a list"),
        pytest.param("a: [", "line 1: this is not YAML", id="not YAML"),
        pytest.param("wave:\n  smallest: 9\n  smallest: 90", "line 3: .* there twice", id="twice"),
        pytest.param("hold_below: 1:10", "whole number", id="1:10, which YAML reads as 70"),
        pytest.param("hold_below: 0x10", "whole number", id="0x10, which YAML reads as 16"),
        pytest.param("hold_below: 010", "whole number", id="010, which YAML reads as 8"),
        pytest.param("a: &a {}\nb: *a", "Write that part out", id="an alias"),
        pytest.param("a: !!str 1", "remove the tag", id="a tag"),
    ],
)
def test_rules_that_cannot_be_are_refused_with_a_reason(text: str, says: str):
    with pytest.raises(RulesRefused, match=says):
        signals.parse_overrides(text, "rules.yaml")


@pytest.mark.parametrize(
    ("text", "overrides"),
    [
        pytest.param("", {}, id="an empty file"),
        pytest.param("# hold_below: 30\n\n", {}, id="a comment alone"),
        pytest.param("{}", {}, id="no setting"),
        pytest.param("hold_below: 30 # lower", {"hold_below": 30}, id="a setting"),
        pytest.param(
            "signals: {device: {points: 10}}", {"signals": {"device": {"points": 10}}}, id="nested"
        ),
    ],
)
def test_rules_are_read_as_they_stand(text: str, overrides: dict[str, object]):
    assert signals.parse_overrides(text, "rules.yaml") == overrides


def test_a_score_is_explained_by_the_version_it_was_made_with(matter: Matter):
    claim = one_held(matter)
    with_rules(matter, hold_below=30)

    assert claim.score is not None
    assert claim.score.version.rules["hold_below"] == 50
    assert signals.version_in_force(matter, NOW).rules["hold_below"] == 30
    assert list(
        Event.objects.filter(kind="signals_set").values_list("data__number", flat=True)
    ) == [
        1,
        2,
    ]


def test_a_hold_ends_only_where_it_began(matter: Matter):
    claim = one_held(matter)

    with lifecycle.casework(matter, Claim.objects.filter(pk=claim.pk), LATER) as work:
        (locked,) = work.claims
        with pytest.raises(CannotMove, match="was held as UNMATCHED"):
            lifecycle.move(locked, Status.ELIGIBILITY_REVIEW, work.trail, ALICE)


def test_nothing_is_kept_of_a_claim_that_nothing_was_found_of(matter: Matter):
    claims = file_all(matter, [form(email="ana@example.org", phone="+15105550101")])

    scored_as_filed(matter, *claims)
    scored_all(matter)

    assert all_codes(claims) == {()}
    assert not Score.objects.exists()
    assert not Event.objects.filter(kind="scored").exists()
