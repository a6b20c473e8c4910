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

from claims.casework.intake import archive_queue, archive_uploads
from claims.models import ArchiveUpload, Draft, DraftArchive
from claims.records.archives import ArchiveSummary, limits
from portal.accounts.access import MatterRequest
from portal.archives.archive_text import refusal_sentence, summary_texts
from portal.claimant import questions
from portal.claimant.drafts import draft_or_redirect
from portal.claimant.question_forms import ArchiveForm
from portal.web import error_pages, rate_limits
from portal.web.full_disks import is_disk_full
from portal.web.uploads import StoredUploadHandler
from portal.worker import publisher

logger = logging.getLogger(__name__)

RELOAD_SECONDS = 5
_FORM_BYTES = 64 * 1024
"""Bytes of the request beside the file: the names of its parts and the other fields."""
_MOST_DRAINED = 4 * limits.LARGEST_UPLOAD
_UPLOADS_FULL = gettext_lazy(
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
    stored = StoredUploadHandler(request)
    if request.method == "POST":
        visit = request.session.session_key or ""
        rate_limits.count_use("upload", request, timezone.now(), visit=visit)
        if _content_length(request) > limits.LARGEST_UPLOAD + _FORM_BYTES:
            _drain(request)
            return error_pages.too_large(request, limits.LARGEST_UPLOAD // limits.MEGABYTE)
        if not archive_uploads.has_room(_content_length(request)):
            _drain(request)
            return _not_stored_page(request, _UPLOADS_FULL)
    request.upload_handlers = [stored]
    return _archive(request, slug, stored)


@csrf_protect
def _archive(request: MatterRequest, slug: str, stored: StoredUploadHandler) -> HttpResponse:
    draft = draft_or_redirect(request)
    if isinstance(draft, HttpResponse):
        return draft
    if request.method != "POST":
        return _archive_page(request, draft)
    form = ArchiveForm(request.POST, request.FILES)
    if stored.problem is not None:
        return _not_stored_page(request, _NOT_STORED, stored.problem)
    if not form.is_valid():
        return _form_page(request, form)
    try:
        archive_uploads.add(
            draft,
            form.cleaned_data["archive"].incoming,
            keeps_file=form.cleaned_data["keep"],
            at=timezone.now(),
        )
    except archive_uploads.UploadsFull:
        return _not_stored_page(request, _UPLOADS_FULL)
    except (OSError, DatabaseError) as error:
        # A database on the disk that is full.
        if isinstance(error, DatabaseError) and not is_disk_full(error):
            raise
        return _not_stored_page(request, _NOT_STORED, error)
    publisher.publish_archive()
    return redirect("claimant:archive", slug=slug)


@require_POST
def remove(request: MatterRequest, slug: str) -> HttpResponse:
    """Take the archive back, read or not; the claim goes on without it."""
    draft = draft_or_redirect(request)
    if isinstance(draft, HttpResponse):
        return draft
    rate_limits.count_use("answer", request, timezone.now(), visit=draft.key)
    archive_uploads.forget_archives([draft])
    return redirect("claimant:archive", slug=slug)


def _archive_page(request: MatterRequest, draft: Draft) -> HttpResponse:
    """What there is: an archive that waits, what one says, or the form."""
    upload = ArchiveUpload.objects.filter(draft=draft).first()
    if upload is not None and not upload.fault:
        return _reading_page(request, upload)
    refusal = refusal_sentence(upload) if upload else ""
    held = DraftArchive.objects.filter(draft=draft).first()
    if held is not None:
        return _summary_page(request, held, refusal)
    return _form_page(request, _form_with_error(refusal) if refusal else ArchiveForm())


def _reading_page(request: MatterRequest, upload: ArchiveUpload) -> HttpResponse:
    """How far the reading is. The page loads itself again only for those who ask for that: what
    changes by itself disturbs who reads slowly, or by ear."""
    if archive_queue.is_silent(upload, timezone.now()):
        publisher.publish_archive()
    looks_again = "again" in request.GET
    answer = render(
        request,
        "claimant/archive_reading.html",
        {
            "is_begun": upload.place is not None,
            "read": _megabytes(upload.read_bytes),
            "all": _megabytes(upload.all_bytes),
            "before": archive_queue.archives_ahead(upload),
            "looks_again": looks_again,
            "seconds": RELOAD_SECONDS,
            "last_question": questions.QUESTIONS[-1],
        },
    )
    if looks_again:
        answer.headers["Refresh"] = str(RELOAD_SECONDS)
    return answer


def _form_page(
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


def _not_stored_page(
    request: MatterRequest, words: Promise, error: OSError | DatabaseError | None = None
) -> HttpResponse:
    """The form, with what hinders us and not the visitor."""
    # Not the error's own text, which names a path.
    why = getattr(error, "strerror", None) or (type(error).__name__ if error else "no room")
    logger.error("an uploaded archive was not taken: %s", why)
    return _form_page(request, _form_with_error(str(words)), HTTPStatus.SERVICE_UNAVAILABLE)


def _form_with_error(words: str) -> ArchiveForm:
    """The form with one sentence about the file that was sent with it before."""
    form = ArchiveForm({})
    form.errors.clear()
    form.add_error("archive", words)
    return form


def _summary_page(request: MatterRequest, held: DraftArchive, refusal: str) -> HttpResponse:
    """What the archive says, above it why another that came later was refused."""
    summary = ArchiveSummary.from_json(held.summary)
    return render(
        request,
        "claimant/archive_says.html",
        {
            "said": summary_texts(summary),
            "refusal": refusal,
            "is_kept": bool(held.kept_path),
            "last_question": questions.QUESTIONS[-1],
        },
    )


def _megabytes(size_bytes: int) -> int:
    """Rounded up, so that something is never nothing."""
    return -(-size_bytes // limits.MEGABYTE)


def _content_length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdecimal() else 0


def _drain(request: HttpRequest) -> None:
    """Read what comes and forget it: a browser that is answered in the middle of sending shows a
    broken connection instead of the page. Up to a limit; beyond it the connection breaks."""
    left = _MOST_DRAINED
    while left > 0 and (chunk := request.read(limits.CHUNK)):
        left -= len(chunk)
