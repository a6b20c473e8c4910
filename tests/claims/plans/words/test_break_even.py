"""Where one amount overtakes another, and for how many claims a pool is enough."""

import pytest
from pydantic import TypeAdapter

from claims.plans import library_path, load
from claims.plans.amounts import Amount
from claims.plans.prose import plan_prose
from claims.plans.prose.break_even import break_even
from tests.claims.plans.words import every_form

AMOUNT = TypeAdapter(Amount)
LOSS = {"fact": "loss"}
EACH = {"each": "20.00", "per": "devices"}


def _point(one, another):
    point = break_even(AMOUNT.validate_python(one), AMOUNT.validate_python(another))
    return point and (point.fact, point.value)


@pytest.mark.parametrize(
    ("one", "another", "point"),
    [
        pytest.param({"percent": "15", "of": LOSS}, "25.00", ("loss", 166_67), id="rounded up"),
        pytest.param({"percent": "50", "of": LOSS}, "25.00", ("loss", 50_00), id="exactly"),
        pytest.param("25.00", {"percent": "50", "of": LOSS}, ("loss", 50_00), id="either way"),
        pytest.param(EACH, "100.00", ("devices", 5), id="a rate"),
        pytest.param(EACH, "100.01", ("devices", 6), id="a cent more, a unit more"),
        pytest.param({"times": "3", "of": LOSS}, "10.00", ("loss", 3_34), id="a multiple"),
        pytest.param({"sum_of": [EACH, "9.00"]}, "29.00", ("devices", 1), id="a sum"),
        pytest.param({"sum_of": [EACH, "9.00"]}, "9.00", None, id="ahead from the start"),
        pytest.param(LOSS, "500.00", None, id="a fact against a sum tells nothing"),
        pytest.param("5.00", "6.00", None, id="two sums"),
        pytest.param(EACH, {"each": "1.00", "per": "hours"}, None, id="two facts"),
        pytest.param(EACH, {"each": "20.00", "per": "devices"}, None, id="the same rate"),
        pytest.param({"greatest_of": [EACH, LOSS]}, "5.00", None, id="not even"),
    ],
)
def test_break_even(one, another, point):
    assert _point(one, another) == point


@pytest.mark.parametrize(
    ("slug", "language", "says"),
    [
        ("zoom", "en", "reaches $25.00 where “Core price paid for the subscription” is $166.67 or"),
        ("zoom", "es", "alcanza $25.00 cuando"),
        ("zoom", "es", "es $166.67 o más"),
        ("lopez-siri", "en", "$65,400,000.00 is enough for 3,270,000 units of “Devices claimed”"),
        ("lopez-siri", "es", "$65,400,000.00 alcanzan para 3\u00a0270\u00a0000 unidades"),
        ("lopez-siri", "en", "reaches $100.00 where “Devices claimed” is 5 or more"),
        ("equifax", "en", "At $125.00 a claim, $31,000,000.00 is enough for 248,000 claims"),
        ("equifax", "en", "$31,000,000.00 is enough for 1,240,000 units of “Hours spent”"),
        ("kmart", "en", "$5,200,000.00 is enough for 2,184,873 units of “Cards exposed”"),
        ("fraley-notice", "en", "$12,000,000.00 is enough for 1,200,000 claims"),
    ],
)
def test_the_published_break_even_figures_are_told(slug, language, says):
    text = "\n".join(plan_prose(load(library_path(slug)), language).lines())
    assert says in text


@pytest.mark.parametrize(
    ("pools", "is_told"),
    [
        pytest.param([{"at_most": "7.00"}], True, id="a limit"),
        pytest.param([{}], False, id="no limit"),
        pytest.param([{"at_most": {"fact": "loss"}}], False, id="an amount that claims state"),
        pytest.param([{"at_most": {"each": "0.205", "per": "devices"}}], False, id="part cents"),
        pytest.param([{}, {"at_most": "7.00"}], False, id="money that depends on claims above"),
        pytest.param([{"unspent": "residual"}, {"at_most": "7.00"}], True, id="known money"),
    ],
)
def test_a_pool_says_for_how_many_it_is_enough_only_where_the_plan_fixes_it(pools, is_told):
    money = [{"percent": "50"}, "rest"] if len(pools) > 1 else ["rest"]
    stated = [
        every_form.pool(f"p{place}", money[place], "equal", **keys)
        for place, keys in enumerate(pools)
    ]
    document = plan_prose(every_form.with_fund(pools=stated, rounds=[]), "en")
    assert any("is enough for" in line for line in document.lines()) == is_told
