"""A claim's own pages, for whoever enters the one-time code sent to its e-mail address."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.casework import lifecycle, signals
from claims.casework.intake import archive_uploads, withdrawal
from claims.casework.intake.references import read_reference
from claims.models import Event, EventKind, ReasonCode, Status
from portal.accounts import claim_session, codes
from portal.accounts.access import ClaimRequest, MatterRequest
from portal.archives.archive_text import archive_texts, unread_line
from portal.archives.comparison_rows import ComparisonRow, comparison_rows
from portal.claimant import copies, drafts, submitted_answers
from portal.claimant.browser_traces import forget_browser, request_trace
from portal.claimant.contact_code_form import can_prove_contact
from portal.claimant.question_forms import CodeForm, ReferenceForm
from portal.web import rate_limits
from portal.worker import publisher

# States whose reason its author may read: a person decided, or the claim itself lacks something.
_EXPLAINED_STATES = frozenset({Status.DEFICIENT, Status.APPROVED, Status.PARTIAL, Status.DENIED})


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: MatterRequest, slug: str) -> HttpResponse:
    """Ask for a claim by its reference. The answer is the same whether there is one or not."""
    contact = settings.DEFAULT_FROM_EMAIL
    form = ReferenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reference, now = read_reference(form.cleaned_data["reference"]), timezone.now()
        rate_limits.count_use("code_request", request, now, claim=reference)
        asked = claim_session.remember_request(request, reference)
        codes.ask_for_code(request.matter, reference, asked.browser, now, request_trace(request))
        publisher.publish()
        return redirect("claimant:code", slug=slug)
    return render(request, "claimant/find.html", {"form": form, "contact": contact})


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: MatterRequest, slug: str) -> HttpResponse:
    """Enter the code; the right one opens the claim, and no other."""
    asked = claim_session.code_request(request)
    if asked is None:
        return redirect("claimant:find", slug=slug)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        rate_limits.count_use("code_entry", request, now, visit=asked.browser)
        entered = form.cleaned_data["code"]
        claim = codes.redeem(request.matter, asked.reference, asked.browser, entered, now)
        if claim is not None:
            claim_session.bind_claim(request, claim, now)
            if signals.record_own_address_proof(claim, actor=request.actor, at=now):
                publisher.publish()
            return redirect("claimant:status", slug=slug, reference=claim.reference)
        form.add_error(
            "code",
            _("This code is wrong, was used, or is older than 15 minutes. Ask for a new one."),
        )
    mark = codes.request_mark(codes.mac_of_browser(asked.browser))
    return render(request, "claimant/code.html", {"form": form, "mark": mark})


@require_safe
def status(request: ClaimRequest, slug: str, reference: str) -> HttpResponse:
    """Where the claim stands, what happened to it, and what was submitted."""
    claim = request.claim
    has_proved = lifecycle.has_proved_contact(claim)
    shown = lifecycle.public_status(claim.status, proved_contact=has_proved)
    events = list(Event.objects.filter(claim=claim).order_by("sequence"))
    upload = archive_uploads.upload_of(claim)
    return render(
        request,
        "claimant/status.html",
        {
            "claim": claim,
            "words": lifecycle.public_status_text(claim, proved_contact=has_proved),
            "history": lifecycle.public_history(events, proved_contact=has_proved),
            "reason": _reason_text(shown, events),
            "rows": submitted_answers.answer_rows(claim),
            "said": archive_texts(claim),
            "upload": upload,
            "unread": unread_line(upload) if upload else "",
            "compared": _comparison_rows(request),
            "needs_answer": shown == Status.DEFICIENT,
            "is_denied": shown == Status.DENIED,
            "has_proved": has_proved,
            "can_prove": can_prove_contact(claim),
            "can_withdraw": Status.WITHDRAWN in lifecycle.MOVES[Status(claim.status)],
            "contact": settings.DEFAULT_FROM_EMAIL,
        },
    )


@require_safe
def copy(request: ClaimRequest, slug: str, reference: str) -> HttpResponse:
    """What was submitted, as a PDF."""
    return copies.copy_response(request.claim, request.plan)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: ClaimRequest, slug: str, reference: str) -> HttpResponse:
    """Ask whether the author means it; POST withdraws the claim."""
    can_withdraw = Status.WITHDRAWN in lifecycle.MOVES[Status(request.claim.status)]
    if request.method == "POST":
        try:
            withdrawal.withdraw_claim(request.claim, actor=request.actor, at=timezone.now())
        except lifecycle.CannotMove:
            # Withdrawn a moment ago, in another tab, or paid by now: the page says which.
            can_withdraw = False
        publisher.publish()
    if request.method == "POST" or not can_withdraw:
        return redirect("claimant:status", slug=slug, reference=reference)
    return render(request, "claimant/withdraw.html", {"claim": request.claim})


@require_POST
def leave(request: MatterRequest, slug: str) -> HttpResponse:
    """Forget claim and draft on this computer."""
    claim_session.forget_claim(request)
    drafts.forget_drafts(request)
    forget_browser(request)
    return redirect("claimant:matter", slug=slug)


def _comparison_rows(request: ClaimRequest) -> list[ComparisonRow]:
    """The archive beside the records, for somebody who proved control of a contact on file: the
    table tells that there is an account, so for all others the page is as if there were none."""
    if not lifecycle.has_proved_contact(request.claim):
        return []
    return comparison_rows(request.claim, request.plan, shows_contacts=False)


def _reason_text(shown: Status, events: list[Event]) -> str:
    """Why the claim is where it is, in words for its author; blank where there are none."""
    if shown not in _EXPLAINED_STATES:
        return ""
    codes = [e.data.get("reason", "") for e in events if e.kind == EventKind.MOVED]
    # The last that is one: a hold that ended since took nothing back.
    reasons = [code for code in codes if code in ReasonCode]
    return str(ReasonCode(reasons[-1]).label) if reasons else ""
