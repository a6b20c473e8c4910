"""The claim form: one question a page, then check, sign, and the confirmation."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from claims.casework import intake
from claims.casework.intake import archive_uploads
from claims.models import ArchiveUpload, Claim, Draft, DraftArchive
from claims.records.archives import ArchiveSummary
from portal.accounts.access import MatterRequest
from portal.archives.archive_text import summary_line, unread_line
from portal.claimant import copies, drafts, questions
from portal.claimant.browser_traces import form_trace, mark_browser
from portal.claimant.declaration_text import declaration_text
from portal.claimant.drafts import draft_or_redirect
from portal.claimant.question_forms import SignatureForm
from portal.web import rate_limits
from portal.worker import publisher


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: MatterRequest, slug: str) -> HttpResponse:
    """What filing takes; POST begins a draft or takes up the one begun."""
    now = timezone.now()
    if request.method != "POST":
        draft = drafts.draft_of(request, request.matter, now)
        return render(request, "claimant/start.html", {"draft": draft, "now": now})
    rate_limits.count_use("start", request, now)
    mark_browser(request)
    draft = drafts.start_draft(request, request.matter, now, another="another" in request.POST)
    if draft.submitted_claim_id:
        return redirect("claimant:confirmation", slug=slug)
    needed = questions.open_questions(draft.answers)
    if not needed:
        return redirect("claimant:check", slug=slug)
    return redirect("claimant:question", slug=slug, step=needed[0].slug)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: MatterRequest, slug: str, step: str) -> HttpResponse:
    """One question. With `?from=check` its answer leads back to the check-answers page."""
    if step not in questions.QUESTIONS_BY_SLUG:
        raise Http404
    asked = questions.QUESTIONS_BY_SLUG[step]
    draft = draft_or_redirect(request)
    if isinstance(draft, HttpResponse):
        return draft
    from_check = request.GET.get("from") == "check"
    form = asked.bind(draft.answers, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        rate_limits.count_use("answer", request, now, visit=draft.key)
        drafts.record_answers(draft, form.cleaned_data, now)
        following = questions.question_after(asked)
        if from_check:
            return redirect("claimant:check", slug=slug)
        if following is None:
            return redirect("claimant:archive", slug=slug)
        return redirect("claimant:question", slug=slug, step=following.slug)
    return render(
        request,
        "claimant/question.html",
        {
            "question": asked,
            "form": form,
            "from_check": from_check,
            "previous": questions.question_before(asked),
            "number": questions.QUESTIONS.index(asked) + 1,
            "count": len(questions.QUESTIONS),
        },
    )


@require_safe
def check(request: MatterRequest, slug: str) -> HttpResponse:
    """All answers, each with a link to change it."""
    draft = draft_or_redirect(request)
    if isinstance(draft, HttpResponse):
        return draft
    unanswered = questions.open_questions(draft.answers)
    upload = ArchiveUpload.objects.filter(draft=draft).first()
    return render(
        request,
        "claimant/check.html",
        {
            "rows": [
                (asked, row.label, row.value(draft.answers))
                for asked in questions.QUESTIONS
                for row in asked.rows
            ],
            "unanswered": unanswered,
            "has_errors": bool(unanswered),
            "archive": _archive_line(draft, upload),
            "is_unread": upload is not None and not upload.fault,
            "now": timezone.now(),
        },
    )


def _archive_line(draft: Draft, upload: ArchiveUpload | None) -> str:
    held = DraftArchive.objects.filter(draft=draft).first()
    if held is not None and (upload is None or upload.fault):
        return summary_line(ArchiveSummary.from_json(held.summary))
    return unread_line(upload) if upload else ""


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: MatterRequest, slug: str) -> HttpResponse:
    """The declaration; signing it sends the claim."""
    now = timezone.now()
    draft = draft_or_redirect(request)
    if isinstance(draft, HttpResponse):
        return draft
    if questions.open_questions(draft.answers):
        return redirect("claimant:check", slug=slug)
    form = SignatureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        rate_limits.count_use("send", request, now, visit=draft.key)
        try:
            seen = form_trace(request, draft, now)
            drafts.submit_draft(draft, form.cleaned_data["typed_name"], now, seen)
        except intake.CannotSubmit as error:
            form.add_error(None, str(error))
        else:
            publisher.publish()
            return redirect("claimant:confirmation", slug=slug)
    words = declaration_text(draft.answers["signing_country"], request.matter.time_zone, now)
    return render(
        request,
        "claimant/declaration.html",
        {"form": form, "words": words, "language": translation.get_language()},
    )


@require_safe
def confirmation(request: MatterRequest, slug: str) -> HttpResponse:
    """The claim's reference, and what happens next."""
    claim = _sent_claim(request)
    if claim is None:
        return redirect("claimant:start", slug=slug)
    return render(
        request,
        "claimant/confirmation.html",
        {"claim": claim, "upload": archive_uploads.upload_of(claim)},
    )


@require_safe
def confirmation_copy(request: MatterRequest, slug: str) -> HttpResponse:
    """The claim just sent, as a PDF."""
    claim = _sent_claim(request)
    if claim is None:
        return redirect("claimant:start", slug=slug)
    return copies.copy_response(claim, request.plan)


def _sent_claim(request: MatterRequest) -> Claim | None:
    draft = drafts.draft_of(request, request.matter, timezone.now())
    return draft.submitted_claim if draft else None
