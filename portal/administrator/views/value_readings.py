"""Values of the records that the plan does not name: which there are, and what each one is."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from claims.casework.assessment import request_reassessment
from claims.models import ValueReading
from claims.plans import MatterPlan
from claims.plans.fact_kinds import named_values
from claims.records import lookup
from claims.records.value_meanings import (
    CannotRead,
    UnknownValue,
    deciding_columns,
    read_value,
    readings_by_column,
    unknown_values,
)
from portal.accounts.access import MatterRequest

VALUES_A_PAGE = 20
_OTHER = ""
_HIDDEN = forms.HiddenInput


class ReadingForm(forms.Form):
    """What one value is. The value goes along in the form, and never in an address."""

    column = forms.CharField(widget=_HIDDEN)
    value = forms.CharField(widget=_HIDDEN, strip=False)
    is_same = forms.TypedChoiceField(
        choices=[
            ("same", gettext_lazy("The same as a value that the plan names")),
            ("other", gettext_lazy("Another thing, which does not count")),
        ],
        coerce=lambda choice: choice == "same",
        widget=forms.RadioSelect(attrs={"class": "usa-radio__input"}),
        label=gettext_lazy("What is it?"),
        error_messages={"required": gettext_lazy("Choose what the value is.")},
    )
    same_as = forms.ChoiceField(
        required=False,
        label=gettext_lazy("The same as"),
        help_text=gettext_lazy("Only where it is the same as one."),
    )

    def __init__(self, *args: Any, named: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["same_as"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # nosec B101  (by the class)
        field.choices = [(_OTHER, ""), *((name, name) for name in named)]

    def clean(self) -> dict[str, Any]:
        """A value that is the same needs to be the same as something."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("is_same") and not cleaned.get("same_as") and "same_as" in cleaned:
            self.add_error("same_as", _("Choose the value that it is the same as."))
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def values(request: MatterRequest, slug: str) -> HttpResponse:
    """The values that nobody has read, each with its form; on POST read one."""
    form = None
    if request.method == "POST":
        form = _reading_form(request.POST.get("column", ""), request.plan, data=request.POST)
        if form.is_valid() and _record_reading(request, form):
            return redirect("administrator:values", slug=slug)
    found, records_problem = _unknown_values(request)
    page = Paginator(found, VALUES_A_PAGE).get_page(request.GET.get("page"))
    lines = [(value, _value_form(value, place, request, form)) for place, value in enumerate(page)]
    context = {
        "form": next((line for _, line in lines if line.is_bound), form),
        "lines": lines,
        "page": page,
        "readings": ValueReading.objects.of(request.matter).order_by("-number"),
        "is_asked": bool(deciding_columns(request.plan)),
        "records_problem": records_problem,
    }
    status = 422 if form is not None else 200
    return render(request, "administrator/values.html", context, status=status)


def _unknown_values(
    request: MatterRequest,
) -> tuple[list[UnknownValue], lookup.ProductionAltered | None]:
    """The values, and why there are none where the records cannot be read."""
    production = lookup.current_production(request.matter)
    try:
        return unknown_values(production, request.plan, readings_by_column(request.matter)), None
    except lookup.ProductionAltered as problem:
        return [], problem


def _record_reading(request: MatterRequest, form: ReadingForm) -> bool:
    said, now = form.cleaned_data, timezone.now()
    try:
        reading = read_value(
            request.matter,
            request.plan,
            said["column"],
            said["value"],
            said["same_as"] if said["is_same"] else None,
            actor=request.actor,
            at=now,
        )
    except CannotRead as error:
        form.add_error(None, str(error))
        return False
    request_reassessment(request.matter, now)
    messages.success(
        request,
        _("Reading %(number)d is recorded. Claims are checked again with it.")
        % {"number": reading.number},
    )
    return True


def _value_form(
    value: UnknownValue, place: int, request: MatterRequest, sent: ReadingForm | None
) -> ReadingForm:
    """The form of one value: the one that was sent, if it was about this value."""
    prefix = f"v{place}"
    if sent is not None and sent.data.get("value") == value.value:
        sent.auto_id = f"id_{prefix}_%s"
        return sent
    initial = {"column": value.column, "value": value.value, "same_as": value.nearest}
    form = _reading_form(value.column, request.plan, initial=initial)
    form.auto_id = f"id_{prefix}_%s"
    return form


def _reading_form(column: str, plan: MatterPlan, **options: Any) -> ReadingForm:
    named = [
        name
        for kind, asked in deciding_columns(plan)
        if asked == column
        for name in named_values(plan.facts, kind, asked)
    ]
    return ReadingForm(named=named, **options)
