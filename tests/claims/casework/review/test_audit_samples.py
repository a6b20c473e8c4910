"""Random samples of what was decided: who draws, who looks, and what the shares say."""

import hashlib

import pytest

from claims.audit.trail_check import check_trail as check_audit
from claims.casework import review
from claims.casework.intake import FilingTrace
from claims.casework.review.audit_samples import sample_population
from claims.casework.review.sample_results import (
    estimated_recall,
    match_counts,
    newest_results,
    precision_groups,
)
from claims.models import AuditedClaim, AuditSample, Claim, EventKind, Matter
from tests.claims.casework.signals.filings import file_all, form, scored_as_filed, with_rules
from tests.factories import (
    ALICE,
    BRUNO,
    LATER,
    NOW,
    OPERATOR,
    check,
    file_claim,
    member,
    open_matter,
    produce,
    trail_of,
)

Subject, Finding = AuditSample.Subject, AuditedClaim.Finding


@pytest.fixture
def claims(matter: Matter) -> list[Claim]:
    """Eight claims of eight accounts, matched by their e-mail addresses, and two of nobody."""
    produce(matter, *(member(f"A{n}", email=f"a{n}@example.org") for n in range(8)))
    filed = [file_claim(matter, email=f"a{n}@example.org", state="CA") for n in range(8)]
    filed += [file_claim(matter, email=f"nobody{n}@example.org") for n in range(2)]
    check(matter, *filed)
    return list(Claim.objects.order_by("pk"))


def draw(matter: Matter, subject: AuditSample.Subject = Subject.KEYED, size: int = 3):
    return review.draw_sample(matter, subject, size, actor=ALICE, at=NOW)


def find(sample: AuditSample, **places: str) -> None:
    for audited in sample.claims.all():
        finding = places.get(f"p{audited.place}")
        if finding:
            review.record_finding(audited, finding, actor=ALICE, at=LATER)


def test_whoever_has_the_seed_draws_the_same_claims(matter: Matter, claims: list[Claim]):
    sample = draw(matter)

    ranked = sorted(
        claims[:8], key=lambda c: hashlib.sha256(f"{sample.seed}:{c.reference}".encode()).digest()
    )
    drawn = list(sample.claims.order_by("place").values_list("claim", flat=True))
    assert drawn == [claim.pk for claim in ranked[:3]]
    assert (sample.population, sample.size) == (8, 3)
    event = matter.events.get(kind=EventKind.SAMPLE_DRAWN)
    assert event.data["seed"] == sample.seed
    assert check_audit([matter]).first_break is None


def test_each_kind_has_its_own_population(matter: Matter, claims: list[Claim]):
    Claim.objects.filter(pk=claims[2].pk).update(matched_by="linkage model 3")
    with_rules(matter, hold_below=50)
    trapped = form(seen=FilingTrace("203.0.113.9", "one", 3, True), email="x@mailinator.com")
    held, released = file_all(matter, [trapped, trapped])
    scored_as_filed(matter, held, released)
    review.release_hold(released, "Known to us.", actor=ALICE, at=LATER)

    def drawn_from(subject: AuditSample.Subject) -> set[int]:
        return set(sample_population(matter, subject).values_list("pk", flat=True))

    assert drawn_from(Subject.KEYED) == {c.pk for c in claims[:8] if c != claims[2]}
    assert drawn_from(Subject.LINKED) == {claims[2].pk}
    assert drawn_from(Subject.LEFT) == {c.pk for c in claims[8:]}
    assert drawn_from(Subject.HELD) == {held.pk, released.pk}


@pytest.mark.parametrize(
    ("subject", "size", "actor", "said"),
    [
        (Subject.KEYED, 0, ALICE, "Draw from 1 to 1,000 claims"),
        (Subject.KEYED, 1001, ALICE, "Draw from 1 to 1,000 claims"),
        (Subject.HELD, 5, ALICE, "No claim to draw from: Held or rejected"),
        (Subject.KEYED, 5, OPERATOR, "Only a person of the administrator"),
    ],
)
def test_what_cannot_be_drawn(matter, claims, subject, size, actor, said):
    with pytest.raises(review.CannotDecide, match=said):
        review.draw_sample(matter, subject, size, actor=actor, at=NOW)

    assert not AuditSample.objects.exists()
    assert not matter.events.filter(kind=EventKind.SAMPLE_DRAWN).exists()


def test_a_small_population_is_taken_whole_and_another_matters_stays_out(
    matter: Matter, claims: list[Claim]
):
    other = open_matter("another-matter")

    assert draw(matter, size=500).size == 8
    with pytest.raises(review.CannotDecide):
        draw(other)


def test_a_finding_is_kept_corrected_and_in_the_trail(matter: Matter, claims: list[Claim]):
    audited = draw(matter).claims.get(place=1)
    before = columns_of(audited.claim_id)

    review.record_finding(audited, Finding.WRONG, "Another Ana.", actor=ALICE, at=NOW)
    review.record_finding(audited, Finding.RIGHT, actor=BRUNO, at=LATER)

    audited.refresh_from_db()
    assert (audited.finding, audited.note, audited.found_by) == ("right", "", str(BRUNO))
    told = [e.data["finding"] for e in audited.claim.events.filter(kind=EventKind.AUDITED)]
    assert told == ["wrong", "right"]
    assert trail_of(audited.claim)[-2:] == ["audited", "audited"]
    after = columns_of(audited.claim_id)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"chain_length", "chain_head"}
    assert check_audit([matter]).first_break is None


def columns_of(claim_id: int) -> dict[str, object]:
    return dict(Claim.objects.values().get(pk=claim_id))


def test_nobody_looks_again_at_what_they_decided(matter: Matter, claims: list[Claim]):
    for claim in claims[:8]:
        review.decide(claim, "approve", "meets_criteria", actor=ALICE, at=NOW)
    audited = draw(matter).claims.get(place=1)

    with pytest.raises(review.CannotDecide, match="Somebody else"):
        review.record_finding(audited, Finding.RIGHT, actor=ALICE, at=LATER)
    review.record_finding(audited, Finding.RIGHT, actor=BRUNO, at=LATER)


def test_shares_are_of_what_can_be_told_in_the_newest_sample(matter: Matter, claims: list[Claim]):
    find(draw(matter, size=2), p1="wrong", p2="wrong")
    newest = draw(matter, size=5)
    find(newest, p1="right", p2="right", p3="wrong", p4="unknown")

    sampled = newest_results(matter)[Subject.KEYED]

    assert sampled.sample == newest
    assert (sampled.right, sampled.wrong, sampled.unknown) == (2, 1, 1)
    assert (sampled.looked_at, sampled.earlier_samples) == (4, 1)
    assert (sampled.share_right.count, sampled.share_right.of) == (2, 3)
    assert (sampled.share_wrong.count, sampled.share_wrong.of) == (1, 3)
    by_state, by_name = precision_groups(newest)
    assert by_state["CA"].precision.of == 3
    assert sum(group.precision.of for group in by_name.values()) == 3


def test_recall_needs_all_three_samples_and_holds_its_value(matter: Matter, claims: list[Claim]):
    Claim.objects.filter(pk__in=[c.pk for c in claims[4:8]]).update(matched_by="linkage model 1")
    find(draw(matter, Subject.KEYED, 4), p1="right", p2="right", p3="right", p4="right")
    find(draw(matter, Subject.LINKED, 4), p1="right", p2="right", p3="right", p4="wrong")
    assert estimated_recall(newest_results(matter)) is None

    find(draw(matter, Subject.LEFT, 2), p1="right", p2="wrong")
    estimate = estimated_recall(newest_results(matter))

    # 4 by keys and 3 of 4 by linkage have what is theirs; 1 of 2 that were left has an account.
    assert estimate is not None
    assert estimate.value == pytest.approx(7 / 8)
    assert 0 < estimate.low < estimate.value < estimate.high <= 1


def test_matching_is_counted_whole(matter: Matter, claims: list[Claim]):
    Claim.objects.filter(pk=claims[0].pk).update(matched_by="linkage model 1")
    Claim.objects.filter(pk=claims[1].pk).update(matched_by=str(ALICE))

    of_all = match_counts(matter)

    assert (of_all.claims, of_all.by_key, of_all.by_linkage) == (10, 6, 1)
    assert (of_all.referred, of_all.left) == (1, 2)
    assert (of_all.automatic.count, of_all.automatic.of) == (7, 10)
