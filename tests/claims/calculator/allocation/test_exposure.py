import ibis
import pyarrow as pa

from claims.calculator.allocation import exposure
from tests.claims.calculator.cases import (
    account,
    claim,
    determinations,
    message,
    plan,
    records,
    rows_of,
    subscription,
)


def _by_theory(decided):
    return {row.pop("theory"): row for row in rows_of(exposure(decided, plan()))}


def test_only_payable_eligible_claims_add_up_and_undetermined_ones_are_the_range():
    produced = records(
        accounts=[
            account("A"),
            account("B"),
            account("C", country=None),
            account("D", country="CA"),
        ],
        subscriptions=[subscription(f"S{a}", a) for a in "ABCD"],
        messages=[message(f"M{a}", a) for a in "ABCD"],
    )
    claims = [claim(number, account_id=a) for number, a in enumerate("AABCD", start=1)]
    claims.append(claim(6, account_id=None))
    assert _by_theory(determinations(claims, produced)) == {
        "sca_actual_not_required": {
            "per_head_cents": 100000,
            "eligible": 2,
            "undetermined": 1,
            "unknown": 0,
            "aggregate_cents": 200000,
            "undetermined_cents": 100000,
            "highest_cents": 300000,
        },
        "sca_actual_required": {
            "per_head_cents": 100000,
            "eligible": 2,
            "undetermined": 1,
            "unknown": 0,
            "aggregate_cents": 0,
            "undetermined_cents": 0,
            "highest_cents": 0,
        },
    }


def test_no_claims_add_up_to_nothing():
    figures = _by_theory(determinations([]))["sca_actual_not_required"]
    assert figures == {
        "per_head_cents": 100000,
        "eligible": 0,
        "undetermined": 0,
        "unknown": 0,
        "aggregate_cents": 0,
        "undetermined_cents": 0,
        "highest_cents": 0,
    }


def test_a_total_above_what_a_bigint_holds_is_exact():
    most = 2**63 - 1
    theories = ("sca_actual_not_required", "sca_actual_required")
    decided = ibis.memtable(
        pa.Table.from_pylist(
            [
                {
                    "outcome": "payable",
                    "verdict": "eligible",
                    **{f"award_{theory}": most for theory in theories},
                    **{f"potential_{theory}": most for theory in theories},
                }
            ]
            * 3
        )
    )
    assert _by_theory(decided)["sca_actual_not_required"]["aggregate_cents"] == 3 * most
