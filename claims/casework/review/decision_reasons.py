"""The reasons of decisions: which act each is for, and what of the assessment it says is so.

What the claimant is told must be what the evidence shows. A reason that the assessment of the claim
does not bear out, because it says otherwise or does not know, is an override: two people's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from claims.matching.names import PersonName, names_contradict
from claims.models import Claim, Decision, MatchOutcome, ReasonCode, Verdict
from claims.verdicts import CriterionResult

Act = Decision.Act


class Support(StrEnum):
    """What the assessment says of a reason."""

    SHOWN = "shown"
    """It is so."""
    UNKNOWN = "unknown"
    """Nobody knows, which is no yes."""
    CONTRADICTED = "contradicted"
    """It is not so."""


@dataclass(frozen=True)
class ReasonGround:
    """What a reason rests on. `subject` names it for people: a criterion of the plan, a part of
    completeness or one of "account", "holder", "duplicate", "answer" and "verdict"."""

    subject: str
    support: Callable[[Claim, datetime], Support]


def reasons_for(act: Act) -> list[ReasonCode]:
    """The reason codes that fit an act."""
    return list(_GROUNDS[Act(act)])


def act_of(reason: ReasonCode) -> Act:
    """The one act that the reason is for."""
    return next(act for act, reasons in _GROUNDS.items() if reason in reasons)


def ground_of(reason: ReasonCode) -> ReasonGround | None:
    """What the reason rests on; None where it says nothing that the assessment speaks of."""
    return _GROUNDS[act_of(reason)][reason]


def support_of(claim: Claim, reason: ReasonCode, at: datetime) -> Support:
    """What the claim's present assessment says of the reason."""
    ground = ground_of(reason)
    return Support.SHOWN if ground is None else ground.support(claim, at)


def goes_against(claim: Claim, act: Act, reason: ReasonCode, at: datetime) -> bool:
    """Whether the decision, or the reason told for it, is not what the assessment shows."""
    is_other_verdict = (act == Act.APPROVE and claim.verdict == Verdict.INELIGIBLE) or (
        act == Act.DENY and claim.verdict == Verdict.ELIGIBLE
    )
    return is_other_verdict or support_of(claim, reason, at) != Support.SHOWN


def _criterion_ground(key: str) -> ReasonGround:
    results: Mapping[str, Support] = {
        CriterionResult.UNMET: Support.SHOWN,
        CriterionResult.MET: Support.CONTRADICTED,
    }

    def support(claim: Claim, _at: datetime) -> Support:
        findings: list[dict[str, Any]] = claim.assessment.findings if claim.assessment else []
        found = next((each["result"] for each in findings if each["criterion"] == key), "")
        return results.get(found, Support.UNKNOWN)

    return ReasonGround(key, support)


def _completeness_ground(part: str) -> ReasonGround:
    def support(claim: Claim, _at: datetime) -> Support:
        holds = claim.assessment.completeness.get(part) if claim.assessment else None
        return _support_from(None if holds is None else not holds)

    return ReasonGround(part, support)


def _no_account_support(claim: Claim, _at: datetime) -> Support:
    if claim.account_id is not None:
        return Support.CONTRADICTED
    return _support_from(True if claim.match_outcome == MatchOutcome.NONE else None)


def _not_holder_support(claim: Claim, _at: datetime) -> Support:
    """The name on file is another one; names that are not whole tell nothing."""
    if claim.account is None or claim.competing:
        return Support.UNKNOWN
    said = PersonName(claim.particulars.first_name, claim.particulars.last_name)
    on_file = PersonName(claim.account.first_name, claim.account.last_name)
    if not all((*said, *on_file)):
        return Support.UNKNOWN
    return _support_from(names_contradict([(said, on_file)])[0])


def _duplicate_support(claim: Claim, _at: datetime) -> Support:
    return _support_from(claim.payable_claim_id is not None)


def _no_answer_support(claim: Claim, at: datetime) -> Support:
    return _support_from(claim.cure_due_at is not None and claim.cure_due_at <= at)


def _criteria_support(claim: Claim, _at: datetime) -> Support:
    if claim.verdict == Verdict.INELIGIBLE:
        return Support.CONTRADICTED
    findings = claim.assessment.findings if claim.assessment else []
    # An undetermined claim may meet them all: another person claims for the same account.
    is_shown = findings and all(found["result"] == CriterionResult.MET for found in findings)
    return _support_from(True if claim.verdict == Verdict.ELIGIBLE or is_shown else None)


def _support_from(is_so: bool | None) -> Support:
    if is_so is None:
        return Support.UNKNOWN
    return Support.SHOWN if is_so else Support.CONTRADICTED


_GROUNDS: Mapping[Act, Mapping[ReasonCode, ReasonGround | None]] = {
    Act.APPROVE: {
        ReasonCode.MEETS_CRITERIA: ReasonGround("verdict", _criteria_support),
        # Rests on what came outside the records.
        ReasonCode.PROVEN_OTHERWISE: None,
    },
    Act.DENY: {
        ReasonCode.REGION: _criterion_ground("region"),
        ReasonCode.SUBSCRIPTION: _criterion_ground("subscription"),
        ReasonCode.MESSAGES: _criterion_ground("messages"),
        ReasonCode.SETTING: _criterion_ground("setting"),
        ReasonCode.NO_ACCOUNT: ReasonGround("account", _no_account_support),
        ReasonCode.NOT_HOLDER: ReasonGround("holder", _not_holder_support),
        ReasonCode.DUPLICATE: ReasonGround("duplicate", _duplicate_support),
        ReasonCode.LATE: _completeness_ground("timely"),
        ReasonCode.OPTED_OUT: _completeness_ground("not_excluded"),
        ReasonCode.NOT_SIGNED: _completeness_ground("signed"),
        ReasonCode.NO_ANSWER: ReasonGround("answer", _no_answer_support),
    },
    # A question says nothing that could be wrong.
    Act.ASK: {
        ReasonCode.NEED_SIGNATURE: None,
        ReasonCode.NEED_ACCOUNT: None,
        ReasonCode.NEED_PROOF: None,
    },
}
