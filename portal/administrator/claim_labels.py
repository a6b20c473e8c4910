"""What staff call the states of a claim. The words for claimants are in claims.models.claim."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.matching.match_decision import EXACT_KEYS, LINKAGE
from claims.models import Outcome, Status

STATUS_LABELS: Mapping[Status, Promise] = {
    Status.SUBMITTED: _("Submitted"),
    Status.INTAKE_REVIEW: _("Intake review"),
    Status.LATE: _("Outside the filing dates"),
    Status.MATCHING: _("Matching"),
    Status.MATCH_REVIEW: _("Several accounts"),
    Status.UNMATCHED: _("Unmatched"),
    Status.DUPLICATE_REVIEW: _("Duplicate review"),
    Status.COMPETING: _("Competing"),
    Status.HOLD_FRAUD: _("On hold, fraud check"),
    Status.DEFICIENT: _("Deficient, waiting for the claimant"),
    Status.CURED: _("Cured"),
    Status.ELIGIBILITY_REVIEW: _("Eligibility review"),
    Status.AUDIT: _("Random check"),
    Status.APPROVED: _("Approved"),
    Status.PARTIAL: _("Approved for less"),
    Status.DENIED: _("Denied"),
    Status.CHALLENGED: _("Challenged by a party"),
    Status.APPEALED: _("Appealed"),
    Status.FINAL_DENIED: _("Denied, final"),
    Status.ALLOCATED: _("Allocated"),
    Status.PAYABLE: _("Ready to pay"),
    Status.PAYMENT_SENT: _("Payment sent"),
    Status.PAID: _("Paid"),
    Status.PAYMENT_FAILED: _("Payment failed"),
    Status.REISSUE: _("Paying again"),
    Status.STALE: _("Not cashed"),
    Status.RESIDUAL: _("Back to the fund"),
    Status.WITHDRAWN: _("Withdrawn"),
    Status.OPTED_OUT: _("Opted out"),
    Status.EXPIRED: _("Expired"),
    Status.MERGED: _("Merged"),
}

OUTCOME_LABELS: Mapping[Outcome, Promise] = {
    Outcome.PAYABLE: _("Payable"),
    Outcome.DUPLICATE: _("Duplicate"),
    Outcome.INCOMPLETE: _("Incomplete"),
    Outcome.UNMATCHED: _("Unmatched"),
}
_ACTOR_LABELS: Mapping[str, Promise] = {
    "system": _("the program"),
    "claimant": _("the claimant"),
    "administrator": _("administrator"),
    "counsel": _("counsel"),
    "operator": _("operator"),
}
DIRECTION_LABELS: Mapping[str, Promise] = {"sent": _("sent"), "received": _("received")}
PART_LABELS: Mapping[str, Promise] = {
    "timely": _("Filed within the filing dates"),
    "signed": _("Signed"),
    "not_excluded": _("No opt-out on file"),
    "not_withdrawn": _("Not withdrawn"),
    "complete": _("Complete"),
}


def outcome_label(outcome: str) -> str:
    """The outcome in a word; blank stays blank."""
    return str(OUTCOME_LABELS[Outcome(outcome)]) if outcome else ""


def part_label(part: str) -> str:
    """A part of completeness; one that a later plan adds is shown by its key."""
    return str(PART_LABELS.get(part, part))


def direction_label(direction: str) -> str:
    """Which way messages went; what a later production calls otherwise is shown as it is."""
    return str(DIRECTION_LABELS.get(direction, direction))


def actor_label(who: str) -> str:
    """Who did something, or what matched a claim; a person is shown by name; blank stays blank."""
    if who == EXACT_KEYS:
        return gettext("exact keys")
    if who.startswith(f"{LINKAGE} "):
        return gettext("linkage, model %(number)s") % {"number": who.removeprefix(f"{LINKAGE} ")}
    kind, _colon, name = who.partition(":")
    words = str(_ACTOR_LABELS.get(kind, kind))
    return f"{words} {name}" if name else words


def status_label(status: str) -> str:
    """The state in staff's words."""
    return str(STATUS_LABELS[Status(status)])
