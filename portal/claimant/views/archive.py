"""The claimant's own archive on the claim form: uploaded, read at once, shown, taken back."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from claims.archives import ArchiveRefused, ArchiveSummary, limits
from claims.intake import archives
from claims.models import Draft, DraftArchive
from portal import errors, rate_limits
from portal.access import MatterRequest
from portal.archives.saying import said_by
from portal.claimant import questions
from portal.claimant.drafts import open_draft
from portal.claimant.forms import ArchiveForm
from portal.uploads import Nameless

_ROOM_FOR_THE_FORM = 64 * 1024
"""Bytes of the request beside the file: the names of its parts and the other fields."""
_MOST_READ_AWAY = 4 * limits.LARGEST_UPLOAD


# Whether the form is ours can be told only when the whole upload is taken in, so what is too large
# is turned away before that. The view inside checks the token as everywhere.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: MatterRequest, slug: str) -> HttpResponse:
    """Ask for the archive, which nobody has to have; show what it says once it is there."""
    if request.method == "POST":
        visit = request.session.session_key or ""
        rate_limits.count("upload", request, timezone.now(), visit=visit)
    if request.method == "POST" and _length(request) > limits.LARGEST_UPLOAD + _ROOM_FOR_THE_FORM:
        _read_away(request)
        return errors.too_large(request, limits.LARGEST_UPLOAD // limits.MEGABYTE)
    request.upload_handlers = [Nameless(request)]
    return _archive(request, slug)


@csrf_protect
def _archive(request: MatterRequest, slug: str) -> HttpResponse:
    draft = open_draft(request)
    if isinstance(draft, HttpResponse):
        return draft
    held = DraftArchive.objects.filter(draft=draft).first()
    if request.method != "POST":
        if held is not None:
            return _says(request, held)
        return _asks(request, ArchiveForm())
    form = ArchiveForm(request.POST, request.FILES)
    if form.is_valid() and _hold(request, draft, form):
        return redirect("claimant:archive", slug=slug)
    return _asks(request, form)


@require_POST
def remove(request: MatterRequest, slug: str) -> HttpResponse:
    """Take the archive back; the claim goes on without it."""
    draft = open_draft(request)
    if isinstance(draft, HttpResponse):
        return draft
    rate_limits.count("answer", request, timezone.now(), visit=draft.key)
    archives.let_go([draft])
    return redirect("claimant:archive", slug=slug)


def _hold(request: MatterRequest, draft: Draft, form: ArchiveForm) -> bool:
    """Read the upload and hold what it says; else the form has the sentence that says why not."""
    uploaded = form.cleaned_data["archive"]
    try:
        archives.hold(
            draft,
            uploaded.file,
            request.plan.period,
            keeps_file=form.cleaned_data["keep"],
            at=timezone.now(),
        )
    except ArchiveRefused as refused:
        words = refused.words.in_language(translation.get_language() or "en")
        form.add_error("archive", words)
        return False
    return True


def _asks(request: MatterRequest, form: ArchiveForm) -> HttpResponse:
    return render(
        request,
        "claimant/archive.html",
        {
            "form": form,
            "from_check": request.GET.get("from") == "check",
            "last_question": questions.QUESTIONS[-1],
            "megabytes": limits.LARGEST_UPLOAD // limits.MEGABYTE,
            "contact": settings.DEFAULT_FROM_EMAIL,
        },
    )


def _says(request: MatterRequest, held: DraftArchive) -> HttpResponse:
    summary = ArchiveSummary.from_json(held.summary)
    return render(
        request,
        "claimant/archive_says.html",
        {
            "said": said_by(summary),
            "is_kept": bool(held.kept_path),
            "last_question": questions.QUESTIONS[-1],
        },
    )


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdecimal() else 0


def _read_away(request: HttpRequest) -> None:
    """Read what comes and forget it: a browser that is answered in the middle of sending shows a
    broken connection instead of the page. Up to a limit; beyond it the connection breaks."""
    left = _MOST_READ_AWAY
    while left > 0 and (chunk := request.read(limits.CHUNK)):
        left -= len(chunk)
