"""Claims determined a second time: plain Python, one claim after the other.

Written from the plan's schema and the law, not from the calculator, of which it imports nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from claims.plans import Plan
from claims.verification.own_facts import with_claim_facts_from_json
from claims.verification.own_merits import merits_of
from claims.verification.own_payable_claims import PayableClaims

Row = Mapping[str, Any]


class FilingDates:
    """When claims may be filed: moments in UTC without zone, and days for postmarks."""

    def __init__(self, stated: Row) -> None:
        zone = ZoneInfo(stated["timezone"])
        opens, closes = (
            datetime.fromisoformat(stated["filing_window"][end]) for end in ("opens", "closes")
        )
        self._opens, self._closes = (
            end.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None) for end in (opens, closes)
        )
        self._first_day: date = opens.date()
        # The last moment inside the window says which is the last day for a postmark.
        self._last_day: date = (closes - timedelta(microseconds=1)).date()

    def holds(self, row: Row) -> bool:
        """Was the claim filed in time, or posted in time if it is on paper?"""
        if row["medium"] == "paper" and row["postmarked_on"] is not None:
            return bool(self._first_day <= row["postmarked_on"] <= self._last_day)
        return bool(self._opens <= row["filed_at"] < self._closes)


def determine_again(rows: Sequence[Row], plan: Plan) -> list[dict[str, Any]]:
    """One determination for each row of facts, in the same order.

    A row holds the columns of facts.csv as Python values: days as date, moments as datetime in UTC
    without zone, blank as None. A determination holds the columns of determinations.csv but those
    of a fund.
    """
    stated = plan.as_json()
    window = FilingDates(stated)
    standing = payable_claims_of(rows, window, plan.survivor)
    return [_determination(row, window, standing, plan, stated) for row in rows]


def payable_claims_of(rows: Iterable[Row], window: FilingDates, survivor: str) -> PayableClaims:
    """First pass: which claim is payable for each account."""
    standing = PayableClaims(survivor)
    for row in rows:
        if row["account"] is not None and completeness(row, window)["complete"]:
            standing.add(row)
    return standing


def conclude_claim(
    row: Row, window: FilingDates, standing: PayableClaims, computed_verdict: str
) -> dict[str, Any]:
    """The first columns of a determination: the claim among the others, and the verdict."""
    parts = completeness(row, window)
    payable = standing.payable_claim(row["account"])
    is_payable = payable == row["claim"]
    competing = (
        is_payable
        and not row["competing_resolved"]
        and row["decision"] is None
        and standing.is_disputed(row["account"])
    )
    return {
        "claim": row["claim"],
        "outcome": _outcome(row, is_payable, parts["complete"]),
        "payable_claim": None if is_payable else payable,
        "competing": competing,
        **parts,
        "verdict": row["decision"] or ("undetermined" if competing else computed_verdict),
        "computed_verdict": computed_verdict,
    }


def is_owed(concluded: Row) -> bool:
    """Is the claim owed what its facts give?"""
    return bool(concluded["outcome"] == "payable" and concluded["verdict"] == "eligible")


def completeness(row: Row, window: FilingDates) -> dict[str, bool]:
    """Whether the claim is in time, signed and in force."""
    timely, signed = bool(row["late_accepted"]) or window.holds(row), bool(row["signed"])
    excluded, withdrawn = bool(row["opted_out"]), bool(row["withdrawn"])
    return {
        "timely": timely,
        "signed": signed,
        "not_excluded": not excluded,
        "not_withdrawn": not withdrawn,
        "complete": timely and signed and not excluded and not withdrawn,
    }


def _determination(
    row: Row, window: FilingDates, standing: PayableClaims, plan: Plan, stated: Row
) -> dict[str, Any]:
    merits = merits_of(with_claim_facts_from_json(row, stated), stated)
    found = conclude_claim(row, window, standing, merits.verdict)
    found |= {f"criterion_{key}": word for key, word in merits.criteria.items()}
    for head in plan.heads_of_award:
        found[f"award_{head.key}"] = (merits.potentials[head.key] or 0) if is_owed(found) else 0
    return found


def _outcome(row: Row, is_payable: bool, is_complete: bool) -> str:
    if row["account"] is None:
        return "unmatched"
    if not is_complete:
        return "incomplete"
    return "payable" if is_payable else "duplicate"
