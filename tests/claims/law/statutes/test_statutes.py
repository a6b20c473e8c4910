from datetime import date
from fractions import Fraction

import pytest

from claims.law.statutes import (
    NotInForce,
    StatuteError,
    load_regime,
    parse_regime,
    regime_keys,
)

SMALL = """\
key: sample
title: {en: A sample act, es: Una ley de ejemplo}
gives: {en: A sum, es: Una suma}
citation: {text: Section 1, verified: false}
currency: USD
provisions:
  - key: minimum
    label: {en: Minimum, es: Mínimo}
    unit: violation
    values:
      - in_force_on: 1990-01-01
        amount: "100.00"
        citation: {text: Section 1, verified: true}
        in_force_by: {text: Sample Act 1989, verified: false}
      - in_force_on: 2000-01-01
        lowest: "250.00"
        highest: "750.00"
        citation: {text: Section 1, verified: true}
        in_force_by: {text: Sample Amendment 1999, verified: false}
    ends:
      on: 2020-01-01
      because: {en: It was repealed., es: Fue derogada.}
      citation: {text: Sample Repeal 2019, verified: false}
    multiplier:
      up_to: "1.5"
      when: {en: If wilful, es: Si es deliberada}
      citation: {text: Section 2, verified: false}
  - key: daily
    label: {en: Daily, es: Diario}
    unit: day
    values:
      - in_force_on: 1990-01-01
        amount: "10.00"
        citation: {text: Section 1, verified: true}
        in_force_by: {text: Sample Act 1989, verified: false}
greatest_of: [minimum, daily]
actual_damages:
  rule: greater
  words: {en: The greater, es: La mayor}
  citation: {text: Section 1, verified: false}
class_cap:
  values:
    - in_force_on: 1990-01-01
      amount: "500000.00"
      citation: {text: Section 3, verified: true}
      in_force_by: {text: Sample Act 1989, verified: false}
  percent_of_net_worth: "1"
  words: {en: The lesser, es: La menor}
  citation: {text: Section 3, verified: true}
limitation:
  warning: {en: Two years, es: Dos años}
  citation: {text: Section 4, verified: false}
"""


@pytest.mark.parametrize(
    ("day", "cents"),
    [
        pytest.param(date(1990, 1, 1), (10000, 10000), id="the first day"),
        pytest.param(date(1999, 12, 31), (10000, 10000), id="the day before the amendment"),
        pytest.param(date(2000, 1, 1), (25000, 75000), id="the day of the amendment"),
        pytest.param(date(2019, 12, 31), (25000, 75000), id="the day before the repeal"),
    ],
)
def test_the_range_is_the_one_in_force_on_the_day(day, cents):
    assert parse_regime(SMALL, "sample.yaml").provision("minimum").range_on(day) == cents


@pytest.mark.parametrize(
    ("day", "says"),
    [
        pytest.param(date(1989, 12, 31), "1989-12-31: the first is from 1990-01-01", id="before"),
        pytest.param(date(2020, 1, 1), "until 2020-01-01. It was repealed", id="the repeal"),
        pytest.param(date(2026, 1, 1), "until 2020-01-01. It was repealed", id="long after"),
    ],
)
def test_a_day_outside_the_law_has_no_amount_rather_than_zero(day, says):
    with pytest.raises(NotInForce, match=says):
        parse_regime(SMALL, "sample.yaml").provision("minimum").range_on(day)


def test_a_multiple_is_exact():
    multiplier = parse_regime(SMALL, "sample.yaml").provision("minimum").multiplier
    assert multiplier is not None
    assert multiplier.up_to == Fraction(3, 2)


def test_a_class_cap_has_its_days_too():
    cap = parse_regime(SMALL, "sample.yaml").class_cap
    assert cap is not None
    assert (cap.amount_on(date(1990, 1, 1)), cap.percent_of_net_worth) == (50000000, 1)
    with pytest.raises(NotInForce, match="class cap"):
        cap.amount_on(date(1989, 12, 31))


def test_a_provision_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(StatuteError, match=r"no provision 'maximum'\. It has: minimum, daily"):
        parse_regime(SMALL, "sample.yaml").provision("maximum")


@pytest.mark.parametrize("key", regime_keys())
def test_every_regime_on_file_loads_and_cites_its_law(key):
    regime = load_regime(key)
    assert regime.citation.text
    for provision in regime.provisions:
        lowest, highest = provision.range_on(provision.values[-1].in_force_on)
        assert 0 <= lowest <= highest
        assert highest > 0


def test_the_stored_communications_act_gives_a_thousand_dollars_and_names_the_dispute():
    regime = load_regime("sca")
    assert regime.provision("minimum").range_on(date(2024, 9, 17)) == (100000, 100000)
    courts = " ".join(court.en for court in regime.disputes[0].positions[0].courts)
    assert all(circuit in courts for circuit in ("Fourth", "Fifth", "Eleventh"))


def test_a_regime_that_is_not_on_file_is_refused_by_name():
    with pytest.raises(StatuteError, match="no regime 'xyz'"):
        load_regime("xyz")


ORDER = "provisions[0].values: must be in the order"
ONE_SUM = "provisions[0].values[0]: give either amount, or both"
TIMES = 'up_to: write a multiple in quotes like "3"'


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        pytest.param('"100.00"', "100.00", 12, 'Write it in quotes: "100.00"', id="a float"),
        pytest.param('"100.00"', "100", 12, "must be text", id="a whole number"),
        pytest.param('"100.00"', '"100.001"', 12, "finer than a cent", id="finer than a cent"),
        pytest.param('"100.00"', '"0.00"', 11, "gives nothing", id="a sum of nothing"),
        pytest.param("amount:", "highest:", 11, ONE_SUM, id="half a range"),
        pytest.param('"250.00"', '"751.00"', 16, "more than highest", id="a range backwards"),
        pytest.param("currency:", "curency:", 5, "Did you mean currency", id="a key misspelt"),
        pytest.param("unit: violation\n", "\n", 7, "unit: is missing", id="a missing key"),
        pytest.param("unit: violation", "unit: click", 9, "unit: 'click' will not", id="a unit"),
        pytest.param("1990-01-01", "2000-01-01", 10, ORDER, id="order"),
        pytest.param("1990-01-01", '"1990"', 11, "must be a day", id="a day as text"),
        pytest.param("1990-01-01", "1990-02-30", 11, "not on the calendar", id="no such day"),
        pytest.param("on: 2020", "on: 2000", 21, "is not after 2000-01-01", id="an early end"),
        pytest.param('"1.5"', "1.5", 25, 'Write it in quotes: "1.5"', id="a multiple as a float"),
        pytest.param('"1.5"', '"three"', 25, TIMES, id="a multiple in words"),
        pytest.param('"1.5"', '"0"', 25, TIMES, id="a multiple of nothing"),
        pytest.param('"1.5"', '"101"', 25, TIMES, id="too large a multiple"),
        pytest.param("key: daily", "key: minimum", 28, "minimum is there twice", id="two alike"),
        pytest.param(", daily]", ", dayly]", 36, "two or more provisions", id="greatest of what"),
        pytest.param(", daily]", ", minimum]", 36, "two or more provisions", id="itself again"),
        pytest.param(", daily]", "]", 36, "one alone is no choice", id="the greatest of one"),
        pytest.param("rule: greater", "rule: more", 38, "rule: 'more' will not do", id="a rule"),
        pytest.param("currency: USD", "currency: EUR", 5, "Write 'USD'", id="another currency"),
        pytest.param(", es: La mayor", "", 39, "es: is missing", id="no Spanish"),
        pytest.param("key: sample", "key: [", 3, "this is not YAML", id="no YAML"),
        pytest.param("key: sample", "key: a\nkey: b", 2, "there twice", id="a key twice"),
        pytest.param("unit: violation", "unit: *unit", 9, "repeats another part", id="an alias"),
    ],
)
def test_an_error_names_the_file_the_line_and_what_to_write(old, new, line, says):
    with pytest.raises(StatuteError) as error:
        parse_regime(SMALL.replace(old, new, 1), "sample.yaml")
    assert str(error.value).startswith(f"sample.yaml line {line}: ")
    assert says in str(error.value)
    assert "\n" not in str(error.value)
