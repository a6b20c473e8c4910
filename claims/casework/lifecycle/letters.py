"""Letters that a change of a claim asks for: a row and an outbox entry, sent by the worker."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from claims.audit import SYSTEM, Actor, Trail
from claims.casework.lifecycle.deadlines import cure_deadline
from claims.casework.lifecycle.locked_claims import casework
from claims.casework.lifecycle.moves import move
from claims.casework.lifecycle.outbox_entries import letter_entry
from claims.matching.email_addresses import letter_address
from claims.models import Claim, EventKind, Letter, Matter, ReasonCode, Status
from claims.plans import MatterPlan

REMIND_BEFORE = timedelta(days=7)


def can_receive_letters(claim: Claim) -> bool:
    """Does the claim give an e-mail address that a letter can be sent to?"""
    return letter_address(claim.email) is not None


def enqueue_letter(claim: Claim, kind: Letter.Kind, data: Mapping[str, str], trail: Trail) -> None:
    """Have the worker send a letter, where the claim has an address to send it to.

    Call inside the transaction of the change: both are saved or neither. Its key is the claim's
    place in its chain, so a change repeated is a letter sent once.
    """
    if not can_receive_letters(claim):
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


def enqueue_reminders(matter: Matter, at: datetime) -> int:
    """Write once to everybody whose time to answer ends within a week; returns to how many.

    That a reminder went out is recorded when it is sent, by `sent`. A claim without a usable e-mail
    address is not reminded by this, and so cannot be denied for silence.
    """
    written_to = Letter.objects.filter(
        claim=OuterRef("pk"), kind=Letter.Kind.REMINDER, sent_at__isnull=True
    )
    waiting = Claim.objects.of(matter).filter(
        ~Exists(written_to),
        status=Status.DEFICIENT,
        reminded_at__isnull=True,
        cure_due_at__lte=at + REMIND_BEFORE,
    )
    with casework(matter, waiting.exclude(email=""), at) as work:
        reachable = [claim for claim in work.claims if can_receive_letters(claim)]
        for claim in reachable:
            enqueue_letter(claim, Letter.Kind.REMINDER, {}, work.trail)
        return len(reachable)


def record_letter_sent(letter: Letter, at: datetime) -> None:
    """A letter has gone out: in its row, in the claim's trail, and where a clock hangs on it."""
    with casework(letter.matter, Claim.objects.filter(pk=letter.claim_id), at) as work:
        claim = work.claim
        if letter.kind == Letter.Kind.REMINDER:
            claim.reminded_at = at
        work.trail.add(claim, EventKind.LETTER_SENT, SYSTEM, {"letter": letter.kind})
        letter.sent_at = at
        letter.save(update_fields=["sent_at"])


def request_cure(
    claim: Claim, reason: ReasonCode, plan: MatterPlan, trail: Trail, actor: Actor
) -> datetime:
    """Make the claim DEFICIENT, start its cure clock, and write to its author.

    Whoever gave no e-mail address is asked by post, and has the plan's days for that on top.
    Returns the moment until which the author may answer.
    """
    move(claim, Status.DEFICIENT, trail, actor, reason=reason.value)
    days = plan.cure_days + (0 if can_receive_letters(claim) else plan.cure_days_if_mailed)
    due = cure_deadline(trail.matter, trail.at, days)
    claim.cure_due_at = due
    claim.reminded_at = None
    enqueue_letter(claim, Letter.Kind.ASKED, {"reason": reason.value}, trail)
    return due
