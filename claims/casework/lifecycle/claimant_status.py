"""What a claimant may read of a claim's state, and of its history.

Words that depend on a match would tell a stranger who is in the class. Until a person has decided,
every state in which the records are looked at reads the same, unless the reader has proved control
of a contact that is on file for the account.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from claims.models import Claim, Event, EventKind, Status

_REVEALS_MATCH = frozenset(
    {
        Status.MATCHING,
        Status.MATCH_REVIEW,
        Status.UNMATCHED,
        Status.DUPLICATE_REVIEW,
        Status.COMPETING,
        Status.HOLD_FRAUD,
        Status.ELIGIBILITY_REVIEW,
        Status.AUDIT,
    }
)


@dataclass(frozen=True)
class Milestone:
    """One line of the history that a claimant reads."""

    at: datetime
    words: str


def public_status(status: Status | str, *, proved_contact: bool = False) -> Status:
    """The state as this reader may know it."""
    status = Status(status)
    return Status.MATCHING if status in _REVEALS_MATCH and not proved_contact else status


def public_status_text(claim: Claim, *, proved_contact: bool = False) -> str:
    """Where the claim stands, in words for its author."""
    return str(public_status(claim.status, proved_contact=proved_contact).label)


def public_history(events: Iterable[Event], *, proved_contact: bool = False) -> Iterator[Milestone]:
    """The moves of a claim as its author may read them, oldest first; equal neighbours are one."""
    last: Status | None = None
    for event in events:
        if event.kind == EventKind.SUBMITTED:
            status = Status.SUBMITTED
        elif event.kind in (EventKind.MOVED, EventKind.RESTORED):
            status = public_status(event.data["to"], proved_contact=proved_contact)
        else:
            continue
        if status is not last:
            yield Milestone(event.at, str(status.label))
        last = status
