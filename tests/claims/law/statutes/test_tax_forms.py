from datetime import date

import pytest

from claims.law.statutes import NotInForce, StatuteError, reporting_threshold


@pytest.mark.parametrize(
    ("paid_on", "cents"),
    [
        pytest.param(date(2025, 12, 31), 60000, id="the last day of $600"),
        pytest.param(date(2026, 1, 1), 200000, id="the first day of $2,000"),
        pytest.param(date(2026, 12, 31), 200000, id="the last day before it is indexed"),
    ],
)
def test_the_threshold_is_that_of_the_day_of_payment(paid_on, cents):
    assert reporting_threshold("1099-MISC", paid_on=paid_on) == cents


@pytest.mark.parametrize(
    "paid_on",
    [
        pytest.param(date(2027, 1, 1), id="indexed, and not on file yet"),
        pytest.param(date(2031, 6, 1), id="long after"),
        pytest.param(date(1999, 12, 31), id="before the first on file"),
    ],
)
def test_a_day_without_a_known_threshold_has_none_rather_than_a_guess(paid_on):
    with pytest.raises(NotInForce, match="Form 1099-MISC has no amount on"):
        reporting_threshold("1099-MISC", paid_on=paid_on)


def test_a_form_that_is_not_on_file_is_refused_by_name():
    with pytest.raises(StatuteError, match=r"no form '1099-X'\. The ones on file: 1099-MISC"):
        reporting_threshold("1099-X", paid_on=date(2026, 1, 1))
