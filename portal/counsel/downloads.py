"""The files of a sealed tally for counsel. Apart from its pages: they load the engine."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from claims import exports
from portal.accounts.access import MatterRequest
from portal.counsel.views import sealed_tally

FILES = {
    "determinations.csv": ("csv",),
    "totals.csv": ("csv",),
    "tally.xlsx": ("xlsx",),
    # It names the others, so all of them are written.
    "manifest.json": ("csv", "xlsx"),
}
"""What counsel can download, and the formats that have to be written for it."""


@require_GET
def download(request: MatterRequest, slug: str, number: int, name: str) -> HttpResponseBase:
    """Write the file anew and hand it out. Each download is in the matter's trail."""
    if name not in FILES:
        raise Http404
    found = sealed_tally(request, number)
    folder = Path(settings.DATA_DIR) / "exports" / slug / f"tally-{number}"
    try:
        for format_name in FILES[name]:
            exports.export_tally(found, format_name, folder, actor=request.actor, at=timezone.now())
        file = (folder / name).open("rb")
    except exports.CannotExport as error:
        messages.error(request, str(error))
        return redirect("counsel:tally", slug=slug, number=number)
    return FileResponse(
        file, as_attachment=True, filename=f"{slug}-tally-{number}-{name}".replace("-tally.", ".")
    )
