"""Claims drawn at random, and what people find when they look at them again.

The machine's matches, the claims that it left, and those that are held or rejected are sampled
each by themselves. Nobody chooses which claims: the seed is drawn, and kept.
"""

import hashlib
import heapq
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, Q

from claims.audit import Actor
from claims.audit.chain import record_for_matter
from claims.casework import lifecycle
from claims.casework.review.act_checks import CannotDecide, check_person
from claims.matching.match_decision import EXACT_KEYS, LINKAGE
from claims.models import (
    AuditedClaim,
    AuditSample,
    Claim,
    EventKind,
    Hold,
    MatchOutcome,
    Matter,
    Status,
)
from claims.models.claim import ClaimQuerySet

LARGEST_SAMPLE = 1000
_REJECTED = (Status.HOLD_FRAUD, Status.DENIED, Status.FINAL_DENIED)
Subject = AuditSample.Subject


def sample_population(matter: Matter, subject: AuditSample.Subject) -> ClaimQuerySet:
    """The claims that a sample of this kind is drawn from, as they stand now."""
    claims = Claim.objects.of(matter)
    if subject == Subject.KEYED:
        return claims.filter(match_outcome=MatchOutcome.ONE, matched_by=EXACT_KEYS)
    if subject == Subject.LINKED:
        return claims.filter(match_outcome=MatchOutcome.ONE, matched_by__startswith=f"{LINKAGE} ")
    if subject == Subject.LEFT:
        left = (MatchOutcome.NONE, MatchOutcome.SEVERAL)
        return claims.filter(match_outcome__in=left, matched_by="")
    # A claim that was held once and released counts: that it was held is what is looked at.
    held = Hold.objects.filter(claim=OuterRef("pk"))
    return claims.filter(Q(status__in=_REJECTED) | Exists(held))


def draw_sample(
    matter: Matter, subject: AuditSample.Subject, size: int, *, actor: Actor, at: datetime
) -> AuditSample:
    """Draw a sample and keep it, with its seed, in the matter's trail.

    A population smaller than `size` is taken whole. Raises CannotDecide when it is empty, or for a
    size that nobody could look through.
    """
    subject = Subject(subject)
    check_person(actor, "looks through samples")
    if not 1 <= size <= LARGEST_SAMPLE:
        raise CannotDecide(f"Draw from 1 to {LARGEST_SAMPLE:,} claims.")
    seed = secrets.token_hex(16)
    try:
        with transaction.atomic():
            drawn_from = sample_population(matter, subject)
            references = drawn_from.order_by().values_list("reference", "pk")
            ranked = [(_draw_rank(seed, reference), pk) for reference, pk in references.iterator()]
            if not ranked:
                raise CannotDecide(f"No claim to draw from: {subject.label}.")
            chosen = heapq.nsmallest(size, ranked)
            numbers = AuditSample.objects.of(matter).aggregate(last=Max("number"))
            sample = AuditSample.objects.create(
                matter=matter,
                number=(numbers["last"] or 0) + 1,
                subject=subject,
                population=len(ranked),
                size=len(chosen),
                seed=seed,
                drawn_at=at,
                drawn_by=str(actor),
            )
            claims = Claim.objects.select_related("account").in_bulk([pk for _, pk in chosen])
            AuditedClaim.objects.bulk_create(
                AuditedClaim(
                    sample=sample, claim=claims[pk], place=place, stood=_claim_snapshot(claims[pk])
                )
                for place, (_, pk) in enumerate(chosen, start=1)
            )
            record_for_matter(
                matter,
                EventKind.SAMPLE_DRAWN,
                actor,
                at,
                {
                    "sample": sample.number,
                    "subject": subject.value,
                    "population": sample.population,
                    "size": sample.size,
                    "seed": seed,
                },
            )
    except IntegrityError:
        raise CannotDecide("Somebody else drew a sample at this moment. Draw again.") from None
    return sample


def record_finding(
    audited: AuditedClaim,
    finding: AuditedClaim.Finding | str,
    note: str = "",
    *,
    actor: Actor,
    at: datetime,
) -> AuditedClaim:
    """Keep what a person found of a sampled claim; nothing about the claim itself changes.

    A finding may be corrected, and both are in the claim's trail. Raises CannotDecide where the
    person took part in what is being looked at.
    """
    finding = AuditedClaim.Finding(finding)
    check_person(actor, "looks through samples")
    matter = audited.sample.matter
    with lifecycle.casework(matter, Claim.objects.filter(pk=audited.claim_id), at) as work:
        claim = work.claim
        _check_uninvolved(claim, actor)
        locked = AuditedClaim.objects.select_for_update().get(pk=audited.pk)
        locked.finding, locked.note = finding, note
        locked.found_by, locked.found_at = str(actor), at
        locked.save(update_fields=["finding", "note", "found_by", "found_at"])
        work.trail.add(
            claim,
            EventKind.AUDITED,
            actor,
            {"sample": audited.sample.number, "place": locked.place, "finding": finding.value},
        )
    return locked


def _draw_rank(seed: str, reference: str) -> str:
    return hashlib.sha256(f"{seed}:{reference}".encode()).hexdigest()


def _claim_snapshot(claim: Claim) -> dict[str, str]:
    return {
        "status": claim.status,
        "match_outcome": claim.match_outcome,
        "account": claim.account.account_id if claim.account else "",
        "matched_by": claim.matched_by,
        "reason": claim.decided_reason,
    }


def _check_uninvolved(claim: Claim, actor: Actor) -> None:
    took_part = claim.matched_by == str(actor) or claim.decisions.filter(
        Q(decided_by=str(actor)) | Q(second_by=str(actor))
    )
    if took_part:
        raise CannotDecide(
            f"You decided on claim {claim.reference} yourself. Somebody else has to look at it."
        )
