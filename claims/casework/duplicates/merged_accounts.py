"""A merged claim is for the account of its survivor, whichever that becomes."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Q

from claims.audit import SYSTEM
from claims.casework import lifecycle
from claims.casework.review.manual_matches import match_by_hand
from claims.models import Claim, DuplicateFlag, Matter


def follow_survivors(matter: Matter, claim_ids: Collection[int], at: datetime) -> int:
    """Give every claim that was merged into one of these that one's account; returns to how many.

    So a merged claim counts as a duplicate where its survivor counts.
    """
    merged = DuplicateFlag.objects.of(matter).filter(state=DuplicateFlag.State.MERGED)
    apart = merged.filter(survivor__in=claim_ids).exclude(
        Q(claim__account=F("survivor__account"))
        | Q(claim__account__isnull=True, survivor__account__isnull=True)
    )
    pairs = dict(apart.values_list("claim_id", "survivor_id"))
    if not pairs:
        return 0
    accounts = Claim.objects.select_related("account").in_bulk(pairs.values())
    with lifecycle.casework(matter, Claim.objects.filter(pk__in=pairs), at) as work:
        for claim in work.claims:
            match_by_hand(claim, accounts[pairs[claim.pk]].account, work.trail, SYSTEM)
        return len(work.claims)
