"""Refunds a second time: what each subscription of one account came to, and what is in doubt."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class PaidSubscriptions:
    """Subscriptions at what was paid less what was paid back, and how many doubts there are."""

    rows: list[dict[str, Any]]
    doubts: int


def net_subscriptions(rows: Sequence[Row]) -> PaidSubscriptions:
    """Take each refund of one account off the subscription that it names or can only mean."""
    refunds = [
        row for row in rows if row["amount_cents"] < 0 or _extra_text(row, "kind") == "refund"
    ]
    subscriptions = {
        row["subscription_id"]: dict(row) for row in rows if not any(row is r for r in refunds)
    }
    back: Counter[str] = Counter()
    ids = Counter(row["subscription_id"] for row in refunds if row["amount_cents"] != 0)
    doubts = 0
    for refund in refunds:
        if refund["amount_cents"] == 0:
            continue
        of = _refunded_subscription(refund, subscriptions, ids)
        if of is None or refund["amount_cents"] > 0:
            doubts += 1
        else:
            back[of] -= refund["amount_cents"]
    for key, cents in back.items():
        subscriptions[key]["amount_cents"] -= cents
    # Of subscriptions of which more was paid back than was paid nobody knows what was paid.
    doubts += sum(row["amount_cents"] < 0 for row in subscriptions.values())
    return PaidSubscriptions(list(subscriptions.values()), doubts)


def _refunded_subscription(
    refund: Row, subscriptions: Mapping[str, Row], ids: Mapping[str, int]
) -> str | None:
    """The identifier of the subscription that the refund takes from; None if nobody can tell."""
    own, named = refund["subscription_id"], _extra_text(refund, "refund_of", folded=False)
    if own in subscriptions:
        return own if named in ("", own) else None
    if named:
        return named if named in subscriptions else None
    if ids[own] > 1:
        return None
    alike = [
        key
        for key, row in subscriptions.items()
        if row["amount_cents"] > 0
        and all(row[name] == refund[name] for name in ("product", "started_on", "ended_on"))
    ]
    return alike[0] if len(alike) == 1 else None


def _extra_text(row: Row, column: str, *, folded: bool = True) -> str:
    """What the row says in a column that no file must have; empty where it says nothing."""
    extra = json.loads(row.get("extra") or "{}")
    said = {str(name).strip().lower(): str(value).strip() for name, value in extra.items()}
    text = said.get(column, "")
    # With a quotation mark or a backslash in it, it is the name of no subscription.
    return text.lower() if folded else text if not set(text) & set('"\\') else ""
