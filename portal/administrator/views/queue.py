"""The claims of a matter, oldest first, with filters and search."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.casework.signals import priority_condition
from claims.models import Claim, Decision, Matter
from claims.models.claim import ClaimQuerySet
from portal.accounts.access import MatterRequest
from portal.administrator.claim_labels import STATUS_LABELS
from portal.administrator.queue_filter import PROPOSED_DECISIONS, QueueFilter
from portal.administrator.signal_section import similar_claims
from portal.web.query_numbers import number_in

CLAIMS_A_PAGE = 25


@dataclass(frozen=True)
class QueuePage:
    """One page of the queue; `earlier` and `later` are query strings, blank where nothing is."""

    claims: list[Claim]
    earlier: str
    later: str


@require_safe
def queue(request: MatterRequest, slug: str) -> HttpResponse:
    """One page of the queue."""
    matter = request.matter
    alike = similar_claims(matter, request.GET)
    filters = QueueFilter(request.GET, queryset=alike.claims if alike else Claim.objects.of(matter))
    found = filters.qs if filters.is_valid() else Claim.objects.none()
    counts = _status_counts(matter)
    context = {
        "form": filters.form,
        "alike": alike,
        "aside": Claim.objects.of(matter).exclude(put_aside="").count(),
        "in_doubt": Claim.objects.of(matter).filter(match_in_doubt=True).count(),
        "first": Claim.objects.of(matter).filter(priority_condition()).count(),
        "total": sum(count["claims"] for count in counts),
        "leaf": queue_page(matter, found, request.GET),
        "counts": counts,
        "waiting": Decision.objects.filter(
            claim__matter=matter, state=Decision.State.PROPOSED
        ).count(),
    }
    return render(request, "administrator/queue.html", context)


def queue_page(matter: Matter, found: ClaimQuerySet, query: QueryDict) -> QueuePage:
    """The page of claims after or before the one that the address names.

    Keyset and not offset: the thousandth page costs what the first does, and a claim that comes in
    meanwhile moves nobody to another page.
    """
    in_order = found.for_queue().annotate(waits=Exists(PROPOSED_DECISIONS)).defer("declaration")
    before, after = _anchor_claim(matter, query, "before"), _anchor_claim(matter, query, "after")
    if before is not None:
        rows: list[Any] = list(_earlier_than(in_order, before).reverse()[: CLAIMS_A_PAGE + 1])
        more_before, more_after = len(rows) > CLAIMS_A_PAGE, True
        rows = rows[:CLAIMS_A_PAGE][::-1]
    else:
        rows = list((_later_than(in_order, after) if after else in_order)[: CLAIMS_A_PAGE + 1])
        more_before, more_after = after is not None, len(rows) > CLAIMS_A_PAGE
        rows = rows[:CLAIMS_A_PAGE]
    return QueuePage(
        rows,
        _page_query(query, "before", rows[0]) if rows and more_before else "",
        _page_query(query, "after", rows[-1]) if rows and more_after else "",
    )


def _anchor_claim(matter: Matter, query: QueryDict, name: str) -> Claim | None:
    number = number_in(query, name)
    if not number:
        return None
    return Claim.objects.of(matter).filter(pk=number).only("id", "filed_at").first()


def _later_than(claims: ClaimQuerySet, claim: Claim) -> ClaimQuerySet:
    return claims.filter(
        Q(filed_at__gt=claim.filed_at) | Q(filed_at=claim.filed_at, id__gt=claim.pk)
    )


def _earlier_than(claims: ClaimQuerySet, claim: Claim) -> ClaimQuerySet:
    return claims.filter(
        Q(filed_at__lt=claim.filed_at) | Q(filed_at=claim.filed_at, id__lt=claim.pk)
    )


def _page_query(query: QueryDict, name: str, claim: Claim) -> str:
    """The same filters from another place on."""
    changed = query.copy()
    changed.pop("before", None)
    changed.pop("after", None)
    changed[name] = str(claim.pk)
    return changed.urlencode()


def _status_counts(matter: Matter) -> list[dict[str, Any]]:
    rows = Claim.objects.of(matter).order_by().values("status").annotate(claims=Count("id"))
    counted = {row["status"]: row["claims"] for row in rows}
    return [
        {"status": status.value, "words": words, "claims": counted[status]}
        for status, words in STATUS_LABELS.items()
        if status in counted
    ]
