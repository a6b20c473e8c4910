"""The calculator and the second implementation give the same rows for any claims and records."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.verification import determine_again
from tests.claims.calculator.cases import by_number, determined, facts_rows, plan
from tests.examples import examples

ACCOUNT_IDS = ("A", "B", "C")
INSTANTS = (
    datetime(2021, 1, 20, 23, 59, 59, 999999),
    datetime(2021, 1, 21),
    datetime(2023, 5, 5, 5, 5),
    datetime(2024, 9, 17, 23, 59, 59, 999999),
    datetime(2024, 9, 18),
)
DAYS = tuple(
    date(2021, 1, 21) + timedelta(days=shift) for shift in (-30, -1, 0, 1, 500, 1335, 1336, 1337)
)
FILED = (
    datetime(2026, 1, 15, 7, 59, 59, 999999),
    datetime(2026, 1, 15, 8),
    datetime(2026, 3, 1),
    datetime(2026, 7, 1, 6, 59, 59, 999999),
    datetime(2026, 7, 1, 7),
)
POSTMARKS = (None, date(2026, 1, 14), date(2026, 1, 15), date(2026, 6, 30), date(2026, 7, 1))

mostly = st.sampled_from([True, True, True, True, False])
seldom = st.sampled_from([False, False, False, False, True])


def _keyed(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: f"{name[0]}{number}", **row} for number, row in enumerate(rows)]


@st.composite
def _subscriptions(draw: st.DrawFn) -> dict[str, Any]:
    start, end = sorted([draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))])
    return {
        "account_id": draw(st.sampled_from(ACCOUNT_IDS)),
        "product": draw(st.sampled_from(["premium_career", "recruiter_lite", "learning"])),
        "started_on": start,
        "ended_on": draw(st.sampled_from([end, None])),
        "amount_cents": draw(st.sampled_from([0, 2999])),
        "currency": "USD",
        "is_trial": draw(st.booleans()),
    }


messages = st.fixed_dictionaries(
    {
        "account_id": st.sampled_from(ACCOUNT_IDS),
        "channel": st.sampled_from(["inmail", "message"]),
        "direction": st.sampled_from(["sent", "received"]),
        "sent_at": st.sampled_from(INSTANTS),
    }
)
accounts = st.fixed_dictionaries(
    {
        "country": st.sampled_from(["US", "US", "US", "CA", None]),
        "state": st.sampled_from(["CA", None]),
        "ai_training_setting": st.sampled_from(["on", "on", "off", None]),
        "ai_training_setting_changed_on": st.sampled_from(
            [None, date(2024, 9, 17), date(2024, 9, 18)]
        ),
    }
)
refusals = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["accounts", "subscriptions", "messages"]),
        "account_id": st.sampled_from([*ACCOUNT_IDS, None]),
    }
)
claims_filed = st.fixed_dictionaries(
    {
        "sort_ref": st.sampled_from(["a", "B", "é", None]),
        "filed_at": st.sampled_from(FILED),
        "medium": st.sampled_from(["web", "paper", "bulk"]),
        "postmarked_on": st.sampled_from(POSTMARKS),
        "signed": mostly,
        "late_accepted": seldom,
        "opted_out": seldom,
        "withdrawn": seldom,
        "account_id": st.sampled_from([*ACCOUNT_IDS, "A", "Z", None]),
        "given_name": st.sampled_from(["ana", "bea", "", None]),
        "family_name": st.sampled_from(["lopez", "cole", "", None]),
        "decision": st.sampled_from([None, None, None, "eligible", "ineligible", "undetermined"]),
        "competing_resolved": seldom,
    }
)


@st.composite
def productions(draw: st.DrawFn) -> dict[str, Any]:
    held = draw(st.lists(accounts, min_size=3, max_size=3))
    return {
        "accounts": [{"account_id": i, **row} for i, row in zip(ACCOUNT_IDS, held, strict=True)],
        "subscriptions": _keyed("subscription_id", draw(st.lists(_subscriptions(), max_size=6))),
        "messages": _keyed("message_id", draw(st.lists(messages, max_size=6))),
        "refused": draw(st.lists(refusals, max_size=2)),
        "incomplete": draw(st.sampled_from([[], [], ["messages"], ["subscriptions"]])),
    }


@settings(max_examples=examples(60), deadline=None)
@given(
    st.lists(claims_filed, max_size=10),
    productions(),
    st.sampled_from([None, "earliest", "latest"]),
)
def test_both_implementations_determine_every_claim_alike(filed, produced, survivor):
    claims = [{"claim_id": number, **row} for number, row in enumerate(filed, start=1)]
    given_facts = facts_rows(claims, produced)
    expected = determine_again(given_facts, plan(survivor))
    found = by_number(determined(claims, produced, survivor), claims)
    facts = [{key: row[key] for key in row if key.startswith("fact_")} for row in given_facts]
    assert [_only(row, keys) for row, keys in zip(found, expected, strict=True)] == expected
    assert [_only(row, keys) for row, keys in zip(found, facts, strict=True)] == facts


def _only(row: dict[str, Any], keys: dict[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in keys}
