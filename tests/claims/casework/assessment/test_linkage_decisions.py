"""Claims that no exact key names, looked for by what they say of their author."""

from dataclasses import replace

import pytest
from django.conf import settings

from claims.casework.assessment import (
    link_claims,
    linkage_decisions,
    pending_assessments,
    request_reassessment,
    train_version,
)
from claims.casework.review import choose_account
from claims.matching.linkage.linkage_model import InvalidModel, untrained_model
from claims.models import Claim, Linkage, LinkageVersion, Matter, Production, Status
from tests.factories import (
    ALICE,
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

ANA = {
    "first_name": "Ana",
    "last_name": "Díaz",
    "street": "12 Linden Street",
    "city": "Oakland",
    "state": "CA",
    "postal_code": "94610",
}
BEN = {
    "first_name": "Ben",
    "last_name": "Ferreira",
    "street": "3 Pier Lane",
    "city": "Reno",
    "state": "NV",
    "postal_code": "89501",
}


def look(matter: Matter, *claims: Claim) -> None:
    """What a worker does: link, then assess."""
    link_claims(matter, Claim.objects.of(matter), NOW)
    check(matter, *claims)


def test_a_claim_without_a_key_is_matched_by_name_and_address(matter: Matter):
    produce(matter, member("A1", **ANA), member("A2", **BEN))
    claim = file_claim(
        matter, **ANA | {"street": "12 Linden St, Apt 3", "email": "new@example.net"}
    )

    look(matter, claim)

    assert claim.account is not None
    assert (claim.account.account_id, claim.matched_by) == ("A1", "linkage model 1")
    assert claim.status == Status.ELIGIBILITY_REVIEW
    assert claim.match_evidence["evidence"] == {"email": []}
    best = claim.match_evidence["looked_at"][0]
    assert best["account_id"] == "A1"
    assert {each["comparison"] for each in best["comparisons"]} == {
        *("given_name", "family_name", "address", "place"),
    }


def test_nothing_that_a_person_said_of_themselves_is_kept_in_the_evidence(matter: Matter):
    produce(matter, member("A1", **ANA))
    claim = file_claim(matter, **ANA)

    look(matter, claim)

    kept = str(claim.match_evidence) + str(Linkage.objects.get().decision)
    assert not [text for text in ANA.values() if text in kept]


def test_an_exact_key_is_not_looked_behind(matter: Matter):
    produce(matter, member("A1", **ANA), member("A2", **BEN))
    claim = file_claim(matter, **ANA | {"email": "a2@example.org", "first_name": "Benjamin"})

    look(matter, claim)

    assert claim.account is not None
    assert (claim.account.account_id, claim.matched_by) == ("A2", "exact keys")
    assert not Linkage.objects.exists()


def test_a_candidate_that_is_not_sure_waits_for_a_person_who_then_decides(matter: Matter):
    produce(matter, member("A1", **ANA), member("A2", **BEN))
    claim = file_claim(matter, **ANA | {"first_name": ""})
    look(matter, claim)

    assert (claim.match_outcome, claim.status) == ("several", Status.MATCH_REVIEW)
    assert claim.match_evidence["candidates"] == ["A1"]

    choose_account(claim, matter.accounts.get(account_id="A1"), actor=ALICE, at=NOW)
    look(matter, claim)

    assert (claim.matched_by, claim.status) == (str(ALICE), Status.ELIGIBILITY_REVIEW)


def test_a_relative_is_unmatched_and_never_denied(matter: Matter):
    produce(matter, member("A1", **ANA))
    claim = file_claim(matter, **ANA | {"first_name": "Michael"})

    look(matter, claim)

    assert (claim.match_outcome, claim.status) == ("none", Status.UNMATCHED)
    assert claim.match_evidence["looked_at"][0]["household"]


def test_looking_twice_looks_once(matter: Matter):
    produce(matter, member("A1", **ANA))
    claim = file_claim(matter, **ANA)
    look(matter, claim)
    trail = trail_of(claim)

    look(matter, claim)

    assert Linkage.objects.count() == 1
    assert trail_of(claim) == trail
    assert link_claims(matter, Claim.objects.of(matter), NOW) == 0


def test_before_there_are_records_nothing_is_looked_for(matter: Matter):
    file_claim(matter, **ANA)

    assert link_claims(matter, Claim.objects.of(matter), NOW) == 0
    assert not LinkageVersion.objects.exists()


def test_newer_records_are_looked_through_anew(matter: Matter):
    produce(matter, member("A2", **BEN))
    claim = file_claim(matter, **ANA)
    look(matter, claim)
    assert claim.status == Status.UNMATCHED

    produce(matter, member("A1", **ANA), at=LATER)
    look(matter, claim)

    assert claim.account is not None
    assert (claim.account.account_id, claim.status) == ("A1", Status.ELIGIBILITY_REVIEW)
    assert [row.production for row in claim.linkages.all()] == list(Production.objects.all())


def test_one_index_is_kept_a_matter_of_the_newest_records(matter: Matter):
    produce(matter, member("A2", **BEN))
    file_claim(matter, **ANA)
    look(matter)
    produce(matter, member("A1", **ANA), at=LATER)
    look(matter)

    kept = list((settings.DATA_DIR / "matters" / matter.slug / "linkage").iterdir())

    assert [path.suffix for path in kept] == [".duckdb"]


def test_another_model_asks_for_the_claims_it_has_said_nothing_of(matter: Matter):
    production = produce(matter, member("A1", **ANA), member("A2", **BEN))
    exact = file_claim(matter, email="a2@example.org", first_name="Benjamin")
    linked = file_claim(matter, **ANA)
    train_version(matter, production, actor=OPERATOR, at=NOW)
    look(matter, exact, linked)
    assert linked.matched_by == "linkage model 1"
    request_reassessment(matter, NOW)
    pending_assessments(matter).update(done_at=NOW)

    version = train_version(matter, production, actor=OPERATOR, at=NOW, upper=1 - 1e-15)
    request_reassessment(matter, LATER)

    assert version.number == 2
    assert [entry.subject_id for entry in pending_assessments(matter)] == [linked.pk]
    look(matter, linked)
    assert (linked.match_outcome, linked.matched_by) == ("several", "")
    assert matter.events.filter(kind="linkage_trained").count() == 2


def test_a_model_of_as_many_claims_as_training_looks_at_is_not_outgrown(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
):
    production = produce(matter, member("A1", **ANA))
    monkeypatch.setattr(linkage_decisions, "MOST_CLAIMS", 4)
    monkeypatch.setattr(linkage_decisions, "MIN_LABELLED_CLAIMS", 1)
    model = replace(untrained_model(), trained_on={"m": "belief", "claims": 4})
    version = LinkageVersion.objects.create(
        matter=matter,
        number=1,
        production=production,
        made_at=NOW,
        parameters=model.as_json(),
        sha256=model.sha256,
    )
    for _ in range(4 * linkage_decisions.GROWTH_FACTOR):
        file_claim(matter, **BEN)

    assert linkage_decisions.fitting_version(matter, production, NOW) == version


def test_thresholds_stay_with_the_matter_until_somebody_changes_them(matter: Matter):
    production = produce(matter, member("A1", **ANA))
    train_version(matter, production, actor=OPERATOR, at=NOW, lower=0.2, upper=0.8)

    version = train_version(matter, production, actor=OPERATOR, at=NOW)

    assert (version.parameters["lower"], version.parameters["upper"]) == (0.2, 0.8)


def test_thresholds_out_of_order_make_no_version(matter: Matter):
    production = produce(matter, member("A1", **ANA))

    with pytest.raises(InvalidModel):
        train_version(matter, production, actor=OPERATOR, at=NOW, lower=0.9, upper=0.8)

    assert not LinkageVersion.objects.exists()


def test_two_matters_have_their_own_lists(matter: Matter):
    other = open_matter("other")
    produce(matter, member("A1", **ANA))
    produce(other, member("A1", **BEN))
    claim = file_claim(other, **ANA)

    look(other, claim)

    assert claim.match_outcome == "none"
