"""The accounts that linkage looked at, as a clerk sees them."""

from collections.abc import Callable

import pytest
from django.test import Client

from claims.casework.assessment import link_claims
from claims.matching.linkage.comparisons import COMPARISONS
from claims.models import Claim, Matter
from portal.administrator.match_weights import LEVEL_LABELS, match_weights
from tests.claims.casework.assessment.test_linkage_decisions import ANA, BEN
from tests.factories import NOW, check, file_claim, member, produce
from tests.portal.people import check_page, words_of

pytestmark = pytest.mark.one_engine

SISTER = ANA | {"first_name": "Susan"}


@pytest.fixture
def looked_for(matter: Matter) -> Callable[..., Claim]:
    produce(matter, member("A1", **ANA), member("A2", **SISTER), member("A3", **BEN))

    def look(**changes: str) -> Claim:
        claim = file_claim(matter, **ANA | changes)
        link_claims(matter, Claim.objects.of(matter), NOW)
        check(matter, claim)
        return claim

    return look


def test_every_level_has_words():
    expected = {(each.key, level.key) for each in COMPARISONS for level in each.levels}

    earlier_models_said = {("given_name", "misspelt")}
    assert set(LEVEL_LABELS) == expected | earlier_models_said


def test_the_bars_lead_from_the_prior_to_the_sum(looked_for: Callable[..., Claim]):
    claim = looked_for()

    first, sister = match_weights(claim)

    assert (first.account_id, first.is_household) == ("A1", False)
    assert (sister.account_id, sister.is_household) == ("A2", True)
    assert sum(step.bits for step in first.steps) == pytest.approx(first.bits)
    assert [(step.claimed, step.recorded) for step in first.steps] == [
        ("", ""),
        ("Ana", "Ana"),
        ("Díaz", "Díaz"),
        ("12 Linden Street", "12 Linden Street"),
        ("Oakland CA 94610", "Oakland CA 94610"),
    ]
    for step in (*first.steps, *sister.steps):
        assert 0 <= float(step.x) <= float(step.x) + float(step.width) <= 240.6


def test_a_son_and_a_father_are_shown_by_their_whole_names(looked_for: Callable[..., Claim]):
    claim = looked_for(last_name="Díaz Jr.")

    father = match_weights(claim)[0]

    (suffix,) = [step for step in father.steps if step.label == "Jr. or Sr."]
    assert (suffix.claimed, suffix.recorded) == ("Ana Díaz Jr.", "Ana Díaz")


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.99981, "> 99.9"), (0.973, "97.3"), (0.5, "50.0"), (0.0004, "< 0.1"), (0.0, "< 0.1")],
)
def test_nothing_is_called_certain(looked_for, probability: float, words: str):
    claim = looked_for()
    claim.match_evidence["looked_at"][0]["probability"] = probability

    assert match_weights(claim)[0].probability_text == words


def test_a_claim_matched_by_a_key_has_none(matter: Matter):
    produce(matter, member("A1", **ANA))
    claim = file_claim(matter, email="a1@example.org")
    check(matter, claim)

    assert match_weights(claim) == []


def test_the_page_shows_the_pair_and_says_what_a_household_is(
    alice: Client, looked_for: Callable[..., Claim]
):
    claim = looked_for()

    answer = alice.get(f"/administrator/{claim.matter.slug}/claims/{claim.reference}/")

    words = words_of(answer)
    assert "Account A1: > 99.9 in 100 that it is this claimant’s" in words
    assert "Account A2: somebody else of the same household" in words
    assert "Known short forms" not in words
    assert "Different names" in words
    check_page(answer)
