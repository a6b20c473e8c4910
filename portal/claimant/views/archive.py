"""The claimant's own archive on the claim form: uploaded, read by a worker, shown, taken back."""

import logging
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from claims.casework.intake import archive_reading, archives
from claims.models import ArchiveUpload, Draft, DraftArchive
from claims.records.archives import ArchiveSummary, limits
from portal.accounts.access import MatterRequest
from portal.archives.saying import refusal_of, said_by
from portal.claimant import questions
from portal.claimant.drafts import open_draft
from portal.claimant.forms import ArchiveForm
from portal.web import errors, rate_limits
from portal.web.full_disks import is_disk_full
from portal.web.uploads import Stored
from portal.worker import ringing

logger = logging.getLogger(__name__)

LOOKS_AGAIN_AFTER_SECONDS = 5
_ROOM_FOR_THE_FORM = 64 * 1024
"""Bytes of the request beside the file: the names of its parts and the other fields."""
_MOST_READ_AWAY = 4 * limits.LARGEST_UPLOAD
_NO_ROOM = gettext_lazy(
    "We hold as many files as we can at the moment, so we could not take yours. Go on without an "
    "archive, or try again in an hour or later."
)
_NOT_STORED = gettext_lazy(
    "We could not store the file, for a reason on our side. Go on without an archive, or try again "
    "later."
)


# Whether the form is ours can be told only when the whole upload is taken in, so what is too large
# is turned away before that. The view inside checks the token as everywhere.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: MatterRequest, slug: str) -> HttpResponse:
    """Ask for the archive, which nobody has to have; show that it is read, and what it says."""
    stored = Stored(request)
    if request.method == "POST":
        visit = request.session.session_key or ""
        rate_limits.count("upload", request, timezone.now(), visit=visit)
        if _length(request) > limits.LARGEST_UPLOAD + _ROOM_FOR_THE_FORM:
            _read_away(request)
            return errors.too_large(request, limits.LARGEST_UPLOAD // limits.MEGABYTE)
        if not archives.has_room(_length(request)):
            _read_away(request)
            return _asks_later(request, _NO_ROOM)
    request.upload_handlers = [stored]
    return _archive(request, slug, stored)


@csrf_protect
def _archive(request: MatterRequest, slug: str, stored: Stored) -> HttpResponse:
    draft = open_draft(request)
    if isinstance(draft, HttpResponse):
        return draft
    if request.method != "POST":
        return _shows(request, draft)
    form = ArchiveForm(request.POST, request.FILES)
    if stored.problem is not None:
        return _asks_later(request, _NOT_STORED, stored.problem)
    if not form.is_valid():
        return _asks(request, form)
    try:
        archives.add(
            draft,
            form.cleaned_data["archive"].incoming,
            keeps_file=form.cleaned_data["keep"],
            at=timezone.now(),
        )
    except archives.NoRoom:
        return _asks_later(request, _NO_ROOM)
    except (OSError, DatabaseError) as error:
        # A database on the disk that is full.
        if isinstance(error, DatabaseError) and not is_disk_full(error):
            raise
        return _asks_later(request, _NOT_STORED, error)
    ringing.ring_archive()
    return redirect("claimant:archive", slug=slug)


@require_POST
def remove(request: MatterRequest, slug: str) -> HttpResponse:
    """Take the archive back, read or not; the claim goes on without it."""
    draft = open_draft(request)
    if isinstance(draft, HttpResponse):
        return draft
    rate_limits.count("answer", request, timezone.now(), visit=draft.key)
    archives.let_go([draft])
    return redirect("claimant:archive", slug=slug)


def _shows(request: MatterRequest, draft: Draft) -> HttpResponse:
    """What there is: an archive that waits, what one says, or the form."""
    upload = ArchiveUpload.objects.filter(draft=draft).first()
    if upload is not None and not upload.fault:
        return _reads(request, upload)
    refusal = refusal_of(upload) if upload else ""
    held = DraftArchive.objects.filter(draft=draft).first()
    if held is not None:
        return _says(request, held, refusal)
    return _asks(request, _refused_form(refusal) if refusal else ArchiveForm())


def _reads(request: MatterRequest, upload: ArchiveUpload) -> HttpResponse:
    """How far the reading is. The page loads itself again only for those who ask for that: what
    changes by itself disturbs who reads slowly, or by ear."""
    if archive_reading.is_silent(upload, timezone.now()):
        ringing.ring_archive()
    looks_again = "again" in request.GET
    answer = render(
        request,
        "claimant/archive_reading.html",
        {
            "is_begun": upload.place is not None,
            "read": _megabytes(upload.read_bytes),
            "all": _megabytes(upload.all_bytes),
            "before": archive_reading.before(upload),
            "looks_again": looks_again,
            "seconds": LOOKS_AGAIN_AFTER_SECONDS,
            "last_question": questions.QUESTIONS[-1],
        },
    )
    if looks_again:
        answer.headers["Refresh"] = str(LOOKS_AGAIN_AFTER_SECONDS)
    return answer


def _asks(
    request: MatterRequest, form: ArchiveForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
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
        status=status,
    )


def _asks_later(
    request: MatterRequest, words: Promise, error: OSError | DatabaseError | None = None
) -> HttpResponse:
    """The form, with what hinders us and not the visitor."""
    # Not the error's own text, which names a path.
    why = getattr(error, "strerror", None) or (type(error).__name__ if error else "no room")
    logger.error("an uploaded archive was not taken: %s", why)
    return _asks(request, _refused_form(str(words)), HTTPStatus.SERVICE_UNAVAILABLE)


def _refused_form(words: str) -> ArchiveForm:
    """The form with one sentence about the file that was sent with it before."""
    form = ArchiveForm({})
    form.errors.clear()
    form.add_error("archive", words)
    return form


def _says(request: MatterRequest, held: DraftArchive, refusal: str) -> HttpResponse:
    """What the archive says, above it why another that came later was refused."""
    summary = ArchiveSummary.from_json(held.summary)
    return render(
        request,
        "claimant/archive_says.html",
        {
            "said": said_by(summary),
            "refusal": refusal,
            "is_kept": bool(held.kept_path),
            "last_question": questions.QUESTIONS[-1],
        },
    )


def _megabytes(size_bytes: int) -> int:
    """Rounded up, so that something is never nothing."""
    return -(-size_bytes // limits.MEGABYTE)


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdecimal() else 0


def _read_away(request: HttpRequest) -> None:
    """Read what comes and forget it: a browser that is answered in the middle of sending shows a
    broken connection instead of the page. Up to a limit; beyond it the connection breaks."""
    left = _MOST_READ_AWAY
    while left > 0 and (chunk := request.read(limits.CHUNK)):
        left -= len(chunk)
