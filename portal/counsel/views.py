"""Totals of a sealed tally for counsel, and its files."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from claims import exports
from claims.models import Outcome, Tally
from portal.access import MatterRequest
from portal.counsel.figures import figures
from portal.counsel.signals import signal_table

OLDER_TALLIES = 20

FILES = {
    "determinations.csv": ("csv",),
    "totals.csv": ("csv",),
    "tally.xlsx": ("xlsx",),
    # It names the others, so all of them are written.
    "manifest.json": ("csv", "xlsx"),
}
"""What counsel can download, and the formats that have to be written for it."""


@require_safe
def totals(request: MatterRequest, slug: str) -> HttpResponse:
    """The latest sealed tally."""
    latest = Tally.objects.latest_sealed(request.matter)
    return _page(request, latest)


@require_safe
def tally(request: MatterRequest, slug: str, number: int) -> HttpResponse:
    """A sealed tally by its number."""
    return _page(request, _sealed(request, number))


@require_GET
def download(request: MatterRequest, slug: str, number: int, name: str) -> HttpResponseBase:
    """Write the file anew and hand it out. Each download is in the matter's trail."""
    if name not in FILES:
        raise Http404
    found = _sealed(request, number)
    folder = Path(settings.DATA_DIR) / "exports" / slug / f"tally-{number}"
    try:
        for format_name in FILES[name]:
            exports.write(found, format_name, folder, actor=request.actor, at=timezone.now())
        file = (folder / name).open("rb")
    except exports.CannotExport as error:
        messages.error(request, str(error))
        return redirect("counsel:tally", slug=slug, number=number)
    return FileResponse(
        file, as_attachment=True, filename=f"{slug}-tally-{number}-{name}".replace("-tally.", ".")
    )


def _sealed(request: MatterRequest, number: int) -> Tally:
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
            "figures": figures(found) if found else None,
            "tally": found,
            "latest": latest,
            "signals": signal_table(request.matter),
            "outcomes": list(Outcome),
            "tallies": of_matter.only("number", "sealed_at").order_by("-number")[:OLDER_TALLIES],
        },
    )
