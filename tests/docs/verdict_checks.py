"""Criteria of the first matter, and what its claims come to."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import ibis

from claims.calculator.facts.column_readings import ColumnReadings
from claims.calculator.facts.condition_expressions import is_met
from tests.claims.calculator.cases import (
    account,
    claim,
    determinations,
    determined,
    message,
    of_one,
    plan,
    records,
    refused,
    rows_of,
    subscription,
    table,
)
from tests.docs.engine import cents, money
from tests.docs.tables import Row

Given = Mapping[str, Any]

_FACTS = ibis.schema({"fact_ai_setting": "string", "fact_ai_setting_changed_on": "date"})


_RESULTS = {True: "met", False: "unmet", None: "unknown"}


def setting(_: Given, rows: list[Row]) -> list[Row]:
    """The criterion, and each condition that it is made of."""
    condition: Any = next(each for each in plan().criteria if each.key == "setting").condition
    is_on, off_and_after = condition.parts
    is_off, after = off_and_after.parts
    parts = {"on?": is_on, "off?": is_off, "after?": after, "off and after": off_and_after}
    found = []
    for row in rows:
        changed = None if row["changed"] == "blank" else date.fromisoformat(row["changed"])
        chosen = None if row["setting"] == "blank" else row["setting"]
        held = account(ai_training_setting=chosen, ai_training_setting_changed_on=changed)
        result = of_one(records(accounts=[held]))["criterion_setting"]
        facts = table([{"fact_ai_setting": chosen, "fact_ai_setting_changed_on": changed}], _FACTS)
        told = {heading: is_met(part, facts) for heading, part in parts.items()}
        cells = rows_of(facts.select(**told))[0]
        found.append({**{key: _RESULTS[cells[key]] for key in parts}, "result": result})
    return found


def counted(_: Given, rows: list[Row]) -> list[Row]:
    """At least one InMail, by what was counted and what is missing."""
    found = []
    for row in rows:
        number = int(row["counted"])
        messages = [message(f"M{n}", channel="inmail") for n in range(number)]
        produced = records(
            messages=messages,
            refused=[refused("subscriptions")] if row["rows refused"] == "yes" else [],
            incomplete=["messages"] if row["production partial"] == "yes" else [],
        )
        found.append({"result": of_one(produced)["criterion_messages"]})
    return found


def paid_for(_: Given, rows: list[Row]) -> list[Row]:
    """At least one day that was paid for, of one subscription, what was paid back and what its
    product was read as."""
    found = []
    for row in rows:
        back, *other = row["paid back"].split(" of ")
        refunds = []
        if back != "nothing":
            named = "S9" if other else "S1"
            refunds.append(
                subscription(
                    "R1", amount_cents=-(cents(back) or 0), extra=f'{{"refund_of": "{named}"}}'
                )
            )
        held = subscription(
            product=row["its product"], is_trial=row["free trial"] == "yes", extra=None
        )
        word, said = row["its product"], row["read as"]
        column = ColumnReadings(
            same=((word, said),) if said == "premium_career" else (),
            others=(word,) if said == "another thing" else (),
        )
        produced = records(subscriptions=[held, *refunds])
        produced["readings"] = {("subscriptions", "product"): column} if said else {}
        (told,) = rows_of(determinations([claim()], produced))
        days = told["fact_paid_premium_days"]
        found.append(
            {
                "days": "unknown" if days is None else str(days),
                "refused": str(told["fact_paid_premium_days_refused"]),
                "result": told["criterion_subscription"],
            }
        )
    return found


def six_claims(_: Given, rows: list[Row]) -> list[Row]:
    """The class of docs/algorithms/statutory-damages.md."""
    countries = {"A": "US", "B": "US", "C": None, "D": "CA"}
    produced = records(
        accounts=[account(key, country=country) for key, country in countries.items()],
        subscriptions=[subscription(f"S{key}", key) for key in countries],
        messages=[message(f"M{key}", key) for key in countries],
    )
    accounts = [row["account"] if row["account"] != "none" else None for row in rows]
    claims = [
        claim(number, account_id=key, filed_at=datetime(2026, 3, number, 12))
        for number, key in enumerate(accounts, start=1)
    ]
    return [
        {
            "outcome": row["outcome"],
            "verdict": row["verdict"],
            "no proof needed": money(row["award_sca_actual_not_required"]),
            "proof needed": money(row["award_sca_actual_required"]),
        }
        for row in determined(claims, produced)
    ]


CHECKS = {
    "setting": (("setting", "changed"), setting),
    "counted": (("counted", "rows refused", "production partial"), counted),
    "paid for": (("its product", "read as", "free trial", "paid back"), paid_for),
    "six claims": (("claim", "account"), six_claims),
}
