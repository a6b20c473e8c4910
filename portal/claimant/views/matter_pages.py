"""Which matters are open, and what each is about."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.casework import docket
from claims.models import Matter
from claims.plans import MatterPlan
from portal.accounts.access import MatterRequest
from portal.web.court_clock import day_text


@dataclass(frozen=True)
class OpenMatter:
    """A matter as the list of matters shows it."""

    matter: Matter
    plan: MatterPlan

    @property
    def status_day(self) -> str:
        return day_text(self.plan.status_date)


@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """All open matters."""
    listed = [OpenMatter(matter, docket.current_plan(matter)) for matter in Matter.objects.all()]
    return render(request, "claimant/matters.html", {"matters": listed})


@require_safe
def matter_page(request: MatterRequest, slug: str) -> HttpResponse:
    """One matter in plain words, with the two things a class member can do."""
    plan = request.plan
    return render(
        request,
        "claimant/matter.html",
        {
            "plan": plan,
            "now": timezone.now(),
            "status_day": day_text(plan.status_date),
            "period_first_day": day_text(plan.class_period.start),
            "period_last_day": day_text(plan.class_period.end - timedelta(days=1)),
        },
    )
