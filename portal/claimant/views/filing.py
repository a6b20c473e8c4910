"""The claim form: one question a page, then check, sign, and the confirmation."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from claims.casework import intake
from claims.casework.intake import archives
from claims.models import ArchiveUpload, Claim, Draft, DraftArchive
from claims.records.archives import ArchiveSummary
from portal.accounts.access import MatterRequest
from portal.archives.saying import in_short, unread
from portal.claimant import copies, drafts, questions
from portal.claimant.declaration import declaration
from portal.claimant.drafts import open_draft
from portal.claimant.forms import SignatureForm
from portal.claimant.seen import mark, seen_of
from portal.web import rate_limits
from portal.worker import ringing


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: MatterRequest, slug: str) -> HttpResponse:
    """What filing takes; POST begins a draft or takes up the one begun."""
    now = timezone.now()
    if request.method != "POST":
        draft = drafts.draft_of(request, request.matter, now)
        return render(request, "claimant/start.html", {"draft": draft, "now": now})
    rate_limits.count("start", request, now)
    mark(request)
    draft = drafts.start(request, request.matter, now, another="another" in request.POST)
    if draft.submitted_claim_id:
        return redirect("claimant:confirmation", slug=slug)
    needed = questions.unanswered(draft.answers)
    if not needed:
        return redirect("claimant:check", slug=slug)
    return redirect("claimant:question", slug=slug, step=needed[0].slug)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: MatterRequest, slug: str, step: str) -> HttpResponse:
    """One question. With `?from=check` its answer leads back to the check-answers page."""
    if step not in questions.BY_SLUG:
        raise Http404
    asked = questions.BY_SLUG[step]
    draft = open_draft(request)
    if isinstance(draft, HttpResponse):
        return draft
    from_check = request.GET.get("from") == "check"
    form = asked.bind(draft.answers, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        rate_limits.count("answer", request, now, visit=draft.key)
        drafts.answer(draft, form.cleaned_data, now)
        following = questions.after(asked)
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
            "previous": questions.before(asked),
            "number": questions.QUESTIONS.index(asked) + 1,
            "count": len(questions.QUESTIONS),
        },
    )


@require_safe
def check(request: MatterRequest, slug: str) -> HttpResponse:
    """All answers, each with a link to change it."""
    draft = open_draft(request)
    if isinstance(draft, HttpResponse):
        return draft
    unanswered = questions.unanswered(draft.answers)
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
            "archive": _archive_in_short(draft, upload),
            "is_unread": upload is not None and not upload.fault,
            "now": timezone.now(),
        },
    )


def _archive_in_short(draft: Draft, upload: ArchiveUpload | None) -> str:
    held = DraftArchive.objects.filter(draft=draft).first()
    if held is not None and (upload is None or upload.fault):
        return in_short(ArchiveSummary.from_json(held.summary))
    return unread(upload) if upload else ""


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: MatterRequest, slug: str) -> HttpResponse:
    """The declaration; signing it sends the claim."""
    now = timezone.now()
    draft = open_draft(request)
    if isinstance(draft, HttpResponse):
        return draft
    if questions.unanswered(draft.answers):
        return redirect("claimant:check", slug=slug)
    form = SignatureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        rate_limits.count("send", request, now, visit=draft.key)
        try:
            seen = seen_of(request, draft, now)
            drafts.sign_and_send(draft, form.cleaned_data["typed_name"], now, seen)
        except intake.CannotSubmit as error:
            form.add_error(None, str(error))
        else:
            ringing.ring()
            return redirect("claimant:confirmation", slug=slug)
    words = declaration(draft.answers["signing_country"], request.matter.time_zone, now)
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
        request, "claimant/confirmation.html", {"claim": claim, "upload": archives.upload_of(claim)}
    )


@require_safe
def confirmation_copy(request: MatterRequest, slug: str) -> HttpResponse:
    """The claim just sent, as a PDF."""
    claim = _sent_claim(request)
    if claim is None:
        return redirect("claimant:start", slug=slug)
    return copies.download(claim, request.plan)


def _sent_claim(request: MatterRequest) -> Claim | None:
    draft = drafts.draft_of(request, request.matter, timezone.now())
    return draft.submitted_claim if draft else None
