"""Where a claim stands by its trail: what its row must say too, because a tally reads the row."""

from collections.abc import Iterator, Sequence

from claims.audit.chain import SYSTEM
from claims.matching.keys import email_key
from claims.models import Claim, Event, EventKind, Status, Verdict

_DECIDED = {"approve": Verdict.ELIGIBLE.value, "deny": Verdict.INELIGIBLE.value}


def differences(claim: Claim, events: Sequence[Event]) -> Iterator[str]:
    """The columns of the claim's row that its trail does not bear out, in words."""
    status, account, decided, held_from = Status.SUBMITTED.value, "", "", ""
    withdrawn = late_accepted = signed_later = False
    for event in events:
        data = event.data
        match event.kind:
            case EventKind.MOVED:
                status = data["to"]
                held_from = data["from"] if status == Status.HOLD_FRAUD else ""
                late_accepted |= data.get("reason") == "late_accepted"
            case EventKind.MATCHED:
                account = data["account"]
            case EventKind.DECIDED if data["state"] == "effective":
                decided = _DECIDED.get(data["act"], decided)
            case EventKind.WITHDREW:
                withdrawn = True
            case EventKind.ANSWERED:
                signed_later |= data["signature"] and not claim.signed
    pairs = (
        ("status", claim.status, status),
        ("state before its hold", claim.held_from, held_from),
        ("account", claim.account.account_id if claim.account else "", account),
        ("outcome and verdict", (claim.outcome, claim.verdict, claim.competing), _found(events)),
        ("decision", claim.decided_verdict, decided),
        ("withdrawal", claim.withdrawn_at is not None, withdrawn),
        ("acceptance as late", claim.late_accepted, late_accepted),
        ("later signature", claim.signed_later_at is not None, signed_later),
        ("key of its e-mail address", claim.email_key, email_key(claim.email) or ""),
    )
    for what, in_row, in_trail in pairs:
        if in_row != in_trail:
            yield what


def _found(events: Sequence[Event]) -> tuple[str, str, bool]:
    """Outcome, verdict and competing as last assessed; blank since a person chose the account."""
    for event in reversed(events):
        if event.kind == EventKind.ASSESSED:
            return event.data["outcome"], event.data["verdict"], event.data["competing"]
        if event.kind == EventKind.MATCHED and event.actor != str(SYSTEM):
            break
    return "", "", False
