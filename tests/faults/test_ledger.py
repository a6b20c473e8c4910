"""The ledger of `make faults ARGS="filing"` is held against the database."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from claims.audit import Actor
from claims.casework import intake
from claims.casework.intake import Submission
from claims.models import Channel, Claim, Matter, Medium, OutboxEntry
from tests.claims.exports.sealed_tallies import open_sample_matter
from tests.faults.ledger import Acknowledgement, Ledger, compare, email_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
KEYS = ("kill.api.0.1", "kill.api.0.2", "kill.form.0.1")


@pytest.fixture
def matter() -> Matter:
    return open_sample_matter()


@pytest.fixture
def ledger(tmp_path: Path, matter: Matter) -> Ledger:
    """Of three filings, all acknowledged."""
    ledger = Ledger(tmp_path, "kill")
    for key in KEYS:
        ledger.write(Acknowledgement(key, filed(matter, key).reference))
    return ledger


def filed(matter: Matter, key: str, *, sent_as: str = "") -> Claim:
    submission = Submission(filed_at=AT, medium=Medium.WEB, signed=True, email=email_of(key))
    receipt = intake.submit(
        matter,
        submission,
        channel=Channel.API,
        key=sent_as or key,
        actor=Actor("claimant"),
        at=AT,
    )
    return receipt.claim


def test_a_ledger_that_the_database_bears_out_has_no_problems(ledger: Ledger, matter: Matter):
    findings = compare(ledger, matter)

    assert (findings.acknowledged, findings.stored) == (3, 3)
    assert findings.problems() == []


def test_an_acknowledged_claim_that_is_not_stored_is_lost(ledger: Ledger, matter: Matter):
    ledger.write(Acknowledgement("kill.api.0.3", "CF-0000-0000-0000"))

    findings = compare(ledger, matter)

    assert findings.problems() == ["1 acknowledged and lost: CF-0000-0000-0000"]


def test_a_reference_of_another_filing_is_lost(ledger: Ledger, matter: Matter):
    other = next(iter(ledger.read())).reference
    ledger.write(Acknowledgement("kill.api.0.3", other))

    assert compare(ledger, matter).lost == [other]


def test_a_filing_that_is_two_claims_is_doubled(ledger: Ledger, matter: Matter):
    filed(matter, KEYS[2], sent_as="a second draft")

    assert compare(ledger, matter).problems() == [f"1 stored twice: {KEYS[2]}"]


def test_a_claim_that_nobody_was_told_of_is_named_by_its_key(ledger: Ledger, matter: Matter):
    claim = filed(matter, "kill.api.0.3")

    findings = compare(ledger, matter)

    assert findings.unanswered == {"kill.api.0.3": claim.reference}
    assert findings.problems() == [f"1 stored, and their filers never told: {claim.reference}"]


def test_a_claim_of_which_no_work_is_asked_for_is_named(ledger: Ledger, matter: Matter):
    claim = Claim.objects.get(email=email_of(KEYS[0]))
    OutboxEntry.objects.filter(subject_id=claim.pk).delete()

    assert compare(ledger, matter).without_work == [claim.reference]


def test_claims_of_another_run_are_not_looked_at(ledger: Ledger, matter: Matter, tmp_path: Path):
    filed(matter, "kill-web-workers.api.0.1")

    assert compare(ledger, matter).stored == 3
    assert compare(Ledger(tmp_path, "freeze"), matter).stored == 0
