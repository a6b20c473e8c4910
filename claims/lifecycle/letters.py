"""Letters that a change of a claim asks for: a row and an outbox entry, sent by the worker."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from claims.audit import Actor, Trail
from claims.lifecycle.casework import casework
from claims.lifecycle.deadlines import cure_due
from claims.lifecycle.moves import move
from claims.lifecycle.outbox import letter_entry
from claims.models import Claim, Letter, Matter, ReasonCode, Status
from claims.plans import Plan

REMIND_BEFORE = timedelta(days=7)


def send(claim: Claim, kind: Letter.Kind, data: Mapping[str, str], trail: Trail) -> None:
    """Have the worker send a letter, where the claim has an address to send it to.

    Call inside the transaction of the change: both are saved or neither. Its key is the claim's
    place in its chain, so a change repeated is a letter sent once.
    """
    if not claim.email:
        return
    letter = Letter.objects.create(
        matter=trail.matter,
        claim=claim,
        kind=kind,
        key=f"event {claim.chain_length}",
        data=dict(data),
        created_at=trail.at,
    )
    letter_entry(letter).save()


def remind(matter: Matter, at: datetime) -> int:
    """Write to everybody whose time to answer ends within a week; returns how many were written to.

    A claim without an e-mail address is not reminded by this, and so cannot be denied for silence.
    """
    waiting = Claim.objects.of(matter).filter(
        status=Status.DEFICIENT,
        reminded_at__isnull=True,
        cure_due_at__lte=at + REMIND_BEFORE,
    )
    with casework(matter, waiting.exclude(email=""), at) as work:
        for claim in work.claims:
            claim.reminded_at = at
            send(claim, Letter.Kind.REMINDER, {}, work.trail)
        return len(work.claims)


def ask(claim: Claim, reason: ReasonCode, plan: Plan, trail: Trail, actor: Actor) -> datetime:
    """Make the claim DEFICIENT, start its cure clock, and write to its author.

    Whoever gave no e-mail address is asked by post, and has the plan's days for that on top.
    Returns the moment until which the author may answer.
    """
    move(claim, Status.DEFICIENT, trail, actor, reason=reason.value)
    days = plan.cure_days + (0 if claim.email else plan.cure_days_if_mailed)
    due = cure_due(trail.matter, trail.at, days)
    claim.cure_due_at = due
    claim.reminded_at = None
    send(claim, Letter.Kind.ASKED, {"reason": reason.value}, trail)
    return due
