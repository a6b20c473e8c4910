"""The bench of signals at a small size: it fills a matter, and the flood is found in it."""

from datetime import date

import pytest

from bench.signals.flooded_matter import FLOOD_EVERY, fill_database
from bench.signals.report import report
from claims.casework import signals
from claims.casework.signals import passes
from claims.models import ClaimKey
from tests.factories import LATER


@pytest.mark.django_db
def test_a_filled_matter_has_its_flood_and_no_other_signal():
    matter = fill_database(5_000)
    bots = 5_000 // FLOOD_EVERY

    passes.score_all(passes.requested_pass(matter, LATER), LATER, lambda _: True)

    told = signals.signal_figures(matter)
    assert ClaimKey.objects.of(matter).filter(kind="phone").count() == 4_999
    assert told.scored in (bots, bots - 1)


def test_the_table_has_stages_and_singles():
    run = {"seconds": {"the whole pass": 1.5}, "times": [0.01, 0.01], "with_signals": 9, "held": 8}

    page = report(1_000, "SQLite", run, 100, date(2026, 1, 1), (0.0, 0.0))

    assert "| the whole pass | 1.5 |" in page
    assert "| 2 | 10 | 10 | 10 |" in page
