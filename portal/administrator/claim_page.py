"""Everything that the claim's page shows, asked for once: no query for each row."""

from dataclasses import dataclass
from typing import Any

from claims.casework import review
from claims.casework.docket.open_matters import plan_of
from claims.casework.lifecycle import MOVES
from claims.law.periods import overlap_days
from claims.models import Account, Assessment, Claim, Decision, Event, Status
from claims.money import format_cents
from claims.plans import MatterPlan
from claims.plans.heads import Head
from claims.plans.refund_rows import is_refund
from claims.records import lookup
from portal.administrator.archive_section import ArchiveSection, archive_section
from portal.administrator.field_comparison import FieldComparison, field_comparisons
from portal.administrator.finding_text import FindingText, finding_text
from portal.administrator.match_weights import MatchWeights, match_weights
from portal.administrator.trail_lines import TrailLine, trail_lines

MOST_ROWS = 100


@dataclass(frozen=True)
class SubscriptionLine:
    """One subscription of the account, with its days inside the class period, or what was paid back
    of one, which has no day."""

    row: Any
    days_inside: int
    counts: bool
    is_refund: bool


@dataclass(frozen=True)
class AwardLine:
    """What the claim comes to under one reading of the law."""

    theory: Head
    amount: str


@dataclass(frozen=True)
class ClaimPage:
    """One claim as its administrator sees it."""

    claim: Claim
    comparisons: list[FieldComparison]
    archive: ArchiveSection
    records_problem: lookup.ProductionAltered | None
    """Why the rows of the records cannot be shown."""
    subscriptions: list[SubscriptionLine]
    more_subscriptions: int
    messages: list[lookup.MessageCount]
    refused: list[Any]
    findings: list[FindingText]
    completeness: list[tuple[str, bool]]
    awards: list[AwardLine]
    candidates: list[Account]
    keys: list[tuple[str, list[str]]]
    waterfalls: list[MatchWeights]
    others: list[Claim]
    decisions: list[Decision]
    proposal: Decision | None
    trail: list[TrailLine]
    earlier_events: int
    can_decide: bool
    can_choose_account: bool
    can_accept_late: bool
    can_record_answer: bool


def claim_page(claim: Claim, plan: MatterPlan) -> ClaimPage:
    """The sheet of a claim that was fetched with its account and assessment."""
    assessment = claim.assessment
    of_assessment = plan_of(assessment.plan_version) if assessment else plan
    rows, records_problem = _account_rows(claim)
    subscriptions = _subscriptions(rows, of_assessment, assessment)
    decisions = list(claim.decisions.all())
    proposal = next((d for d in decisions if d.state == Decision.State.PROPOSED), None)
    status = Status(claim.status)
    return ClaimPage(
        claim=claim,
        comparisons=field_comparisons(claim, claim.account) if claim.account else [],
        archive=archive_section(claim, of_assessment),
        records_problem=records_problem,
        subscriptions=subscriptions[:MOST_ROWS],
        more_subscriptions=max(0, len(subscriptions) - MOST_ROWS),
        messages=list(rows.messages) if rows else [],
        refused=list(rows.refused)[:MOST_ROWS] if rows else [],
        findings=[finding_text(found, of_assessment) for found in _findings(assessment)],
        completeness=list((assessment.completeness if assessment else {}).items()),
        awards=_awards(assessment, of_assessment),
        candidates=_candidates(claim),
        keys=sorted(claim.match_evidence.get("evidence", {}).items()),
        waterfalls=match_weights(claim),
        others=_other_claims(claim),
        decisions=decisions,
        proposal=proposal,
        trail=trail_lines(Event.objects.filter(claim=claim).order_by("-sequence")[:MOST_ROWS]),
        earlier_events=max(0, claim.chain_length - MOST_ROWS),
        can_decide=proposal is None and bool(MOVES[status] & {Status.DENIED, Status.DEFICIENT}),
        can_choose_account=review.is_account_open(claim),
        can_accept_late=status == Status.LATE,
        can_record_answer=status == Status.DEFICIENT,
    )


def _account_rows(
    claim: Claim,
) -> tuple[lookup.AccountRows | None, lookup.ProductionAltered | None]:
    """The rows, and why there are none although there is an account."""
    production = lookup.current_production(claim.matter)
    if production is None or claim.account is None:
        return None, None
    try:
        return lookup.account_rows(production, claim.account.account_id), None
    except lookup.ProductionAltered as problem:
        return None, problem


def _findings(assessment: Assessment | None) -> list[dict[str, Any]]:
    return list(assessment.findings) if assessment else []


def _subscriptions(
    rows: lookup.AccountRows | None, plan: MatterPlan, assessment: Assessment | None
) -> list[SubscriptionLine]:
    if rows is None:
        return []
    counted = {
        key
        for finding in _findings(assessment)
        for found in finding["evidence"].values()
        for key in found.get("ids") or []
    }
    return [
        SubscriptionLine(row, 0, counts=False, is_refund=True)
        if is_refund(row)
        else SubscriptionLine(
            row,
            overlap_days(plan.period, row["started_on"], row["ended_on"]),
            counts=row["subscription_id"] in counted,
            is_refund=False,
        )
        for row in rows.subscriptions
    ]


def _awards(assessment: Assessment | None, plan: MatterPlan) -> list[AwardLine]:
    if assessment is None:
        return []
    return [
        AwardLine(theory, format_cents(assessment.awards_cents.get(theory.key, 0), plan.currency))
        for theory in plan.heads_of_award
    ]


def _candidates(claim: Claim) -> list[Account]:
    """The accounts that the claim's keys name, and the one it has."""
    named = set(claim.match_evidence.get("candidates", []))
    if claim.account:
        named.add(claim.account.account_id)
    accounts = Account.objects.of(claim.matter).filter(account_id__in=named)
    return list(accounts.order_by("account_id")[:MOST_ROWS])


def _other_claims(claim: Claim) -> list[Claim]:
    if claim.account is None:
        return []
    others = Claim.objects.of(claim.matter).filter(account=claim.account).exclude(pk=claim.pk)
    return list(others.order_by("filed_at", "id")[:MOST_ROWS])
