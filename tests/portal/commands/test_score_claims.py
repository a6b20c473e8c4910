"""`score_claims`: what it prints, and the one line it fails with; and the pass at the deadline."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from claims.casework.intake import FilingTrace
from claims.models import Claim, Matter, Scoring, Status
from portal.worker import jobs, tasks
from tests.claims.casework.signals.filings import file_all, form, keyed
from tests.factories import open_matter

pytestmark = pytest.mark.one_engine

SLUG = "linkedin-inmail"


@pytest.fixture
def matter() -> Matter:
    matter = open_matter()
    bot = form(seen=FilingTrace(filled_the_trap=True, form_seconds=1), email="x@mailinator.com")
    keyed(file_all(matter, [bot, form()]))
    return matter


def test_it_prints_the_totals_by_code(run: Callable[..., Any], matter: Matter, tmp_path: Path):
    told = run("score_claims", SLUG)

    assert told == {
        "matter": SLUG,
        "claims": 2,
        "rules": 1,
        "with_signals": 1,
        "by_code": {"disposable": 1, "speed": 1, "trap": 1},
        "held": 0,
        "first": 1,
        "released": {"person": 0, "proof": 0, "score": 0},
    }
    rules = tmp_path / "rules.yaml"
    rules.write_text("hold_below: 50", encoding="utf-8")
    assert run("score_claims", SLUG, "--rules", rules)["held"] == 1

    out = StringIO()
    call_command("score_claims", SLUG, stdout=out)
    assert "A throwaway e-mail address" in out.getvalue()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["nobody"], "No matter is called nobody.", id="no matter"),
        pytest.param([SLUG, "--rules", "no.yaml"], "no.yaml cannot be read", id="no file"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    refusal: Callable[..., str], matter: Matter, arguments: list[str], says: str
):
    assert refusal("score_claims", *arguments).startswith(says)


def test_rules_that_cannot_be_are_one_line(
    refusal: Callable[..., str], matter: Matter, tmp_path: Path
):
    rules = tmp_path / "rules.yaml"
    rules.write_text("signals: {network: {points: 70}}", encoding="utf-8")

    assert "where it came from" in refusal("score_claims", SLUG, "--rules", rules)
    assert not Scoring.objects.exists()


def test_all_claims_are_scored_once_after_the_deadline(matter: Matter):
    with time_machine.travel(matter.filing_closes_at - timedelta(seconds=1)):
        tasks.score_at_deadline()
        assert not Scoring.objects.exists()
    with time_machine.travel(matter.filing_closes_at + timedelta(minutes=1)):
        tasks.score_at_deadline()
        tasks.score_at_deadline()

    (scoring,) = Scoring.objects.all()
    assert scoring.finished_at is not None
    assert scoring.claims == 2
    assert scoring.taken_until is None
    assert Claim.objects.filter(score__isnull=False).count() == 1


def test_a_claim_is_scored_as_it_is_filed_and_once(matter: Matter):
    for _ in range(2):
        jobs.process_waiting()

    claim = Claim.objects.get(score__isnull=False)
    assert claim.score is not None
    assert claim.score.occasion == "filed"
    assert claim.scores.count() == 1
    assert claim.status == Status.UNMATCHED
