from datetime import date, datetime

import pytest

from tests.claims.calculator.cases import of_one

LATE = datetime(2026, 7, 8, 18)


@pytest.mark.parametrize(
    ("filed_at", "timely"),
    [
        pytest.param(datetime(2026, 1, 15, 7, 59, 59, 999999), False, id="just before it opens"),
        pytest.param(datetime(2026, 1, 15, 8), True, id="as it opens, midnight in winter time"),
        pytest.param(datetime(2026, 7, 1, 6, 59, 59, 999999), True, id="just before it closes"),
        pytest.param(datetime(2026, 7, 1, 7), False, id="as it closes, midnight in summer time"),
    ],
)
def test_a_claim_is_timely_inside_the_window_on_the_courts_clocks(filed_at, timely):
    row = of_one(filed_at=filed_at)
    assert row["timely"] is timely
    assert row["complete"] is timely
    assert row["outcome"] == ("payable" if timely else "incomplete")


@pytest.mark.parametrize(
    ("postmarked_on", "timely"),
    [
        pytest.param(date(2026, 1, 14), False, id="the day before it opens"),
        pytest.param(date(2026, 1, 15), True, id="the day it opens"),
        pytest.param(date(2026, 6, 30), True, id="the last whole day"),
        pytest.param(date(2026, 7, 1), False, id="the day it closes, at midnight"),
    ],
)
def test_a_claim_on_paper_counts_by_its_postmark(postmarked_on, timely):
    row = of_one(medium="paper", postmarked_on=postmarked_on, filed_at=LATE)
    assert row["timely"] is timely


@pytest.mark.parametrize(
    ("changes", "timely"),
    [
        pytest.param({"medium": "paper", "filed_at": LATE}, False, id="received late"),
        pytest.param({"medium": "paper"}, True, id="received in time"),
    ],
)
def test_a_claim_on_paper_without_a_postmark_counts_by_its_receipt(changes, timely):
    assert of_one(**changes)["timely"] is timely


@pytest.mark.parametrize("medium", ["web", "paper", "bulk"])
def test_a_late_claim_that_a_person_accepted_counts_as_timely(medium):
    row = of_one(medium=medium, filed_at=LATE, late_accepted=True)
    assert row["timely"] is True
    assert row["outcome"] == "payable"


@pytest.mark.parametrize("medium", ["web", "bulk"])
def test_a_postmark_does_not_make_another_claim_timely(medium):
    row = of_one(medium=medium, postmarked_on=date(2026, 3, 1), filed_at=LATE)
    assert row["timely"] is False


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        pytest.param({"signed": False}, "signed", id="not signed"),
        pytest.param({"signed": None}, "signed", id="nothing known of a signature"),
        pytest.param({"opted_out": True}, "not_excluded", id="opted out"),
        pytest.param({"withdrawn": True}, "not_withdrawn", id="withdrawn"),
    ],
)
def test_a_claim_with_one_part_wanting_is_incomplete(changes, part):
    row = of_one(**changes)
    parts = {name: row[name] for name in ("timely", "signed", "not_excluded", "not_withdrawn")}
    assert parts == {**dict.fromkeys(parts, True), part: False}
    assert row["complete"] is False
    assert row["outcome"] == "incomplete"
    assert row["verdict"] == "eligible"
    assert row["award_sca_actual_not_required"] == 0
