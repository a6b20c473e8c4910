"""Random samples: drawn, looked through, and what they say."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from claims.casework import review
from claims.casework.review.audit_samples import LARGEST_SAMPLE
from claims.models import AuditedClaim, AuditSample
from portal.accounts.access import MatterRequest
from portal.administrator.claim_page import claim_page
from portal.administrator.session_views import record_page_view
from portal.staff.quality.quality_figures import quality_figures

CLAIMS_A_PAGE = 50
USUAL_SIZE = 100
_RADIO = {"class": "usa-radio__input"}
_GET_OR_POST = ["GET", "HEAD", "POST"]


class SampleForm(forms.Form):
    """What to draw from, and how many."""

    subject = forms.ChoiceField(
        choices=AuditSample.Subject.choices,
        widget=forms.RadioSelect(attrs=_RADIO),
        label=gettext_lazy("Which claims?"),
        error_messages={"required": gettext_lazy("Choose which claims to draw from.")},
    )
    size = forms.IntegerField(
        min_value=1,
        max_value=LARGEST_SAMPLE,
        initial=USUAL_SIZE,
        label=gettext_lazy("How many?"),
        help_text=gettext_lazy("The more there are, the narrower the interval."),
    )


class FindingForm(forms.Form):
    """What a person found of one claim."""

    finding = forms.ChoiceField(
        choices=AuditedClaim.Finding.choices,
        widget=forms.RadioSelect(attrs=_RADIO),
        label=gettext_lazy("What did you find?"),
        error_messages={"required": gettext_lazy("Choose what you found.")},
    )
    note = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=gettext_lazy("Note (optional)"),
        help_text=gettext_lazy("For colleagues and the court. The claimant does not read it."),
    )


@require_http_methods(_GET_OR_POST)
def samples(request: MatterRequest, slug: str) -> HttpResponse:
    """All samples and what the newest of each kind say; on POST draw another."""
    form = SampleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            sample = review.draw_sample(
                request.matter,
                AuditSample.Subject(form.cleaned_data["subject"]),
                form.cleaned_data["size"],
                actor=request.actor,
                at=timezone.now(),
            )
        except review.CannotDecide as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("administrator:sample", slug=slug, number=sample.number)
    return render(
        request,
        "administrator/samples.html",
        {
            "form": form,
            "figures": quality_figures(request.matter),
            "samples": AuditSample.objects.of(request.matter).order_by("-number")[:CLAIMS_A_PAGE],
        },
        status=422 if form.errors else 200,
    )


@require_safe
def sample(request: MatterRequest, slug: str, number: int) -> HttpResponse:
    """The claims of one sample, in the order they were drawn."""
    found = _requested_sample(request, number)
    page = Paginator(found.claims.select_related("claim"), CLAIMS_A_PAGE).get_page(
        request.GET.get("page")
    )
    open_ones = found.claims.filter(finding="")
    return render(
        request,
        "administrator/sample.html",
        {"sample": found, "page": page, "next": open_ones.first(), "open": open_ones.count()},
    )


@require_http_methods(_GET_OR_POST)
def finding(request: MatterRequest, slug: str, number: int, place: int) -> HttpResponse:
    """One claim of a sample beside its account; on POST what was found of it."""
    audited = _requested_finding(request, number, place)
    form = FindingForm(
        request.POST if request.method == "POST" else None,
        initial={"finding": audited.finding, "note": audited.note},
    )
    if request.method == "POST" and form.is_valid():
        try:
            review.record_finding(
                audited,
                form.cleaned_data["finding"],
                form.cleaned_data["note"],
                actor=request.actor,
                at=timezone.now(),
            )
        except review.CannotDecide as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your finding is recorded."))
            return _next_finding(audited, slug)
    record_page_view(request, audited.claim, request.actor, timezone.now())
    context: dict[str, Any] = {
        "audited": audited,
        "sample": audited.sample,
        "claim": audited.claim,
        "sheet": claim_page(audited.claim, request.plan),
        "form": form,
    }
    return render(
        request, "administrator/finding.html", context, status=422 if form.errors else 200
    )


def _next_finding(audited: AuditedClaim, slug: str) -> HttpResponse:
    """To the next claim that nobody has looked at, or back to the sample."""
    number = audited.sample.number
    after = audited.sample.claims.filter(finding="", place__gt=audited.place).first()
    if after is None:
        return redirect("administrator:sample", slug=slug, number=number)
    return redirect("administrator:finding", slug=slug, number=number, place=after.place)


def _requested_sample(request: MatterRequest, number: int) -> AuditSample:
    found = AuditSample.objects.of(request.matter).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _requested_finding(request: MatterRequest, number: int, place: int) -> AuditedClaim:
    related = (
        *("sample__matter", "claim__matter", "claim__account", "claim__payable_claim"),
        *("claim__assessment__plan_version", "claim__assessment__production"),
    )
    found = (
        _requested_sample(request, number)
        .claims.select_related(*related)
        .filter(place=place)
        .first()
    )
    if found is None:
        raise Http404
    return found
