"""What a claim's page shows: every criterion with what it rests on."""

import pytest

from claims.casework import docket
from claims.models import Assessment, Matter, OutboxEntry
from tests.factories import (
    LATER,
    OPENED,
    OPERATOR,
    WITH_PROOF,
    WITHOUT_PROOF,
    check,
    checked_claim,
    file_claim,
    member,
    plan_text,
    produce,
    run_tally,
    trail_of,
)


def test_every_criterion_is_found_with_its_evidence(matter: Matter):
    production = produce(matter, member("A1"))

    assessment = checked_claim(matter, email="a1@example.org").assessment

    assert assessment is not None
    assert assessment.production == production
    found = {finding["criterion"]: finding for finding in assessment.findings}
    assert [f["reason"] for f in assessment.findings] == [
        *("region.met", "subscription.met", "messages.met", "setting.met")
    ]
    assert found["region"]["evidence"]["account_country"] == {"value": "US"}
    days = found["subscription"]["evidence"]["paid_premium_days"]
    assert (days["value"], days["rows"], days["ids"]) == (31, 1, ["S-A1"])
    assert (days["first"], days["last"]) == ("2023-01-01", "2023-01-31")
    assert days["values"] == ["premium_career"]
    assert found["messages"]["evidence"]["inmails"]["ids"] == ["M-A1"]
    assert all(finding["citation"] for finding in assessment.findings)
    assert assessment.awards_cents == {WITHOUT_PROOF: 100_000, WITH_PROOF: 0}


def test_evaluation_does_not_stop_at_the_first_failure(matter: Matter):
    produce(matter, member("A1", is_paid=False, country="CA", ai_training_setting=""))

    claim = checked_claim(matter, email="a1@example.org")

    assert claim.verdict == "ineligible"
    assert claim.assessment is not None
    assert [finding["reason"] for finding in claim.assessment.findings] == [
        *("region.unmet", "subscription.unmet", "messages.met", "setting.unknown")
    ]


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        pytest.param({}, "eligible", id="everything met"),
        pytest.param({"country": ""}, "undetermined", id="country blank"),
        pytest.param({"country": "DE"}, "ineligible", id="another country"),
        pytest.param({"country": "", "has_inmail": False}, "ineligible", id="unmet and unknown"),
    ],
)
def test_the_verdict_is(matter: Matter, cells: dict[str, object], verdict: str):
    produce(matter, member("A1", **cells))

    claim = checked_claim(matter, email="a1@example.org")

    assert (claim.outcome, claim.verdict) == ("payable", verdict)


def test_no_records_yet_means_unmatched_and_nothing_known(matter: Matter):
    claim = checked_claim(matter, email="a1@example.org")

    assert claim.assessment is not None
    assert claim.assessment.production is None
    assert {finding["result"] for finding in claim.assessment.findings} == {"unknown"}


def test_assessing_twice_adds_nothing(matter: Matter):
    produce(matter, member("A1"))
    claims = [
        file_claim(matter, email="a1@example.org"),
        file_claim(matter, email="a1@example.org", signed=False),
        file_claim(matter, email="nobody@example.org"),
    ]
    check(matter, *claims)
    before = [(trail_of(claim), claim.chain_head) for claim in claims]
    entries = OutboxEntry.objects.count()

    check(matter, *claims, at=LATER)

    assert [(trail_of(claim), claim.chain_head) for claim in claims] == before
    assert Assessment.objects.count() == len(claims)
    assert OutboxEntry.objects.count() == entries


def test_a_new_basis_adds_an_assessment_and_keeps_the_old(matter: Matter):
    produce(matter, member("A1", country=""))
    claim = checked_claim(matter, email="a1@example.org")
    old = claim.assessment

    produce(matter, member("A2"), at=LATER)
    check(matter, claim, at=LATER)

    assert claim.assessment != old
    assert list(claim.assessments.values_list("verdict", flat=True)) == ["undetermined"] * 2


@pytest.mark.parametrize("claims", [2, 40], ids=["two claims", "forty claims"])
def test_checking_again_asks_the_database_as_often_for_many_claims_as_for_few(
    matter: Matter, claims: int, django_assert_max_num_queries
):
    produce(matter, *(member(f"A{n}") for n in range(claims)))
    filed = [file_claim(matter, email=f"a{n}@example.org") for n in range(claims)]
    check(matter, *filed)

    with django_assert_max_num_queries(25):
        check(matter)


def test_a_plan_that_pays_a_percentage_is_assessed_and_tallied_as_any_other(matter: Matter):
    text = plan_text().replace(
        "damages:\n",
        "rounding:\n  amounts: half_up\n  payments: down\n"
        "  citation: {text: Fictional., verified: true}\n"
        "damages:\n"
        "  - key: a_third\n"
        "    label: {en: A third, es: Un tercio}\n"
        "    explanation: {en: A third of a dollar., es: Un tercio de dólar.}\n"
        "    citation: {text: Fictional., verified: true}\n"
        '    amount: {percent: "100/3", of: "1.00"}\n',
        1,
    )
    docket.open_matter(text, "linkedin-inmail", actor=OPERATOR, at=OPENED)
    produce(matter, member("A1"))
    assessment = checked_claim(matter, email="a1@example.org").assessment
    assert assessment is not None
    assert assessment.awards_cents["a_third"] == 33
    assert run_tally(matter).totals_cents["a_third"] == 33
