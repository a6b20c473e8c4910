"""Both implementations draw the same facts and judge them alike, whatever the rows."""

import json
from datetime import date, datetime, timedelta
from functools import cache
from itertools import product
from typing import Any

import ibis
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from claims.calculator.facts import is_met, with_claim_facts
from claims.plans.conditions import Condition
from claims.verification.logic import truth_of as holds_in_python
from claims.verification.own_facts import account_facts
from claims.verification.own_facts import with_claim_facts as with_claim_facts_in_python
from tests.claims.calculator.facts.productions import (
    SCHEMAS,
    drawing_sql,
    drawn_by,
    fact,
    plan_with,
    records,
    run,
)
from tests.examples import examples

LEAP = {"start": date(2024, 1, 31), "end": date(2024, 3, 1)}
ONE_DAY = {"start": date(2024, 2, 29), "end": date(2024, 3, 1)}
PERIODS = ("class_period", LEAP, ONE_DAY)
TRIALS = [{"column": "is_trial", "is": False}, {"column": "product", "in": ["a", "b"]}]
SENT = [{"column": "direction", "is": "sent"}]


def _kinds():
    """Every kind of fact with every option, over every kind of record that it may speak of."""
    for once in (False, True):
        yield "days_of_overlap", ("accounts", "subscriptions"), {"each_day_once": once}
        for part in ("dropped", "counted"):
            options = {"each_day_once": once, "part_months": part}
            yield "months_of_overlap", ("accounts", "subscriptions"), options
    yield "calendar_months", tuple(SCHEMAS)[:3], {"points_per_month": 2}
    yield "sum", ("subscriptions",), {}
    for kind in ("count", "first", "last"):
        yield kind, ("subscriptions", "messages"), {}


PARTS = 5
"""The facts are drawn in so many parts, since the engine's query for all at once takes long."""


@cache
def _plan(period_number, part):
    facts: dict[str, Any] = {}
    for kind, kinds_of_record, options in _kinds():
        for of in kinds_of_record:
            where = {"subscriptions": TRIALS, "messages": SENT, "accounts": []}[of]
            asked = fact(kind, of=of, within=PERIODS[period_number], where=where, **options)
            facts[f"f{len(facts)}"] = asked
    facts = {key: asked for key, asked in facts.items() if int(key[1:]) % PARTS == part}
    facts["closed"] = fact("account_value", column="closed_on")
    return plan_with(facts)


@cache
def _sql(period_number, part, incomplete):
    return drawing_sql(_plan(period_number, part), incomplete)


EDGES = [
    date(2021, 1, 21),
    date(2024, 9, 18),
    date(2024, 1, 31),
    date(2024, 2, 28),
    date(2024, 3, 1),
    date(2023, 3, 1),
    date(2022, 12, 31),
    date(2023, 5, 30),
]
DAYS = st.sampled_from([day + timedelta(days=shift) for day in EDGES for shift in (-1, 0, 1)])
MOMENTS = st.builds(
    lambda day, shift: datetime.combine(day, datetime.min.time()) + timedelta(microseconds=shift),
    DAYS,
    st.sampled_from([-1, 0, 1, 10**9]),
)
IDS = st.sampled_from(["A", "A", "B"])


@st.composite
def _ranges(draw, starts, ends):
    first, last = sorted([draw(DAYS), draw(DAYS)])
    return {starts: first, ends: draw(st.sampled_from([last, last, first, None]))}


@st.composite
def _subscriptions(draw):
    return {
        **draw(_ranges("started_on", "ended_on")),
        "account_id": draw(IDS),
        "product": draw(st.sampled_from(["a", "a", "b", "c"])),
        "amount_cents": draw(st.sampled_from([0, 2999, 2**62])),
        "currency": "USD",
        "is_trial": draw(st.sampled_from([False, False, False, True])),
    }


MESSAGES = st.fixed_dictionaries(
    {
        "account_id": IDS,
        "channel": st.just("inmail"),
        "direction": st.sampled_from(["sent", "sent", "received"]),
        "sent_at": MOMENTS,
    }
)


@st.composite
def productions(draw):
    """Rows of two accounts, A and B, and perhaps of one that no claim names."""
    ranges = [draw(_ranges("created_on", "closed_on")) for _ in range(2)]
    return records(
        accounts=[
            {"account_id": "A", **ranges[0]},
            {"account_id": "B", **ranges[1]},
        ],
        subscriptions=draw(st.lists(_subscriptions(), max_size=6)),
        messages=draw(st.lists(MESSAGES, max_size=5)),
        refused=draw(
            st.lists(
                st.fixed_dictionaries({"account_id": st.sampled_from(["A", "C", None])}), max_size=2
            )
        ),
        incomplete=draw(st.sampled_from([(), (), ("subscriptions",), ("accounts", "messages")])),
    )


@settings(max_examples=examples(60), deadline=None)
@given(st.sampled_from(range(len(PERIODS))), st.sampled_from(range(PARTS)), productions())
def test_both_implementations_draw_the_same_facts(period_number, part, produced):
    plan = _plan(period_number, part)
    rows = drawn_by(_sql(period_number, part, produced["incomplete"]), produced, ["A", "B", "Z"])
    assert [row["account_id"] for row in rows] == ["A", "B", "Z"]
    for row in rows:
        expected = account_facts(row["account_id"], produced, plan)
        assert {key: row[key] for key in expected} == expected


CLAIMED = {
    "opened": fact("claim_value", type="day"),
    "closed": fact("claim_value", type="day", if_blank=date(2024, 2, 29)),
    "loss": fact("claim_value", type="amount", if_blank="0.00"),
    "other_loss": fact("claim_value", type="amount"),
    "devices": fact("claim_value", type="count"),
    "state": fact("claim_value", type="text", if_blank="none"),
    "harmed": fact("claim_value", type="yes_or_no", if_blank=False),
    "sent": fact("count", of="messages"),
    "units": fact("total", type="count", of=["devices", "months", "sent"]),
    "losses": fact("total", type="amount", of=["loss", "other_loss"]),
    "all_units": fact("total", type="count", of=["units", "months_of_leap"]),
    "months": {**fact("calendar_months_between", **{"from": "opened", "to": "closed"})}
    | {"within": "class_period"},
    "months_of_leap": {**fact("calendar_months_between", **{"from": "opened", "to": "closed"})}
    | {"within": LEAP, "points_per_month": 3},
}
CLAIM_COLUMNS = ibis.schema(
    {
        "claim": "int64",
        "fact_opened": "date",
        "fact_closed": "date",
        "fact_loss": "int64",
        "fact_other_loss": "int64",
        "fact_devices": "int64",
        "fact_state": "string",
        "fact_harmed": "boolean",
        "fact_sent": "int64",
        "fact_sent_refused": "int64",
        "fact_sent_incomplete": "boolean",
    }
)
CENTS = st.sampled_from([0, 2499, 2500, 2**63 - 1, None])
CLAIMS = st.fixed_dictionaries(
    {
        "fact_opened": DAYS | st.none(),
        "fact_closed": DAYS | st.none(),
        "fact_loss": CENTS,
        "fact_other_loss": CENTS,
        "fact_devices": st.sampled_from([0, 1, 2, 3, None]),
        "fact_state": st.sampled_from(["IL", "CA", "", None]),
        "fact_harmed": st.sampled_from([True, False, None]),
        "fact_sent": st.sampled_from([0, 1, 2, None]),
        "fact_sent_refused": st.sampled_from([0, 0, 1]),
        "fact_sent_incomplete": st.booleans(),
    }
)
ADAPTER: TypeAdapter[Any] = TypeAdapter(Condition)


def _tests():
    for key, word, value in [
        *product(("sent", "devices", "units", "months"), ("at_least", "at_most"), (0, 1, 2, 8)),
        *product(("loss", "losses"), ("at_least", "at_most"), ("0.00", "25.00", "$1,000.00")),
        *product(("opened", "closed"), ("before", "on_or_after"), ("2024-02-29", "2024-03-01")),
        ("state", "is", "IL"),
        ("state", "in", ["CA", "none"]),
        ("harmed", "is", True),
    ]:
        yield {"fact": key, word: value}


LEAVES = st.sampled_from(list(_tests())) | st.just({"subclass": "some"})
CONDITIONS = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.builds(lambda part: {"not": part}, parts),
        st.builds(lambda found: {"all": found}, st.lists(parts, min_size=1, max_size=3)),
        st.builds(lambda found: {"any": found}, st.lists(parts, min_size=1, max_size=3)),
    ),
    max_leaves=6,
)
NAMED = [
    {"not": {"fact": "state", "is": "IL"}},
    {"any": [{"fact": "sent", "at_least": 1}, {"fact": "loss", "at_most": "24.99"}]},
]
PLAN = plan_with(CLAIMED)


@cache
def _claims_sql():
    given_claims = ibis.table(CLAIM_COLUMNS, name="claims")
    completed = with_claim_facts(given_claims, PLAN).order_by("claim")
    return str(ibis.to_sql(completed, dialect="duckdb", pretty=False))


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(CLAIMS, max_size=8))
def test_both_implementations_complete_what_claims_state(stated):
    rows = [{"claim": number, **row} for number, row in enumerate(stated)]
    found = run(_claims_sql(), {"claims": (rows, CLAIM_COLUMNS)})
    assert found == [with_claim_facts_in_python(row, PLAN) for row in rows]


@settings(max_examples=examples(60), deadline=None)
@given(CONDITIONS, st.sampled_from(NAMED), st.lists(CLAIMS, min_size=1, max_size=8))
def test_both_implementations_judge_any_condition_alike(written, named, stated):
    rows = [{"claim": number, **row} for number, row in enumerate(stated)]
    condition, some = (ADAPTER.validate_json(json.dumps(part)) for part in (written, named))
    facts = with_claim_facts(ibis.table(CLAIM_COLUMNS, name="claims"), PLAN)
    judged = facts.select("claim", held=is_met(condition, facts, {"some": some}))
    sql = str(ibis.to_sql(judged.order_by("claim"), dialect="duckdb", pretty=False))
    found = [row["held"] for row in run(sql, {"claims": (rows, CLAIM_COLUMNS)})]
    completed = [with_claim_facts_in_python(row, PLAN) for row in rows]
    assert found == [holds_in_python(written, row, {"some": named}) for row in completed]
