import json

from claims.calculator import findings
from tests.claims.calculator.cases import account, message, of_one, plan, records, refused


def test_every_criterion_has_a_finding_with_a_reason_code_in_the_plans_order():
    produced = records(
        accounts=[account(country="CA", ai_training_setting=None)],
        messages=[],
        refused=[refused("messages")],
    )
    found = findings(plan(), of_one(produced))
    assert [finding.reason for finding in found] == [
        "region.unmet",
        "subscription.met",
        "messages.unknown",
        "setting.unknown",
    ]
    assert [finding.result for finding in found] == ["unmet", "met", "unknown", "unknown"]


def test_a_finding_carries_its_evidence_its_words_and_its_citation_as_json():
    produced = records(messages=[message("M2"), message("M1")])
    finding = findings(plan(), of_one(produced))[2]
    assert json.loads(json.dumps(finding.as_json()))["evidence"] == {
        "inmails": {
            "value": 2,
            "rows": 2,
            "first": "2023-06-01T12:00:00Z",
            "last": "2023-06-01T12:00:00Z",
            "ids": ["M1", "M2"],
            "refused": 0,
            "incomplete": False,
        }
    }
    assert finding.words["en"].startswith("The records show at least one InMail")
    assert finding.citation["text"].startswith("Class as reported")


def test_days_in_evidence_are_written_as_days():
    evidence = findings(plan(), of_one())[1].evidence["paid_premium_days"]
    assert (evidence["first"], evidence["last"]) == ("2023-01-01", "2023-01-31")
    assert evidence["values"] == ["premium_career"]


def test_a_claim_without_an_account_has_findings_of_which_nothing_is_known():
    found = findings(plan(), of_one(account_id=None))
    assert {finding.result for finding in found} == {"unknown"}
    assert found[0].evidence == {"account_country": {"value": None}}
