"""Asking the worker to look at claims again."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from more_itertools import chunked

from claims.casework.assessment.claim_rows import with_opt_out
from claims.casework.docket.open_matters import current_version
from claims.casework.lifecycle import MOVES
from claims.casework.lifecycle.outbox_entries import assessment_entry, linking_entry
from claims.matching.match_decision import EXACT_KEYS, LINKAGE
from claims.models import (
    Claim,
    Exclusion,
    Linkage,
    LinkageVersion,
    MatchOutcome,
    Matter,
    OutboxEntry,
    Outcome,
    Production,
    Status,
)
from claims.records.value_meanings import last_reading

_BATCH = 2000
LINKED_AT_ONCE = 20_000
LINKED_WITH_ASSESSMENT = 5_000
"""So few claims are not worth a stage of their own."""
_CAN_OPT_OUT = [status for status in Status if Status.OPTED_OUT in MOVES[status]]
_NEVER_PAID = (Outcome.INCOMPLETE, Outcome.UNMATCHED)


def request_reassessment(matter: Matter, at: datetime) -> None:
    """Ask for every claim that was last looked at on older records, plan, opt-outs or readings of
    values than now's.

    The key names that basis, so asking twice on the same basis asks once; an entry that was done
    by somebody who still held the basis before is put to work again.
    """
    production = Production.objects.current(matter)
    version = current_version(matter)
    linkage = LinkageVersion.objects.of(matter).last()
    read = last_reading(matter)
    basis = (
        f"records {production.number if production else 0}, plan {version.number}, "
        f"opt-outs {Exclusion.objects.filter(matter=matter).count()}"
    )
    if read:
        basis += f", readings {read}"
    asked = pending_assessments(matter).filter(subject_id=OuterRef("pk"))
    outdated = (
        Q(assessment__isnull=True)
        | ~Q(assessment__plan_version=version)
        | (~Q(assessment__production=production) if production else Q(pk__isnull=True))
        | ~Q(assessment__readings=read)
        | (Q(opted_out_itself=True) & Q(status__in=_CAN_OPT_OUT))
        | (Q(opted_out=True) & ~Q(outcome__in=_NEVER_PAID))
    )
    if production is not None and linkage is not None:
        basis += f", linkage {linkage.number}"
        outdated |= _linking_condition(linkage, production)
    claims = with_opt_out(Claim.objects.of(matter)).filter(outdated).exclude(Exists(asked))
    OutboxEntry.objects.bulk_create(
        [
            assessment_entry(pk, matter.pk, basis, at)
            for pk in claims.order_by("id").values_list("id", flat=True)
        ],
        update_conflicts=True,
        unique_fields=["topic", "key"],
        update_fields=["done_at", "published_at"],
        batch_size=_BATCH,
    )


def request_linking(matter: Matter, at: datetime) -> int:
    """Ask for the claims that no exact key matched and this model has not looked at, many at once.

    Linking many together costs much less than with each assessment. The key names the model and the
    records, so asking twice asks once. Returns how many claims; 0 where they are too few to be
    linked by themselves, or where there are no records.
    """
    production = Production.objects.current(matter)
    if production is None:
        return 0
    version = LinkageVersion.objects.of(matter).last()
    said = Linkage.objects.filter(claim=OuterRef("pk"), version=version, production=production)
    unlinked = Claim.objects.of(matter).exclude(matched_by=EXACT_KEYS).filter(~Exists(said))
    keys = list(unlinked.order_by("id").values_list("id", flat=True))
    if len(keys) <= LINKED_WITH_ASSESSMENT:
        return 0
    basis = f"records {production.number}, linkage {version.number if version else 0}"
    OutboxEntry.objects.bulk_create(
        [
            linking_entry(some[0], some[-1], matter.pk, basis, at)
            for some in chunked(keys, LINKED_AT_ONCE)
        ],
        ignore_conflicts=True,
    )
    return len(keys)


def pending_linkings(matter: Matter) -> QuerySet[OutboxEntry]:
    """Linkings that were asked for and are not done."""
    return OutboxEntry.objects.filter(
        matter=matter, topic=OutboxEntry.Topic.LINK_CLAIMS, done_at__isnull=True
    )


def _linking_condition(version: LinkageVersion, production: Production) -> Q:
    """Claims that no exact key names, and of which this model has said nothing."""
    said = Linkage.objects.filter(claim=OuterRef("pk"), version=version, production=production)
    by_linkage = Q(matched_by__startswith=LINKAGE) | Q(
        match_outcome=MatchOutcome.SEVERAL, match_evidence__has_key="looked_at"
    )
    by_nobody = Q(match_outcome=MatchOutcome.NONE, matched_by="")
    return (by_linkage | by_nobody) & ~Q(Exists(said))


def pending_assessments(matter: Matter) -> QuerySet[OutboxEntry]:
    """Assessments that were asked for and are not done."""
    return OutboxEntry.objects.filter(
        matter=matter, topic=OutboxEntry.Topic.ASSESS_CLAIM, done_at__isnull=True
    )
