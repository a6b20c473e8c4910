"""Decisions of people: what their rows must say, by the trail."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from claims.models import Decision, Event, EventKind

_DECISION_KEYS = ("act", "reason", "is_override", "state", "decided_by", "second_by", "note_sha256")


def decision_data(decision: Decision) -> dict[str, Any]:
    """What the trail keeps of a decision: who decided what, and the hash of the note."""
    return {
        "act": decision.act,
        "reason": decision.reason,
        "is_override": decision.is_override,
        "state": decision.state,
        "decided_by": decision.decided_by,
        "second_by": decision.second_by,
        "note_sha256": sha256(decision.note.encode()).hexdigest(),
    }


def decisions_differ(decisions: Sequence[Decision], events: Sequence[Event]) -> bool:
    """Are the rows of a claim's decisions not the ones that its chain tells of?"""
    in_rows = sorted(_sort_key(decision_data(decision)) for decision in decisions)
    return in_rows != sorted(_sort_key(data) for data in _decisions_in_trail(events))


def _decisions_in_trail(events: Sequence[Event]) -> Iterator[Mapping[str, Any]]:
    proposed: Mapping[str, Any] | None = None
    for event in events:
        if event.kind == EventKind.PROPOSED:
            proposed = event.data
        elif event.kind in (EventKind.DECIDED, EventKind.ASKED):
            if event.data["second_by"]:
                proposed = None
            yield event.data
    if proposed is not None:
        yield proposed


def _sort_key(data: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(data[name]) for name in _DECISION_KEYS)
