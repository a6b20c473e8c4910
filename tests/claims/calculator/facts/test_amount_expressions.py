"""What each form of an amount gives, for facts that are known, unknown, and known only in part."""

from datetime import date

import pyarrow as pa
import pytest
from pydantic import TypeAdapter

from claims.calculator.facts import FactsTable, amount_in_cents
from claims.money.exact_arithmetic import install_arithmetic
from claims.plans.amounts import FORM_KEYS, Amount, every_amount
from claims.plans.shares import Rounding
from tests.claims.calculator.allocation.engine import engine, kept
from tests.claims.calculator.facts.productions import CITATION, fact, plan_with

PLAN = plan_with(
    {
        "visits": fact("claim_value", type="count"),
        "loss": fact("claim_value", type="amount"),
        "state": fact("claim_value", type="text"),
        "harmed_on": fact("claim_value", type="day"),
        "messages": fact("count", of="messages"),
    }
)
ADAPTER: TypeAdapter[Amount] = TypeAdapter(Amount)
TYPES = {
    "fact_visits": pa.int64(),
    "fact_loss": pa.int64(),
    "fact_state": pa.string(),
    "fact_harmed_on": pa.date32(),
    "fact_messages": pa.int64(),
    "fact_messages_refused": pa.int64(),
    "fact_messages_incomplete": pa.bool_(),
    "potential_other": pa.int64(),
}
KNOWN = {
    "fact_visits": 3,
    "fact_loss": 1000,
    "fact_state": "IL",
    "fact_harmed_on": date(2024, 5, 1),
    "fact_messages": 4,
    "fact_messages_refused": 0,
    "fact_messages_incomplete": False,
    "potential_other": 700,
}


def _gives(written, rule="down", **changes):
    """The cents that an amount, as a plan writes it, gives on the facts with these changes."""
    row = KNOWN | {f"fact_{k}" if k != "potential_other" else k: v for k, v in changes.items()}
    install_arithmetic(engine())
    table = kept(pa.Table.from_pylist([row], schema=pa.schema(TYPES)))
    rounding = Rounding(amounts=rule, payments="down", citation=CITATION)
    cents = amount_in_cents(
        ADAPTER.validate_python(written), FactsTable(table, PLAN.facts, {}), rounding
    )
    return cents.name("cents").as_table().to_pyarrow()["cents"][0].as_py()


SCA = {
    "regime": "sca",
    "provision": "actual_damages_not_required",
    "in_force_on": date(2024, 9, 17),
    "each": "1000.00",
}
IN_ILLINOIS = {"fact": "state", "is": "IL"}
TIERS = {
    "tiers": "visits",
    "table": [
        {"from": 0, "pays": "1.00"},
        {"from": 3, "pays": "2.00"},
        {"from": 5, "pays": "9.00"},
    ],
}
BY_LOSS = {
    "tiers": "loss",
    "table": [{"from": "0.00", "pays": "1.00"}, {"from": "10.00", "pays": {"fact": "loss"}}],
}
WHEN = {
    "when": [
        {"if": IN_ILLINOIS, "then": {"fact": "loss"}},
        {"if": {"fact": "visits", "at_least": 3}, "then": "5.00"},
    ],
    "otherwise": "1.00",
}
LOSS = {"fact": "loss"}

FORMS = [
    pytest.param("25.00", {}, 2500, id="bare text"),
    pytest.param({"fixed": "$1,025.99"}, {}, 102599, id="a fixed sum"),
    pytest.param({"statutory": SCA}, {}, 100000, id="a statutory sum once"),
    pytest.param({"statutory": SCA, "per": "visits"}, {}, 300000, id="statutory, three units"),
    pytest.param({"statutory": SCA, "per": "visits"}, {"visits": 0}, 0, id="statutory, no unit"),
    pytest.param({"statutory": SCA, "per": "visits"}, {"visits": None}, None, id="units unknown"),
    pytest.param({"statutory": SCA, "per": "messages"}, {}, 400000, id="units of records"),
    pytest.param(
        {"statutory": SCA, "per": "messages"}, {"messages_refused": 1}, None, id="a row was refused"
    ),
    pytest.param(
        {"statutory": SCA, "per": "messages"},
        {"messages_incomplete": True},
        None,
        id="records were not all produced",
    ),
    pytest.param(
        {"statutory": SCA, "per": "messages"},
        {"messages_incomplete": None},
        4 * 100_000,
        id="a blank says what a missing column says: nothing is missing",
    ),
    pytest.param({"each": "2.38", "per": "visits"}, {}, 714, id="a rate"),
    pytest.param({"each": "0.20405", "per": "visits"}, {}, 61, id="a rate finer than a cent"),
    pytest.param({"each": "0.20405", "per": "visits"}, {"visits": 200}, 4081, id="whole again"),
    pytest.param({"each": "2.38", "per": "visits"}, {"visits": None}, None, id="a rate of unknown"),
    pytest.param({"each": "2.38", "per": "messages"}, {"messages_refused": 1}, None, id="in part"),
    pytest.param(LOSS, {}, 1000, id="a fact"),
    pytest.param(LOSS, {"loss": 0}, 0, id="a fact of nothing"),
    pytest.param(LOSS, {"loss": None}, None, id="an unknown fact"),
    pytest.param({"percent": "15", "of": LOSS}, {}, 150, id="a percentage"),
    pytest.param({"percent": "100/3", "of": LOSS}, {}, 333, id="a third"),
    pytest.param({"percent": "0", "of": LOSS}, {}, 0, id="nothing of it"),
    pytest.param({"percent": "0", "of": LOSS}, {"loss": None}, None, id="nothing of the unknown"),
    pytest.param({"times": "3", "of": LOSS}, {}, 3000, id="three times"),
    pytest.param({"times": "2/3", "of": LOSS}, {}, 666, id="two thirds"),
    pytest.param({"times": "3", "of": LOSS}, {"loss": None}, None, id="three times the unknown"),
    pytest.param({"times": "3", "of": LOSS, "if": IN_ILLINOIS}, {}, 3000, id="if it is met"),
    pytest.param(
        {"times": "2/3", "of": LOSS, "if": IN_ILLINOIS}, {"state": "CA"}, 1000, id="if it is unmet"
    ),
    pytest.param(
        {"times": "3", "of": LOSS, "if": IN_ILLINOIS}, {"state": None}, None, id="if nobody knows"
    ),
    pytest.param({"greatest_of": [LOSS, "9.99"]}, {}, 1000, id="the greatest is first"),
    pytest.param({"greatest_of": [LOSS, "10.01"]}, {}, 1001, id="the greatest is last"),
    pytest.param({"greatest_of": [LOSS, "10.01"]}, {"loss": None}, None, id="greatest, unknown"),
    pytest.param({"greatest_of": ["10.01", LOSS]}, {"loss": None}, None, id="the last is unknown"),
    pytest.param({"least_of": ["10.01", LOSS]}, {"loss": None}, None, id="least, last unknown"),
    pytest.param({"least_of": [LOSS, "9.99", "11.00"]}, {}, 999, id="the least"),
    pytest.param({"least_of": [LOSS, "0.00"]}, {"loss": None}, None, id="the least, unknown"),
    pytest.param({"sum_of": [LOSS, "1.00", "0.01"]}, {}, 1101, id="a sum"),
    pytest.param({"sum_of": [LOSS, "1.00"]}, {"loss": None}, None, id="a sum, one part unknown"),
    pytest.param(TIERS, {"visits": 0}, 100, id="the first tier"),
    pytest.param(TIERS, {"visits": 2}, 100, id="below the second tier"),
    pytest.param(TIERS, {"visits": 3}, 200, id="the start of the second tier"),
    pytest.param(TIERS, {"visits": 4}, 200, id="the end of the second tier"),
    pytest.param(TIERS, {"visits": 10**12}, 900, id="far into the last tier"),
    pytest.param(TIERS, {"visits": None}, None, id="tiers of the unknown"),
    pytest.param(BY_LOSS, {"loss": 999}, 100, id="a cent below a tier of amounts"),
    pytest.param(BY_LOSS, {"loss": 1000}, 1000, id="a tier of amounts pays the fact"),
    pytest.param(WHEN, {}, 1000, id="the first branch"),
    pytest.param(WHEN, {"state": "CA"}, 500, id="the second branch"),
    pytest.param(WHEN, {"state": "CA", "visits": 2}, 100, id="otherwise"),
    pytest.param(WHEN, {"state": None}, None, id="the first branch is reached and unknown"),
    pytest.param(WHEN, {"visits": None}, 1000, id="an unknown branch is not reached"),
    pytest.param(WHEN, {"state": "CA", "visits": None}, None, id="the second is unknown"),
    pytest.param(WHEN, {"loss": None}, None, id="the branch met pays the unknown"),
    pytest.param(WHEN, {"state": "CA", "loss": None}, 500, id="a branch not met is no matter"),
    pytest.param({"head": "other"}, {}, 700, id="another head"),
    pytest.param({"head": "other"}, {"potential_other": None}, None, id="another head, unknown"),
]


@pytest.mark.parametrize(("written", "facts", "cents"), FORMS)
def test_an_amount_is_exact_or_unknown(written, facts, cents):
    assert _gives(written, **facts) == cents


def test_every_form_of_the_grammar_is_in_the_table():
    tried = {
        type(part)
        for case in FORMS
        for _, part in every_amount(ADAPTER.validate_python(case.values[0]))
    }
    assert len(tried) == len(FORM_KEYS)


# A third of a third of $10.00 is 111 1/9 cents; nine times that is whole again.
NINTH = {"percent": "100/3", "of": {"percent": "100/3", "of": LOSS}}


@pytest.mark.parametrize(
    ("written", "down", "half_up"),
    [
        pytest.param({"times": "9", "of": NINTH}, 1000, 1000, id="nothing is rounded on the way"),
        pytest.param({"sum_of": [NINTH] * 9}, 1000, 1000, id="not in a sum either"),
        pytest.param({"percent": "0.05", "of": LOSS}, 0, 1, id="half a cent"),
        pytest.param({"percent": "0.049999", "of": LOSS}, 0, 0, id="just below half a cent"),
        pytest.param({"each": "0.005", "per": "visits"}, 1, 2, id="a cent and a half"),
        pytest.param(
            {"greatest_of": [{"percent": "0.05", "of": LOSS}, {"percent": "0.04", "of": LOSS}]},
            0,
            1,
            id="the greatest of two fractions",
        ),
        pytest.param(
            {"sum_of": [{"percent": "0.05", "of": LOSS}, {"each": "0.00333", "per": "visits"}]},
            1,
            1,
            id="fractions of different denominators",
        ),
    ],
)
def test_an_amount_is_rounded_once_and_at_the_end(written, down, half_up):
    assert _gives(written, "down") == down
    assert _gives(written, "half_up") == half_up


def test_amounts_beyond_a_float_are_exact():
    most = 2**53 + 1
    assert _gives(LOSS, loss=most) == most
    assert _gives({"percent": "100/3", "of": {"times": "3", "of": LOSS}}, loss=most) == most


def test_a_deep_amount_is_computed_in_the_time_that_its_size_asks_for():
    written: object = LOSS
    for _ in range(12):
        written = {"greatest_of": [written, {"sum_of": ["0.01", "0.02"]}]}
    assert _gives(written) == 1000
    assert _gives(written, loss=None) is None
