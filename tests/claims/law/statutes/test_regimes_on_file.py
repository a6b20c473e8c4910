"""The figures on file against the figures of the law, written down here a second time."""

from datetime import date
from fractions import Fraction

import pytest

from claims.law.statutes import NotInForce, load_regime, regime_keys

NOW = date(2026, 1, 15)
THEN = date(2016, 7, 30)
FIGURES = [
    ("sca", "minimum", "person", NOW, "1000", "1000"),
    ("wiretap", "minimum", "person", NOW, "10000", "10000"),
    ("wiretap", "daily", "day", NOW, "100", "100"),
    ("cipa", "minimum", "violation", NOW, "5000", "5000"),
    ("vppa", "minimum", "person", NOW, "2500", "2500"),
    ("tcpa", "minimum", "violation", NOW, "500", "500"),
    ("tcpa_do_not_call", "range", "violation", NOW, "0", "500"),
    ("bipa", "negligent", "person", NOW, "1000", "1000"),
    ("bipa", "reckless", "person", NOW, "5000", "5000"),
    ("bipa", "negligent_each_violation", "violation", date(2024, 8, 1), "1000", "1000"),
    ("bipa", "reckless_each_violation", "violation", date(2024, 8, 1), "5000", "5000"),
    ("ccpa", "range", "incident", date(2024, 12, 31), "100", "750"),
    ("ccpa", "range", "incident", date(2025, 1, 1), "107", "799"),
    ("dppa", "minimum", "person", NOW, "2500", "2500"),
    ("fcra", "range", "person", NOW, "100", "1000"),
    ("efta", "range", "person", NOW, "100", "1000"),
    ("fdcpa", "range", "person", NOW, "0", "1000"),
    ("tila", "open_end", "person", NOW, "500", "5000"),
    ("tila", "real_property", "person", NOW, "400", "4000"),
    ("tila", "lease", "person", NOW, "200", "2000"),
    ("cmia", "minimum", "person", NOW, "1000", "1000"),
    ("michigan_pppa", "minimum", "person", THEN, "5000", "5000"),
    ("gipa", "negligent", "violation", NOW, "2500", "2500"),
    ("gipa", "reckless", "violation", NOW, "15000", "15000"),
    ("copyright", "range", "work", date(1999, 12, 8), "500", "20000"),
    ("copyright", "range", "work", NOW, "750", "30000"),
    ("copyright", "willful", "work", NOW, "750", "150000"),
    ("copyright", "innocent", "work", NOW, "200", "30000"),
]
ENDED = [
    pytest.param("michigan_pppa", "minimum", date(2016, 7, 31), id="Michigan's $5,000"),
    pytest.param("bipa", "negligent_each_violation", date(2024, 8, 2), id="Illinois, each scan"),
    pytest.param("bipa", "reckless_each_violation", date(2024, 8, 2), id="the same, reckless"),
    pytest.param("ccpa", "range", date(2027, 1, 1), id="California before its next adjustment"),
]


@pytest.mark.parametrize(
    ("regime", "provision", "unit", "day", "lowest", "highest"),
    [pytest.param(*row, id=f"{row[0]} {row[1]} {row[3]}") for row in FIGURES],
)
def test_a_regime_gives_what_the_law_says(regime, provision, unit, day, lowest, highest):
    found = load_regime(regime).provision(provision)

    assert found.unit == unit
    assert found.range_on(day) == (int(lowest) * 100, int(highest) * 100)


def test_no_provision_is_on_file_whose_figures_are_not_written_here():
    on_file = {(key, found.key) for key in regime_keys() for found in load_regime(key).provisions}

    assert on_file == {row[:2] for row in FIGURES}


@pytest.mark.parametrize(("regime", "provision", "day"), ENDED)
def test_a_sum_that_ended_is_not_given_any_more(regime, provision, day):
    with pytest.raises(NotInForce, match=f"until {day}"):
        load_regime(regime).provision(provision).range_on(day)


def test_only_these_sums_end():
    ended = {
        (key, found.key)
        for key in regime_keys()
        for found in load_regime(key).provisions
        if found.ends
    }

    assert ended == {tuple(row.values[:2]) for row in ENDED}


@pytest.mark.parametrize(
    ("regime", "sum_in_cents"),
    [
        pytest.param("efta", 50_000_000, id="electronic transfers"),
        pytest.param("fdcpa", 50_000_000, id="debt collection"),
        pytest.param("tila", 100_000_000, id="lending"),
    ],
)
def test_a_class_is_capped_at_the_lesser_of_a_sum_and_one_percent_of_net_worth(
    regime, sum_in_cents
):
    cap = load_regime(regime).class_cap

    assert cap is not None
    assert (cap.amount_on(NOW), cap.percent_of_net_worth) == (sum_in_cents, 1)


def test_no_other_class_is_capped():
    capped = {key for key in regime_keys() if load_regime(key).class_cap}

    assert capped == {"efta", "fdcpa", "tila"}


def test_calls_alone_are_multiplied_and_by_three_at_most():
    multiplied = {
        (key, found.key): found.multiplier.up_to
        for key in regime_keys()
        for found in load_regime(key).provisions
        if found.multiplier
    }

    assert multiplied == {("tcpa", "minimum"): 3, ("tcpa_do_not_call", "range"): 3}


def test_californias_wiretap_law_compares_three_times_the_actual_damages():
    times = {key: load_regime(key).actual_damages.times for key in regime_keys()}

    assert {key for key in times if times[key] != 1} == {"cipa"}
    assert times["cipa"] == Fraction(3)


def test_the_wiretap_act_gives_the_greater_of_its_two_sums():
    greatest = {key: load_regime(key).greatest_of for key in regime_keys()}

    assert {key: of for key, of in greatest.items() if of} == {"wiretap": ("minimum", "daily")}


def test_what_was_read_in_a_source_and_what_was_not_is_told_apart():
    verified = {key for key in regime_keys() if load_regime(key).citation.verified}

    assert verified == {
        *("sca", "wiretap", "cipa", "tcpa_do_not_call", "bipa", "ccpa", "efta", "gipa"),
        "copyright",
    }


def test_every_regime_warns_of_its_limitation_in_both_languages():
    for key in regime_keys():
        warning = load_regime(key).limitation.warning
        assert warning.en != warning.es
