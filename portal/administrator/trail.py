"""The audit trail of a claim in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Decision, Event, EventKind, Hold, ReasonCode, SignalCode
from portal.administrator.words import status_words

_SHOWN_OF_HASH = 12
HOLD_REASONS: Mapping[str, str | Promise] = {
    "score": gettext_lazy("Its score is below the threshold"),
    **{f"released_by_{way}": way.label for way in Hold.Way},
}


@dataclass(frozen=True)
class TrailLine:
    """One link of the chain, as the page shows it."""

    at: datetime
    what: str
    actor: str
    detail: str
    sha256: str


def trail_of(events: Iterable[Event]) -> list[TrailLine]:
    """The events in the order given."""
    return [
        TrailLine(
            at=event.at,
            what=str(EventKind(event.kind).label),
            actor=event.actor,
            detail=_detail(event),
            sha256=event.sha256[:_SHOWN_OF_HASH],
        )
        for event in events
    ]


def _detail(event: Event) -> str:
    data = event.data
    if event.kind == EventKind.MOVED:
        moved = f"{status_words(data['from'])} → {status_words(data['to'])}"
        reason = reason_words(data.get("reason", ""))
        return f"{moved}: {reason}" if reason else moved
    if event.kind in (EventKind.DECIDED, EventKind.PROPOSED, EventKind.ASKED):
        parts = [
            str(Decision.Act(data["act"]).label),
            reason_words(data["reason"]),
            str(Decision.State(data["state"]).label),
        ]
        return " · ".join(parts)
    if event.kind == EventKind.MATCHED:
        return str(data.get("account") or _("no account"))
    if event.kind == EventKind.SCORED:
        names = ", ".join(str(SignalCode(code).label) for code in data["codes"])
        return f"{data['score']}: {names}" if names else str(data["score"])
    if event.kind == EventKind.ASSESSED:
        return f"{data['outcome']}, {data['verdict']}"
    return ""


def reason_words(code: str) -> str:
    """A reason code in words; other codes as they are."""
    if code in HOLD_REASONS:
        return str(HOLD_REASONS[code])
    return str(ReasonCode(code).label) if code in ReasonCode.values else code.replace("_", " ")
