"""Tables, constraints, and the closed lists: one module per aggregate."""

from claims.models.archive import ArchiveEvidence, ArchiveUpload, DraftArchive
from claims.models.assessment import Assessment, Decision, ReasonCode
from claims.models.audit_sample import AuditedClaim, AuditSample
from claims.models.claim import (
    Channel,
    Claim,
    MatchOutcome,
    Medium,
    Outcome,
    Status,
    Verdict,
    Work,
)
from claims.models.claim_key import ClaimKey, Filing
from claims.models.duplicate import DuplicateFlag
from claims.models.event import Event, EventKind
from claims.models.linkage import Linkage, LinkageVersion
from claims.models.matter import EarlierNoticeKey, Matter, PlanVersion
from claims.models.outbox import Letter, OutboxEntry
from claims.models.production import Account, AccountKey, Production
from claims.models.readings import ValueReading
from claims.models.signals import (
    ContactProof,
    Hold,
    Score,
    Scoring,
    SignalCode,
    SignalVersion,
)
from claims.models.submission import Draft, Exclusion, OptOutAddress, SubmissionKey
from claims.models.tally import Determination, SealedChain, Tally, TallyStage

__all__ = [
    "Account",
    "AccountKey",
    "ArchiveEvidence",
    "ArchiveUpload",
    "Assessment",
    "AuditSample",
    "AuditedClaim",
    "Channel",
    "Claim",
    "ClaimKey",
    "ContactProof",
    "Decision",
    "Determination",
    "Draft",
    "DraftArchive",
    "DuplicateFlag",
    "EarlierNoticeKey",
    "Event",
    "EventKind",
    "Exclusion",
    "Filing",
    "Hold",
    "Letter",
    "Linkage",
    "LinkageVersion",
    "MatchOutcome",
    "Matter",
    "Medium",
    "OptOutAddress",
    "OutboxEntry",
    "Outcome",
    "PlanVersion",
    "Production",
    "ReasonCode",
    "Score",
    "Scoring",
    "SealedChain",
    "SignalCode",
    "SignalVersion",
    "Status",
    "SubmissionKey",
    "Tally",
    "TallyStage",
    "ValueReading",
    "Verdict",
    "Work",
]
