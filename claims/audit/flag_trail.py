"""Flags of claims that look alike: what their rows must say, by the trail."""

from collections.abc import Iterable, Sequence

from claims.models import DuplicateFlag, Event, EventKind


def flags_differ(flags: Iterable[DuplicateFlag], events: Sequence[Event]) -> bool:
    """Are the rows of a claim's flags not the ones that its chain tells of?"""
    in_rows = {flag.survivor.reference: (flag.state, flag.kind) for flag in flags}
    told = {
        event.data["survivor"]: (event.data["state"], event.data["kind"])
        for event in events
        if event.kind == EventKind.DUPLICATE and "survivor" in event.data
    }
    return in_rows != told
