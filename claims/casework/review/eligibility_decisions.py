"""Decisions on eligibility, four eyes where they go against the assessment."""

from datetime import datetime

from claims.audit import Actor, Trail
from claims.audit.decision_trail import decision_data
from claims.casework import lifecycle
from claims.casework.docket import current_plan
from claims.casework.lifecycle.deadlines import appeal_deadline
from claims.casework.lifecycle.letters import enqueue_letter, request_cure
from claims.casework.lifecycle.outbox_entries import assessment_entry
from claims.casework.review.act_checks import CannotDecide, check_person
from claims.casework.review.decision_reasons import goes_against, reasons_for
from claims.casework.review.manual_matches import match_by_hand
from claims.models import (
    Claim,
    Decision,
    EventKind,
    Letter,
    Matter,
    Outcome,
    ReasonCode,
    Status,
    Verdict,
)

Act = Decision.Act

_WRONG_HOLDER = frozenset({ReasonCode.NO_ACCOUNT, ReasonCode.NOT_HOLDER})
_DECIDABLE = frozenset({Status.ELIGIBILITY_REVIEW, Status.AUDIT})


def decide(
    claim: Claim,
    act: Act,
    reason: ReasonCode | str,
    note: str = "",
    *,
    actor: Actor,
    at: datetime,
    seen_assessment: int | None = None,
) -> Decision:
    """Take a decision, or propose it where it goes against what the assessment found.

    An override (approving a claim that is ineligible, denying one that is eligible, telling the
    claimant a reason that the assessment does not bear out) needs a note. It stays PROPOSED until
    `second` confirms it, as does the denial of a claim on hold. `seen_assessment` is the primary
    key of the one that the person looked at, 0 for none. Raises CannotDecide, also when the claim
    was assessed again since, or lifecycle.CannotMove for a move that its state does not allow.
    """
    act = Act(act)
    if reason not in reasons_for(act):
        raise CannotDecide(f"The reason does not fit. Choose one that is listed for {act.label}.")
    check_person(actor, "decides on claims")
    with lifecycle.casework_on(claim, at) as work:
        locked = work.claim
        if locked.decisions.filter(state=Decision.State.PROPOSED).exists():
            raise CannotDecide(
                f"Claim {locked.reference} has a decision waiting for a second person. "
                "Confirm or reject it first."
            )
        if seen_assessment not in (None, locked.assessment_id or 0):
            raise CannotDecide(
                f"Claim {locked.reference} was checked again after you opened its page. Read what "
                "was found now, and decide then."
            )
        _check_assessed(locked, act)
        is_against = goes_against(locked, act, ReasonCode(reason), at)
        if is_against and not note.strip():
            raise CannotDecide(
                "The assessment does not bear this out. Write in the note why it is right, for the "
                "second person who has to confirm it."
            )
        # Whatever its verdict: a machine put it on hold, and no one person makes that a denial.
        is_override = is_against or (act == Act.DENY and locked.status == Status.HOLD_FRAUD)
        decision = Decision(
            claim=locked,
            act=act,
            reason=ReasonCode(reason),
            note=note,
            is_override=is_override,
            state=Decision.State.PROPOSED if is_override else Decision.State.EFFECTIVE,
            decided_by=str(actor),
            decided_at=at,
        )
        if is_override:
            _check_move(locked, act)
            work.trail.add(locked, EventKind.PROPOSED, actor, decision_data(decision))
        else:
            _apply_decision(decision, locked, work.matter, work.trail, actor)
        decision.save()
    return decision


def settle_proposal(decision: Decision, confirm: bool, *, actor: Actor, at: datetime) -> Decision:
    """A second person confirms or rejects a proposed override.

    Raises CannotDecide when it is no longer waiting, or when the person is the proposer.
    """
    check_person(actor, "decides on claims")
    with lifecycle.casework_on(decision.claim, at) as work:
        locked = work.claim
        current = Decision.objects.select_for_update().get(pk=decision.pk)
        if current.state != Decision.State.PROPOSED:
            raise CannotDecide("This decision is no longer waiting for a second person.")
        if current.decided_by == str(actor):
            raise CannotDecide("Somebody else has to confirm or reject what you proposed.")
        current.second_by, current.second_at = str(actor), at
        if confirm:
            current.state = Decision.State.EFFECTIVE
            _apply_decision(current, locked, work.matter, work.trail, actor)
        else:
            current.state = Decision.State.REJECTED
            work.trail.add(locked, EventKind.DECIDED, actor, decision_data(current))
        current.save()
    return current


def accept_late_claim(claim: Claim, *, actor: Actor, at: datetime) -> None:
    """Take a claim that came outside the filing dates as if it had come in time.

    Raises CannotDecide when the claim is not LATE.
    """
    check_person(actor, "decides on claims")
    with lifecycle.casework_on(claim, at) as work:
        locked = work.claim
        if locked.status != Status.LATE:
            raise CannotDecide(f"Claim {locked.reference} is not waiting as late.")
        locked.late_accepted = True
        lifecycle.move(locked, Status.MATCHING, work.trail, actor, reason="late_accepted")
        occasion = f"accepted late at {locked.chain_length}"
        assessment_entry(locked.pk, work.matter.pk, occasion, at).save()


def record_answer(claim: Claim, *, signature: bool, actor: Actor, at: datetime) -> None:
    """The author answered a request for more; `signature`: a signed declaration was among it.

    What was submitted stays as it was; the claim is checked again. Raises lifecycle.CannotMove when
    nothing had been asked for.
    """
    check_person(actor, "decides on claims")
    with lifecycle.casework_on(claim, at) as work:
        locked = work.claim
        lifecycle.move(locked, Status.CURED, work.trail, actor)
        if signature and not locked.signed:
            locked.signed_later_at = at
        locked.cure_due_at = locked.reminded_at = None
        work.trail.add(locked, EventKind.ANSWERED, actor, {"signature": signature})
        occasion = f"answer at {locked.chain_length}"
        assessment_entry(locked.pk, work.matter.pk, occasion, at).save()


def _check_assessed(claim: Claim, act: Act) -> None:
    """A decision follows what the records say, and only the payable claim of an account is
    approved."""
    if act == Act.ASK or claim.status not in _DECIDABLE:
        return
    if claim.assessment_id is None:
        raise CannotDecide(
            f"Claim {claim.reference} is being checked against the records. Wait a moment."
        )
    if act == Act.APPROVE and claim.payable_claim is not None:
        raise CannotDecide(
            f"Claim {claim.reference} is not the payable claim of its account. "
            f"Decide on claim {claim.payable_claim.reference}."
        )
    if act == Act.APPROVE and claim.outcome != Outcome.PAYABLE:
        raise CannotDecide(
            f"Claim {claim.reference} is not complete, so it cannot be approved. "
            "Ask for what is missing, or accept it if it came late."
        )


def _check_move(claim: Claim, act: Act) -> None:
    to = Status.APPROVED if act == Act.APPROVE else Status.DENIED
    if to not in lifecycle.MOVES[Status(claim.status)]:
        raise lifecycle.CannotMove(
            f"Claim {claim.reference} is {claim.status}; it cannot become {to} from there."
        )


def _apply_decision(
    decision: Decision, claim: Claim, matter: Matter, trail: Trail, actor: Actor
) -> None:
    plan = current_plan(matter)
    reason = ReasonCode(decision.reason)
    if decision.act == Act.ASK:
        request_cure(claim, reason, plan, trail, actor)
        trail.add(claim, EventKind.ASKED, actor, decision_data(decision))
        return
    approved = decision.act == Act.APPROVE
    if approved and claim.status not in _DECIDABLE:
        raise CannotDecide(
            f"Claim {claim.reference} cannot be approved yet: "
            "it is not complete, or no account is found for it."
        )
    lifecycle.move(
        claim,
        Status.APPROVED if approved else Status.DENIED,
        trail,
        actor,
        reason=reason.value,
        proposed_by=decision.decided_by,
    )
    if reason in _WRONG_HOLDER and claim.account is not None:
        # So that the next claim of the account takes its place.
        match_by_hand(claim, None, trail, actor)
    claim.decided_verdict = Verdict.ELIGIBLE if approved else Verdict.INELIGIBLE
    claim.decided_reason = reason.value
    if not approved:
        claim.appeal_due_at = appeal_deadline(matter, trail.at, plan.appeal_days)
    trail.add(claim, EventKind.DECIDED, actor, decision_data(decision))
    assessment_entry(claim.pk, matter.pk, f"decision at {claim.chain_length}", trail.at).save()
    enqueue_letter(claim, Letter.Kind.DECIDED, {"act": decision.act, "reason": reason.value}, trail)
