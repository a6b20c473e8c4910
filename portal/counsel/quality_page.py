"""How well claims were matched, held and rejected, for counsel."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts.access import MatterRequest
from portal.staff.quality.quality_figures import quality_figures


@require_safe
def quality(request: MatterRequest, slug: str) -> HttpResponse:
    """What the newest samples say; no claim is named."""
    return render(request, "counsel/quality.html", {"figures": quality_figures(request.matter)})
