"""The audit trail of a claim in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import (
    Decision,
    DuplicateFlag,
    Event,
    EventKind,
    Hold,
    ReasonCode,
    SignalCode,
    Verdict,
    Work,
)
from portal.administrator.claim_labels import actor_label, outcome_label, status_label

_SHOWN_OF_HASH = 12
_MACHINE_REASONS = {
    "looks_like_another": gettext_lazy("Looks like another claim"),
    "no_longer_alike": gettext_lazy("No longer alike"),
    "not_the_same": gettext_lazy("Not the same person"),
    "taken_back": gettext_lazy("What was said is taken back"),
}
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


def trail_lines(events: Iterable[Event]) -> list[TrailLine]:
    """The events in the order given."""
    return [
        TrailLine(
            at=event.at,
            what=str(EventKind(event.kind).label),
            actor=actor_label(event.actor),
            detail=_detail_text(event),
            sha256=event.sha256[:_SHOWN_OF_HASH],
        )
        for event in events
    ]


def _detail_text(event: Event) -> str:
    data = event.data
    if event.kind == EventKind.MOVED:
        moved = f"{status_label(data['from'])} → {status_label(data['to'])}"
        reason = reason_label(data.get("reason", ""))
        return f"{moved}: {reason}" if reason else moved
    if event.kind in (EventKind.DECIDED, EventKind.PROPOSED, EventKind.ASKED):
        parts = [
            str(Decision.Act(data["act"]).label),
            reason_label(data["reason"]),
            str(Decision.State(data["state"]).label),
        ]
        return " · ".join(parts)
    if event.kind == EventKind.MATCHED:
        return str(data.get("account") or _("no account"))
    if event.kind == EventKind.SCORED:
        names = ", ".join(str(SignalCode(code).label) for code in data["codes"])
        return f"{data['score']}: {names}" if names else str(data["score"])
    if event.kind == EventKind.ASSESSED:
        return f"{outcome_label(data['outcome'])}, {Verdict(data['verdict']).label}"
    if event.kind == EventKind.PUT_ASIDE:
        return f"{Work(data['work']).label} ({data['problem']})"
    if event.kind == EventKind.TAKEN_UP:
        return str(Work(data["work"]).label)
    if event.kind == EventKind.DUPLICATE:
        parts = [
            str(DuplicateFlag.State(data["state"]).label),
            data.get("survivor") or data["claim"],
            reason_label(data.get("reason", "")),
        ]
        return " · ".join(filter(None, parts))
    return ""


def reason_label(code: str) -> str:
    """A reason code in words; other codes as they are."""
    for reasons in (ReasonCode, DuplicateFlag.Reason):
        if code in reasons.values:
            return str(reasons(code).label)
    return str({**HOLD_REASONS, **_MACHINE_REASONS}.get(code, code.replace("_", " ")))
