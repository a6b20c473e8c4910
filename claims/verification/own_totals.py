"""What determinations add up to, counted one row after the other."""

from array import array
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from claims.plans import Plan
from claims.verification.own_fund_division import FundResult, SharedPool

Row = Mapping[str, Any]
_DEDUCTION_KEYS = ("key", "purpose", "label")
_VERDICTS = ("eligible", "undetermined", "ineligible")


class ClaimTotals:
    """Verdicts, awards and payments of the claims added so far."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._verdicts = dict.fromkeys(_VERDICTS, 0)
        self._award = 0
        self._paid = array("q")
        self.awards = {head.key: 0 for head in plan.heads_of_award}

    def add(self, row: Row) -> None:
        """One more claim: its verdict, `award_<head>`, `award` and `payment`."""
        self._verdicts[row["verdict"]] += 1
        for key in self.awards:
            self.awards[key] += row[f"award_{key}"]
        self._award += row["award"]
        if row["payment"] > 0:
            self._paid.append(row["payment"])

    def totals(
        self, divided: FundResult | None, shared: Mapping[str, Row], round_number: int
    ) -> dict[str, Any]:
        """The totals as `calculate` gives them; `shared` is what the money was divided by."""
        totals: dict[str, Any] = {
            "plan": self._plan.slug,
            "plan_sha256": self._plan.sha256,
            "round": round_number,
            "claims": sum(self._verdicts.values()),
            "verdicts": dict(self._verdicts),
            "awards_cents": dict(self.awards),
            "award_cents": self._award,
        }
        if divided is None:
            return totals | {"fund": False, "payments_cents": 0, "payees": 0}
        paid = sorted(self._paid)
        return totals | {
            "fund": True,
            "waterfall": _waterfall_steps(self._plan.as_json(), divided, round_number),
            "net_cents": divided.net,
            "pools": [_pool_totals(pool, shared[pool.key]) for pool in divided.pools],
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


class OutcomeCounts:
    """How many claims came to which outcome."""

    def __init__(self) -> None:
        self._outcomes = dict.fromkeys(("unmatched", "incomplete", "duplicate", "payable"), 0)
        self._payable = dict.fromkeys(_VERDICTS, 0)
        self._aside = 0

    def add(self, outcome: str, verdict: str, is_aside: bool) -> None:
        """One more claim."""
        self._aside += is_aside
        self._outcomes[outcome] += 1
        if outcome == "payable":
            self._payable[verdict] += 1

    def as_json(self) -> dict[str, Any]:
        """claims = matched + unmatched; matched = payable + duplicates + incomplete."""
        claims, unmatched = sum(self._outcomes.values()), self._outcomes["unmatched"]
        return {
            "claims": claims,
            "matched": claims - unmatched,
            "unmatched": unmatched,
            "duplicates": self._outcomes["duplicate"],
            "incomplete": self._outcomes["incomplete"],
            "payable": dict(self._payable),
            **({"put_aside": self._aside} if self._aside else {}),
        }


def _waterfall_steps(stated: Row, divided: FundResult, round_number: int) -> list[dict[str, Any]]:
    if round_number != 1:
        return [{"key": "money_of_round", "cents": divided.net}]
    falls, fund = divided.falls, stated["fund"]
    steps: list[dict[str, Any]] = [{"key": "gross", "cents": falls.gross}]
    if "interest" in fund:
        steps.append({"key": "interest", "cents": falls.interest})
    for deduction in fund["deductions"]:
        told = {name: deduction[name] for name in _DEDUCTION_KEYS}
        steps.append(told | {"cents": -falls.deducted[deduction["key"]]})
    if "top_up" in fund:
        steps.append({"key": "top_up", "cents": divided.top_up})
    return [*steps, {"key": "net", "cents": divided.net}]


def _pool_totals(pool: SharedPool, shares: Row) -> dict[str, Any]:
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
