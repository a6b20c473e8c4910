"""Show that the account is yours: a code to the addresses on file, whether there are any or not."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts import contact_codes
from portal.accounts.access import ClaimRequest
from portal.claimant.contact_code_form import ContactCodeForm, can_prove_contact
from portal.web import rate_limits
from portal.worker import publisher


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: ClaimRequest, slug: str, reference: str) -> HttpResponse:
    """What it is about; POST asks for a code. The answer is the same whoever asks."""
    if not can_prove_contact(request.claim):
        return redirect("claimant:status", slug=slug, reference=reference)
    if request.method == "POST":
        now = timezone.now()
        rate_limits.count_use("proof_request", request, now, claim=reference)
        contact_codes.ask_for_code(request.claim, now)
        publisher.publish_later()
        return redirect("claimant:prove_code", slug=slug, reference=reference)
    return render(request, "claimant/prove.html", {"claim": request.claim})


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: ClaimRequest, slug: str, reference: str) -> HttpResponse:
    """Enter the code; the right one proves control of a contact on file."""
    if not can_prove_contact(request.claim):
        return redirect("claimant:status", slug=slug, reference=reference)
    form = ContactCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code, now = form.cleaned_data["code"], timezone.now()
        rate_limits.count_use("code_entry", request, now, visit=request.session.session_key or "")
        if contact_codes.redeem(request.claim, code, actor=request.actor, at=now):
            publisher.publish()
            messages.success(request, _("Thank you. You have shown that the account is yours."))
            return redirect("claimant:status", slug=slug, reference=reference)
        form.add_error(
            "code",
            _("This code is wrong, was used, or is older than 30 minutes. Ask for a new one."),
        )
    return render(request, "claimant/prove_code.html", {"form": form, "claim": request.claim})
