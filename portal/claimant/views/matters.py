"""Which matters are open, and what each is about."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.models import Matter
from portal.access import MatterRequest


@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """All open matters."""
    return render(request, "claimant/matters.html", {"matters": Matter.objects.all()})


@require_safe
def matter_page(request: MatterRequest, slug: str) -> HttpResponse:  # noqa: ARG001
    """One matter in plain words, with the two things a class member can do."""
    matter = request.matter
    now = timezone.now()
    return render(
        request,
        "claimant/matter.html",
        {
            "opens_later": now < matter.filing_opens_at,
            "has_closed": now >= matter.filing_closes_at,
        },
    )
