"""The whole calculation a second time: facts to payments and totals, one claim after the other.

Written from the grammar of plans (claims/plans/README.md), not from the calculator.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from claims.plans import Plan
from claims.verification.dividing import Case, Divided, Pooled, divide
from claims.verification.facts import with_facts_of_claim
from claims.verification.merits import CannotRecalculate, Merits, merits_of, terms_of

__all__ = ["CannotRecalculate", "Recalculated", "recalculate"]

Row = Mapping[str, Any]
_DEDUCTED = ("key", "purpose", "label")


@dataclass(frozen=True)
class Recalculated:
    """One row a claim in the order given, and what they add up to, as `calculate` gives them."""

    rows: list[dict[str, Any]]
    totals: dict[str, Any]


def recalculate(rows: Sequence[Row], plan: Plan, round_number: int = 1) -> Recalculated:
    """What the plan gives each claim, in exact fractions and plain Python.

    A row has `claim`, perhaps `standing`, and `fact_<key>` (amounts in cents, None or absent:
    unknown), with `_refused` and `_incomplete` beside facts drawn from rows. Raises
    CannotRecalculate where nothing could be paid: floors beyond the money, or more than the fund.
    """
    stated = plan.as_json()
    shared = _shared(stated, round_number)
    cases = [_case(row, stated, shared) for row in rows]
    divided = divide(cases, stated, shared, round_number) if "fund" in stated else None
    found = [_found(case, divided, stated) for case in cases]
    return Recalculated(found, _totals(found, plan, divided, shared, round_number))


def _case(row: Row, stated: Row, shared: Mapping[str, Row]) -> Case:
    merits = merits_of(with_facts_of_claim(row, stated), stated)
    terms = {key: terms_of(shares, merits, stated) for key, shares in shared.items()}
    is_sure = merits.amount_known and all(each.is_known for each in terms.values())
    standing = row.get("standing") or "approved"
    treatment = _treatment(merits.verdict, standing, is_sure, stated)
    return Case(row["claim"], merits, terms, treatment)


def _found(case: Case, divided: Divided | None, stated: Row) -> dict[str, Any]:
    """The claim's row of the result."""
    merits = case.merits
    found = {
        "claim": case.claim,
        "verdict": merits.verdict,
        "amount_known": merits.amount_known,
        **_figures(merits, stated),
        **(case.money or {"payment": 0, "kept": 0, "withheld": 0}),
    }
    for pool in divided.pools if divided else ():
        found[f"share_{pool.key}"] = pool.filling.shares.get(case.claim, 0)
        found[f"bound_{pool.key}"] = pool.filling.bounds.get(case.claim)
    return found


def _shared(stated: Row, round_number: int) -> dict[str, Row]:
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


def _treatment(verdict: str, standing: str, is_known: bool, stated: Row) -> str | None:
    """Paid, kept, or neither."""
    if verdict == "eligible" and standing == "approved" and is_known:
        return "pay"
    reasons = set()
    if standing == "appealed":
        reasons.add("appealed")
    if standing == "pending" and verdict != "ineligible":
        reasons.add("pending")
    if verdict == "undetermined" or (verdict == "eligible" and not is_known):
        reasons.add("undetermined")
    return "keep" if reasons & set(stated["reserve_for"]) else None


# -- totals -------------------------------------------------------------------------------------


def _totals(
    rows: Sequence[Row],
    plan: Plan,
    divided: Divided | None,
    shared: Mapping[str, Row],
    round_number: int,
) -> dict[str, Any]:
    heads = [head.key for head in plan.damages if not head.step]
    verdicts = [row["verdict"] for row in rows]
    names = ("eligible", "undetermined", "ineligible")
    totals: dict[str, Any] = {
        "plan": plan.slug,
        "plan_sha256": plan.sha256,
        "round": round_number,
        "claims": len(rows),
        "verdicts": {verdict: verdicts.count(verdict) for verdict in names},
        "awards_cents": {key: sum(row[f"award_{key}"] for row in rows) for key in heads},
        "award_cents": sum(row["award"] for row in rows),
    }
    if divided is None:
        return totals | {"fund": False, "payments_cents": 0, "payees": 0}
    paid = sorted(row["payment"] for row in rows if row["payment"] > 0)
    return totals | {
        "fund": True,
        "waterfall": _waterfall(plan.as_json(), divided, round_number),
        "net_cents": divided.net,
        "pools": [_pool(pool, shared[pool.key]) for pool in divided.pools],
        "payments_cents": divided.payments,
        "reserve_cents": divided.kept + divided.withheld,
        "kept_cents": divided.kept,
        "withheld_cents": divided.withheld,
        "residual_cents": divided.residual,
        "kept_without_amount": divided.kept_without_amount,
        "payees": len(paid),
        "smallest_cents": paid[0] if paid else None,
        "largest_cents": paid[-1] if paid else None,
        "median_cents": paid[(len(paid) - 1) // 2] if paid else None,
    }


def _waterfall(stated: Row, divided: Divided, round_number: int) -> list[dict[str, Any]]:
    if round_number != 1:
        return [{"key": "money_of_round", "cents": divided.net}]
    falls, fund = divided.falls, stated["fund"]
    steps: list[dict[str, Any]] = [{"key": "gross", "cents": falls.gross}]
    if "interest" in fund:
        steps.append({"key": "interest", "cents": falls.interest})
    for deduction in fund["deductions"]:
        told = {name: deduction[name] for name in _DEDUCTED}
        steps.append(told | {"cents": -falls.deducted[deduction["key"]]})
    if "top_up" in fund:
        steps.append({"key": "top_up", "cents": divided.top_up})
    return [*steps, {"key": "net", "cents": divided.net}]


def _pool(pool: Pooled, shares: Row) -> dict[str, Any]:
    value: Fraction | None = pool.filling.value
    return {
        "key": pool.key,
        "label": shares["label"],
        "money_cents": pool.money,
        "used_cents": pool.filling.used,
        "unspent_cents": pool.money - pool.filling.used,
        "claims": len(pool.filling.shares),
        "share_value": None if value is None else f"{value.numerator}/{value.denominator}",
    }
