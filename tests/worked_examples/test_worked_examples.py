"""Every worked example, through the calculator and through the second implementation."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from claims.verification import determine_again
from tests.claims.calculator.cases import (
    account,
    claim,
    determined,
    facts_rows,
    message,
    numbers_of,
    plan,
    records,
    refused,
    subscription,
)

CASES = [
    case
    for path in sorted(Path(__file__).parent.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
MAKERS: dict[str, Callable[..., dict[str, Any]]] = {
    "accounts": account,
    "subscriptions": subscription,
    "messages": message,
    "refused": refused,
}


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    """Moments are text in the file, since YAML would give them a zone of its own."""
    moments = {"filed_at", "sent_at"} & set(row)
    return {**row, **{name: datetime.fromisoformat(row[name]) for name in moments}}


def _production(case: dict[str, Any]) -> dict[str, Any]:
    stated = case.get("records", {})
    made = {
        kind: [MAKERS[kind](**_typed(row)) for row in rows] if kind in MAKERS else rows
        for kind, rows in stated.items()
    }
    return records(**made)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_worked_example(case):
    produced = _production(case)
    claims = [claim(**_typed(row)) for row in case["claims"]]
    found = determined(claims, produced)
    claim_id = {number: key for key, number in numbers_of(claims).items()}
    recomputed = [
        {**row, "payable_claim_id": claim_id[row["payable_claim"]]}
        for row in determine_again(facts_rows(claims, produced), plan())
    ]
    for number, expected in enumerate(case["expect"]):
        assert {key: found[number][key] for key in expected} == expected
        shared = set(expected) & set(recomputed[number])
        assert {key: recomputed[number][key] for key in shared} == {
            key: expected[key] for key in shared
        }
    assert len(case["expect"]) == len(found)


def test_every_example_has_a_name_of_its_own():
    names = [case["name"] for case in CASES]
    assert len(set(names)) == len(names)
