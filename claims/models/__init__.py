"""Tables, constraints, and the closed lists: one module per aggregate."""

from claims.models.assessment import Assessment, Decision, ReasonCode
from claims.models.claim import Channel, Claim, MatchOutcome, Medium, Outcome, Status, Verdict
from claims.models.duplicate import DuplicateFlag
from claims.models.event import Event, EventKind
from claims.models.likeness import ClaimKey, Filing
from claims.models.linkage import Linkage, LinkageVersion
from claims.models.matter import Matter, PlanVersion
from claims.models.outbox import Letter, OutboxEntry
from claims.models.production import Account, AccountKey, Production
from claims.models.submission import Draft, Exclusion, SubmissionKey
from claims.models.tally import Determination, SealedChain, Tally, TallyStage

__all__ = [
    "Account",
    "AccountKey",
    "Assessment",
    "Channel",
    "Claim",
    "ClaimKey",
    "Decision",
    "Determination",
    "Draft",
    "DuplicateFlag",
    "Event",
    "EventKind",
    "Exclusion",
    "Filing",
    "Letter",
    "Linkage",
    "LinkageVersion",
    "MatchOutcome",
    "Matter",
    "Medium",
    "OutboxEntry",
    "Outcome",
    "PlanVersion",
    "Production",
    "ReasonCode",
    "SealedChain",
    "Status",
    "SubmissionKey",
    "Tally",
    "TallyStage",
    "Verdict",
]
