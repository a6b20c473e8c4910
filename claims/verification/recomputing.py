"""Claims determined a second time: plain Python, one claim after the other.

Written from the plan's schema and the law, not from the calculator, of which it imports nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from claims.plans import Plan
from claims.verification.facts import with_facts_of_claim
from claims.verification.merits import merits_of
from claims.verification.standing import Standing

Row = Mapping[str, Any]


def recompute(rows: Sequence[Row], plan: Plan) -> list[dict[str, Any]]:
    """One determination for each row of facts, in the same order.

    A row holds the columns of facts.csv as Python values: days as date, moments as datetime in UTC
    without zone, blank as None. A determination holds the columns of determinations.csv.
    """
    return list(determinations(rows, standing_of(rows, plan), plan))


def standing_of(rows: Iterable[Row], plan: Plan) -> Standing:
    """First pass: which claim is payable for each account."""
    stated, standing = plan.as_json(), Standing()
    for row in rows:
        if row["account_id"] is not None and _completeness(row, stated)["complete"]:
            standing.add(row)
    return standing


def determinations(rows: Iterable[Row], standing: Standing, plan: Plan) -> Iterator[dict[str, Any]]:
    """Second pass: each claim determined in its turn."""
    stated = plan.as_json()
    for row in rows:
        yield _determination(row, standing, plan, stated)


def _determination(row: Row, standing: Standing, plan: Plan, stated: Row) -> dict[str, Any]:
    parts = _completeness(row, stated)
    payable = standing.payable_claim_id(row["account_id"])
    is_payable = payable == row["claim_id"]
    competing = (
        is_payable
        and standing.is_disputed(row["account_id"])
        and not row["competing_resolved"]
        and row["decision"] is None
    )
    merits = merits_of(with_facts_of_claim(row, stated), stated)
    verdict = row["decision"] or ("undetermined" if competing else merits.verdict)
    is_owed = is_payable and verdict == "eligible"
    return {
        "claim_id": row["claim_id"],
        "outcome": _outcome(row, is_payable, parts),
        "payable_claim_id": None if is_payable else payable,
        "competing": competing,
        **parts,
        "verdict": verdict,
        "computed_verdict": merits.verdict,
        **{f"criterion_{key}": word for key, word in merits.criteria.items()},
        **{
            f"award_{head.key}": (merits.potentials[head.key] or 0) if is_owed else 0
            for head in plan.heads_of_award
        },
    }


def _outcome(row: Row, is_payable: bool, parts: Row) -> str:
    if row["account_id"] is None:
        return "unmatched"
    if not parts["complete"]:
        return "incomplete"
    return "payable" if is_payable else "duplicate"


def _completeness(row: Row, stated: Row) -> dict[str, bool]:
    parts = {
        "timely": bool(row["late_accepted"]) or _is_timely(row, stated),
        "signed": bool(row["signed"]),
        "not_excluded": not row["opted_out"],
        "not_withdrawn": not row["withdrawn"],
    }
    return {**parts, "complete": all(parts.values())}


def _is_timely(row: Row, stated: Row) -> bool:
    opens = datetime.fromisoformat(stated["filing_window"]["opens"])
    closes = datetime.fromisoformat(stated["filing_window"]["closes"])
    if row["medium"] == "paper" and row["postmarked_on"] is not None:
        # The last moment inside the window says which is the last day for a postmark.
        last_day = (closes - timedelta(microseconds=1)).date()
        return bool(opens.date() <= row["postmarked_on"] <= last_day)
    zone = ZoneInfo(stated["timezone"])
    filed_at = row["filed_at"].replace(tzinfo=UTC)
    return bool(opens.replace(tzinfo=zone) <= filed_at < closes.replace(tzinfo=zone))
