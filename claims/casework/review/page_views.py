"""Who looked at a claim, in its trail."""

from datetime import datetime

from claims.audit import Actor
from claims.casework import lifecycle
from claims.models import Claim, EventKind


def record_view(claim: Claim, *, actor: Actor, at: datetime) -> None:
    """Add a link that says who looked at the claim and when."""
    with lifecycle.casework_on(claim, at) as work:
        locked = work.claim
        work.trail.add(locked, EventKind.VIEWED, actor)
    claim.chain_length, claim.chain_head = locked.chain_length, locked.chain_head
