"""Totals of a sealed tally for counsel."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.models import Outcome, Tally
from portal.accounts.access import MatterRequest
from portal.counsel.signal_table import signal_table
from portal.counsel.tally_figures import tally_figures

OLDER_TALLIES = 20


@require_safe
def totals(request: MatterRequest, slug: str) -> HttpResponse:
    """The latest sealed tally."""
    latest = Tally.objects.latest_sealed(request.matter)
    return _page(request, latest)


@require_safe
def tally(request: MatterRequest, slug: str, number: int) -> HttpResponse:
    """A sealed tally by its number."""
    return _page(request, sealed_tally(request, number))


def sealed_tally(request: MatterRequest, number: int) -> Tally:
    """The matter's sealed tally of this number. Raises Http404 where there is none."""
    of_matter = Tally.objects.of(request.matter).filter(state=Tally.State.SEALED)
    related = ("matter", "plan_version", "production")
    found = of_matter.select_related(*related).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _page(request: MatterRequest, found: Tally | None) -> HttpResponse:
    of_matter = Tally.objects.of(request.matter).filter(state=Tally.State.SEALED)
    latest = of_matter.order_by("number").last()
    return render(
        request,
        "counsel/totals.html",
        {
            "figures": tally_figures(found) if found else None,
            "tally": found,
            "latest": latest,
            "signals": signal_table(request.matter),
            "outcomes": list(Outcome),
            "tallies": of_matter.only("number", "sealed_at").order_by("-number")[:OLDER_TALLIES],
        },
    )
