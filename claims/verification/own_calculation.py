"""The whole calculation a second time: facts to payments and totals, one claim after the other.

Written from the grammar of plans (claims/plans/README.md), not from the calculator.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.plans import Plan
from claims.verification.own_facts import with_claim_facts_from_json
from claims.verification.own_fund_division import (
    ClaimPayment,
    FundResult,
    claim_payment,
    divide_fund,
    payability,
)
from claims.verification.own_merits import CannotRecalculate, Merits, merits_of
from claims.verification.own_totals import ClaimTotals

__all__ = ["CannotRecalculate", "SecondCalculation", "calculate_again"]

Row = Mapping[str, Any]


@dataclass(frozen=True)
class SecondCalculation:
    """One row a claim in the order given, and what they add up to, as `calculate` gives them."""

    rows: list[dict[str, Any]]
    totals: dict[str, Any]


def calculate_again(rows: Sequence[Row], plan: Plan, round_number: int = 1) -> SecondCalculation:
    """What the plan gives each claim, in exact fractions and plain Python.

    A row has `claim`, perhaps `standing`, and `fact_<key>` (amounts in cents, None or absent:
    unknown), with `_refused` and `_incomplete` beside facts drawn from rows. Raises
    CannotRecalculate where nothing could be paid: floors beyond the money, or more than the fund.
    """
    stated = plan.as_json()
    shared = _pools_or_round(stated, round_number)
    merits = [merits_of(with_claim_facts_from_json(row, stated), stated) for row in rows]
    cases = [
        _claim_payment(row, of_row, shared, stated)
        for row, of_row in zip(rows, merits, strict=True)
    ]
    divided = divide_fund(cases, stated, shared, round_number) if "fund" in stated else None
    sums, found = ClaimTotals(plan), []
    for case, of_case in zip(cases, merits, strict=True):
        found.append(_result_row(case, of_case, divided, stated))
        sums.add(found[-1])
    return SecondCalculation(found, sums.totals(divided, shared, round_number))


def _claim_payment(
    row: Row, merits: Merits, shared: Mapping[str, Row], stated: Row
) -> ClaimPayment:
    first = claim_payment(row["claim"], merits, shared, None, stated)
    is_sure = merits.amount_known and all(terms.is_known for terms in first.terms.values())
    first.treatment = payability(merits.verdict, row.get("standing"), is_sure, stated)
    return first


def _result_row(
    case: ClaimPayment, merits: Merits, divided: FundResult | None, stated: Row
) -> dict[str, Any]:
    """The claim's row of the result."""
    found = {
        "claim": case.claim,
        "verdict": merits.verdict,
        "amount_known": merits.amount_known,
        **_figures(merits, stated),
        **dict(zip(("payment", "kept", "withheld"), case.money, strict=True)),
    }
    for pool in divided.pools if divided else ():
        found[f"share_{pool.key}"] = pool.filling.shares.get(case.claim, 0)
        found[f"bound_{pool.key}"] = pool.filling.bounds.get(case.claim)
    return found


def _pools_or_round(stated: Row, round_number: int) -> dict[str, Row]:
    if round_number == 1:
        return {pool["key"]: pool for pool in stated.get("pools", [])}
    for later in stated.get("rounds", []):
        if later["number"] == round_number:
            return {f"round_{round_number}": later}
    raise CannotRecalculate(f"The plan has no round {round_number}.")


def _figures(merits: Merits, stated: Row) -> dict[str, Any]:
    """Criteria, what the claim would be owed, and what it is owed."""
    is_owed = merits.verdict == "eligible"
    figures: dict[str, Any] = {f"criterion_{key}": word for key, word in merits.criteria.items()}
    figures |= {f"potential_{key}": cents for key, cents in merits.potentials.items()}
    figures["potential"] = merits.potential
    for head in stated.get("damages", []):
        if not head.get("step"):
            owed = merits.potentials[head["key"]] if is_owed else 0
            figures[f"award_{head['key']}"] = owed or 0
    figures["award"] = merits.potential or 0 if is_owed else 0
    return figures
