"""Where a claim stands by its trail: what its row must say too, because a tally reads the row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.audit.chain import SYSTEM
from claims.matching.email_addresses import email_key
from claims.models import Claim, Event, EventKind, Status, Verdict

_VERDICT_BY_ACT = {"approve": Verdict.ELIGIBLE.value, "deny": Verdict.INELIGIBLE.value}


@dataclass
class _Replay:
    """What the events so far say of the claim."""

    status: str = Status.SUBMITTED.value
    held_from: str = ""
    account: str = ""
    decision: str = ""
    withdrawn: bool = False
    late_accepted: bool = False
    signed_later: bool = False
    put_aside: str = ""

    def take(self, event: Event, claim: Claim) -> None:
        """The next of them."""
        data = event.data
        match event.kind:
            case EventKind.MOVED:
                self.status = data["to"]
                self.held_from = data["from"] if self.status == Status.HOLD_FRAUD else ""
                self.late_accepted |= data.get("reason") == "late_accepted"
            case EventKind.RESTORED:
                self.status, self.account = data["to"], data["account"]
                self.held_from = ""
                self.decision = data["decision"]
                self.withdrawn, self.late_accepted = data["withdrawn"], data["late_accepted"]
                self.signed_later = data["signed_later"]
            case EventKind.DUPLICATE:
                self.decision = data.get("decision", self.decision)
            case EventKind.MATCHED:
                self.account = data["account"]
            case EventKind.DECIDED if data["state"] == "effective":
                self.decision = _VERDICT_BY_ACT.get(data["act"], self.decision)
            case EventKind.WITHDREW:
                self.withdrawn = True
            case EventKind.PUT_ASIDE:
                self.put_aside = data["work"]
            case EventKind.TAKEN_UP:
                self.put_aside = ""
            case EventKind.ANSWERED:
                self.signed_later |= data["signature"] and not claim.signed


def row_differences(claim: Claim, events: Sequence[Event]) -> Iterator[str]:
    """The columns of the claim's row that its trail does not bear out, in words."""
    told = _Replay()
    for event in events:
        told.take(event, claim)
    pairs = (
        ("status", claim.status, told.status),
        ("state before its hold", claim.held_from, told.held_from),
        ("account", claim.account.account_id if claim.account else "", told.account),
        (
            "outcome and verdict",
            (claim.outcome, claim.verdict, claim.competing),
            _last_assessment(events),
        ),
        ("decision", claim.decided_verdict, told.decision),
        ("withdrawal", claim.withdrawn_at is not None, told.withdrawn),
        ("acceptance as late", claim.late_accepted, told.late_accepted),
        ("work that it was put aside for", claim.put_aside, told.put_aside),
        ("later signature", claim.signed_later_at is not None, told.signed_later),
        ("key of its e-mail address", claim.email_key, email_key(claim.email) or ""),
    )
    for what, in_row, in_trail in pairs:
        if in_row != in_trail:
            yield what


def _last_assessment(events: Sequence[Event]) -> tuple[str, str, bool]:
    """Outcome, verdict and competing as last assessed, or put back; blank since a person chose the
    account."""
    for event in reversed(events):
        if event.kind in (EventKind.ASSESSED, EventKind.RESTORED):
            return event.data["outcome"], event.data["verdict"], event.data["competing"]
        if event.kind == EventKind.MATCHED and event.actor != str(SYSTEM):
            break
    return "", "", False
