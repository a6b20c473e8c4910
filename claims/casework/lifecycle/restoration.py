"""A claim as it stood at a moment, and the way back to exactly that.

The chain only grows: going back is a link of its own, which says all that the row says again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from claims.audit import Actor, Trail
from claims.casework.lifecycle.locked_claims import MUTABLE_COLUMNS
from claims.models import Claim, EventKind, Status

_CONTINUING_COLUMNS = ("chain_length", "chain_head", "score_id", "put_aside")
RESTORED_COLUMNS = tuple(name for name in MUTABLE_COLUMNS if name not in _CONTINUING_COLUMNS)
"""The columns that `as_it_stands` keeps: all that move, but for the chain's own, the score and
whether it is put aside, which go on meanwhile."""
_MOMENT_COLUMNS = frozenset(name for name in RESTORED_COLUMNS if name.endswith("_at"))


def claim_state(claim: Claim) -> dict[str, Any]:
    """The moving columns of a claim as JSON values, for `restore`, and what its account is called.

    Fetch the claim with its account, where there are many.
    """
    account = claim.account.account_id if claim.account else ""
    return {name: _as_json(getattr(claim, name)) for name in RESTORED_COLUMNS} | {
        "account": account
    }


def restore_claim(
    claim: Claim, before: Mapping[str, Any], trail: Trail, actor: Actor, reason: str
) -> None:
    """Put a claim under lock back to how it stood, every column of it, with a link that says so.

    What came in since says nothing of that state: have the claim assessed again. Raises KeyError
    when `before` is not of `as_it_stands`.
    """
    was = claim.status
    for name in RESTORED_COLUMNS:
        value = before[name]
        setattr(claim, name, parse_datetime(value) if value and name in _MOMENT_COLUMNS else value)
    trail.add(
        claim,
        EventKind.RESTORED,
        actor,
        {
            "from": Status(was).value,
            "to": Status(claim.status).value,
            "reason": reason,
            "account": before["account"],
            "outcome": claim.outcome,
            "verdict": claim.verdict,
            "competing": claim.competing,
            "decision": claim.decided_verdict,
            "withdrawn": claim.withdrawn_at is not None,
            "late_accepted": claim.late_accepted,
            "signed_later": claim.signed_later_at is not None,
        },
    )


def _as_json(value: Any) -> Any:
    # A TextChoices is its text, as the database gives it back.
    return value.isoformat() if isinstance(value, datetime) else value
