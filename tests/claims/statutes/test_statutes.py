from datetime import date

import pytest

from claims.statutes import NotInForce, StatuteError, load_regime, parse_regime, regime_keys

SMALL = """\
key: sample
title: A sample act
citation: {text: Section 1, verified: false}
currency: USD
unit: person
minimums:
  - in_force_on: 1990-01-01
    amount: "100.00"
    citation: {text: Section 1, verified: true}
  - in_force_on: 2000-01-01
    amount: "250.00"
    citation: {text: Section 1 as amended, verified: true}
"""


@pytest.mark.parametrize(
    ("day", "cents"),
    [
        pytest.param(date(1990, 1, 1), 10000, id="the first day"),
        pytest.param(date(1999, 12, 31), 10000, id="the day before the amendment"),
        pytest.param(date(2000, 1, 1), 25000, id="the day of the amendment"),
        pytest.param(date(2026, 1, 1), 25000, id="long after"),
    ],
)
def test_the_amount_is_the_one_in_force_on_the_day(day, cents):
    assert parse_regime(SMALL, "sample.yaml").amount_on(day) == cents


def test_a_day_before_the_first_amount_has_none_rather_than_zero():
    with pytest.raises(NotInForce, match="1989-12-31: the first is from 1990-01-01"):
        parse_regime(SMALL, "sample.yaml").amount_on(date(1989, 12, 31))


@pytest.mark.parametrize("key", regime_keys())
def test_every_regime_on_file_loads_and_cites_its_law(key):
    regime = load_regime(key)
    assert regime.citation.text
    assert all(entry.citation.text and entry.cents > 0 for entry in regime.minimums)


def test_the_stored_communications_act_gives_a_thousand_dollars_and_names_the_dispute():
    regime = load_regime("sca")
    assert regime.amount_on(date(2024, 9, 17)) == 100000
    courts = " ".join(regime.disputes[0].positions[0].courts)
    assert all(circuit in courts for circuit in ("Fourth", "Fifth", "Eleventh"))


def test_a_regime_that_is_not_on_file_is_refused_by_name():
    with pytest.raises(StatuteError, match="no regime 'xyz'"):
        load_regime("xyz")


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        pytest.param('"100.00"', "100.00", 8, 'Write it in quotes: "100.00"', id="a float"),
        pytest.param('"100.00"', "100", 8, "must be text", id="a whole number"),
        pytest.param('"100.00"', '"100.001"', 8, "finer than a cent", id="finer than a cent"),
        pytest.param("unit:", "units:", 5, "units: there is no such key", id="an unknown key"),
        pytest.param("unit: person\n", "", 1, "unit: is missing", id="a missing key"),
        pytest.param("1990-01-01", "2000-01-01", 6, "minimums: must be in the order", id="order"),
        pytest.param("1990-01-01", '"1990"', 7, "must be a day", id="a day as text"),
        pytest.param("1990-01-01", "1990-02-30", 7, "not on the calendar", id="no such day"),
        pytest.param("currency: USD", "currency: EUR", 4, "Write 'USD'", id="another currency"),
        pytest.param("key: sample", "key: [", 3, "this is not YAML", id="no YAML"),
        pytest.param("key: sample", "key: a\nkey: b", 2, "there twice", id="a key twice"),
        pytest.param("unit: person", "unit: *person", 5, "repeats another part", id="an alias"),
    ],
)
def test_an_error_names_the_file_the_line_and_what_to_write(old, new, line, says):
    with pytest.raises(StatuteError) as error:
        parse_regime(SMALL.replace(old, new, 1), "sample.yaml")
    assert str(error.value).startswith(f"sample.yaml line {line}: ")
    assert says in str(error.value)
    assert "\n" not in str(error.value)
