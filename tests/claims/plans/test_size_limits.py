"""A plan that nobody could follow and no engine should write out is refused where it gets there."""

import json

import pytest

from claims.plans import PlanError, parse
from tests.claims.calculator.facts.productions import fact, plan_with

WORDS = {"en": "Some", "es": "Algo"}
CITED = {"text": "Fictional.", "verified": True}


def _head(key, amount):
    named = {"key": key, "label": WORDS, "explanation": WORDS, "citation": CITED}
    return {**named, "amount": amount}


def _fund(pools, gross="1.00"):
    return {
        "fund": {"gross": gross, "citation": CITED},
        "pools": [
            {"key": f"p{n}", "label": WORDS, "citation": CITED, "money": "rest", "by": "equal"}
            for n in range(pools)
        ],
        "residual": {"to": "escheat", "citation": CITED},
        "rounding": {"amounts": "down", "payments": "down", "citation": CITED},
    }


def _told(**changes):
    stated = plan_with({"n": fact("claim_value", type="count")}).as_json()
    # A day of JSON is text, which a plan's file refuses.
    del stated["class_period"]
    text = json.dumps({**stated, **changes})
    try:
        parse(text, "plan.yaml")
    except PlanError as error:
        return str(error)
    return ""


TESTED = {"fact": "n", "at_least": 1}
WIDE = {"sum_of": ["1.00"] * 100}


@pytest.mark.parametrize(
    ("fits", "too_much", "says"),
    [
        pytest.param(_fund(60), _fund(61), "pools: has too many entries: at most 60", id="pools"),
        pytest.param(
            _fund(1, "1000000000000000.00"),
            _fund(1, "1000000000000000.01"),
            "fund.gross: with interest and top_up this is",
            id="money",
        ),
        pytest.param(
            {"damages": [_head(f"h{n}", "1.00") for n in range(100)]},
            {"damages": [_head(f"h{n}", "1.00") for n in range(101)]},
            "damages: has too many entries: at most 100",
            id="heads",
        ),
        pytest.param(
            {"damages": [_head("h", {"sum_of": ["1.00"] * 100})]},
            {"damages": [_head("h", {"sum_of": ["1.00"] * 101})]},
            "sum_of: has too many entries: at most 100",
            id="parts of an amount",
        ),
        pytest.param(
            {"damages": [_head(f"h{n}", WIDE) for n in range(19)]},
            {"damages": [_head(f"h{n}", WIDE) for n in range(20)]},
            "damages[19].amount: with this, the plan states more than 2000 amounts",
            id="amounts",
        ),
        pytest.param(
            {
                "damages": [
                    _head("h0", "1.00"),
                    *(_head(f"h{n}", {"head": f"h{n - 1}"}) for n in range(1, 20)),
                ]
            },
            {
                "damages": [
                    _head("h0", "1.00"),
                    *(_head(f"h{n}", {"head": f"h{n - 1}"}) for n in range(1, 21)),
                ]
            },
            "damages[20]: this head rests on more than 20 others",
            id="heads on heads",
        ),
        pytest.param(
            {"criteria": []},
            {
                "subclasses": [
                    {
                        "key": f"s{n}",
                        "label": WORDS,
                        "citation": CITED,
                        "condition": {"all": [TESTED] * 100},
                    }
                    for n in range(51)
                ]
            },
            "the plan's conditions test more than 5000 facts",
            id="tests",
        ),
    ],
)
def test_a_plan_beyond_a_size_is_refused_and_at_it_is_not(fits, too_much, says):
    assert _told(**fits) == ""
    told = _told(**too_much)
    assert told.startswith("plan.yaml line 1: ")
    assert says in told
