"""Which reasons are offered for a claim, and what the records say against the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from claims.casework import review
from claims.casework.docket.open_matters import plan_of
from claims.models import Claim, Decision, ReasonCode, Verdict
from portal.administrator.claim_labels import PART_LABELS
from portal.administrator.finding_text import finding_text

Act = Decision.Act

_CONTRADICTED_TEXTS: Mapping[str, Promise] = {
    "account": gettext_lazy("an account is matched to the claim"),
    "holder": gettext_lazy("the name on file and that of the claim do not contradict each other"),
    "duplicate": gettext_lazy("no other claim goes before this one for its account"),
    "answer": gettext_lazy("no time to answer has run out"),
    "verdict": gettext_lazy("not every criterion is met"),
}
_UNKNOWN_TEXTS: Mapping[str, Promise] = {
    "account": gettext_lazy("it is not known whether an account is the claimant’s"),
    "holder": gettext_lazy("it is not known whose the account is"),
    "verdict": gettext_lazy("not every criterion is known to be met"),
}


@dataclass(frozen=True)
class ReasonGroup:
    """Reasons that are offered together, each with what is shown for it."""

    label: str
    choices: list[tuple[str, str]]
    is_override: bool = False


def reason_groups(claim: Claim, at: datetime) -> list[ReasonGroup]:
    """Those that the assessment bears out, by act; last all others, with what stands against."""
    groups, overrides = [], []
    for act in Act:
        fitting = []
        for reason in review.reasons_for(act):
            against = objection_sentence(claim, act, reason, at)
            if against:
                words = f"{act.label}: {reason.label} {against}"
                overrides.append((reason.value, words))
            else:
                fitting.append((reason.value, str(reason.label)))
        if fitting:
            groups.append(ReasonGroup(str(act.label), fitting))
    if overrides:
        groups.append(ReasonGroup(gettext("Override"), overrides, is_override=True))
    return groups


def objection_sentence(claim: Claim, act: Act, reason: ReasonCode, at: datetime) -> str:
    """The sentence that stands against a decision; blank where the assessment bears it out."""
    if not review.goes_against(claim, act, reason, at):
        return ""
    support = review.support_of(claim, reason, at)
    if support == review.Support.SHOWN:
        said = gettext("the claim is eligible")
        if claim.verdict != Verdict.ELIGIBLE:
            said = gettext("the claim is not eligible")
    else:
        said = _ground_text(claim, reason, support)
    return gettext("The records say: %(said)s.") % {"said": said}


def _ground_text(claim: Claim, reason: ReasonCode, support: review.Support) -> str:
    ground = review.ground_of(reason)
    subject = ground.subject if ground else ""
    if support == review.Support.CONTRADICTED and subject in _CONTRADICTED_TEXTS:
        return str(_CONTRADICTED_TEXTS[subject])
    if subject in _UNKNOWN_TEXTS:
        return str(_UNKNOWN_TEXTS[subject])
    if claim.assessment is None:
        return gettext("the claim is not assessed yet")
    if subject in PART_LABELS:
        return f"{PART_LABELS[subject]}: {gettext('Yes')}"
    plan = plan_of(claim.assessment.plan_version)
    for finding in claim.assessment.findings:
        if finding["criterion"] == subject:
            shown = finding_text(finding, plan)
            return f"{shown.label}: {shown.result_words}"
    return gettext("the plan does not ask for this")
