"""The tallies of a matter, newest first: how far each is, and what it came to."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claims import tally as tallying
from claims.casework.docket.open_matters import plan_of
from claims.models import Tally
from claims.money import format_cents
from claims.plans.heads import Head
from portal.accounts.access import MatterRequest
from portal.staff.tallies.fund_figures import FundFigures, fund_figures
from portal.staff.tallies.progress import (
    StageProgress,
    TallyProgress,
    stage_progress,
    tally_progress,
)

TALLIES_A_PAGE = 10


@dataclass(frozen=True)
class TallyLine:
    """One tally: what is done of it, how far it is while it runs, and what it came to."""

    tally: Tally
    done: list[StageProgress]
    progress: TallyProgress | None
    amounts: list[tuple[Head, str]]
    fund: FundFigures | None

    @property
    def is_running(self) -> bool:
        """Whether it can be cancelled."""
        return self.progress is not None


@require_safe
def tallies(request: MatterRequest, slug: str) -> HttpResponse:
    """One page of tallies."""
    of_matter = Tally.objects.of(request.matter).select_related("plan_version", "production")
    page = Paginator(of_matter.order_by("-number"), TALLIES_A_PAGE).get_page(
        request.GET.get("page")
    )
    listed = list(page.object_list)
    done = stage_progress(listed)
    lines = [_tally_line(tally, done[tally.pk]) for tally in listed]
    return render(request, "administrator/tallies.html", {"lines": lines, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: MatterRequest, slug: str, number: int) -> HttpResponse:
    """Ask whether the running tally is to be cancelled; on POST cancel it."""
    tally = Tally.objects.of(request.matter).filter(number=number).first()
    if tally is None:
        raise Http404
    if request.method != "POST" and tally.state == Tally.State.RUNNING:
        return render(request, "administrator/cancel_tally.html", {"tally": tally})
    try:
        if request.method != "POST":
            raise tallying.CannotTally(_("This tally is not running any more."))
        tallying.cancel(request.matter, actor=request.actor, at=timezone.now(), number=number)
    except tallying.CannotTally as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Tally %(number)d is cancelled.") % {"number": number})
    return redirect("administrator:tallies", slug=slug)


def _tally_line(tally: Tally, done: list[StageProgress]) -> TallyLine:
    plan = plan_of(tally.plan_version)
    is_running = tally.state == Tally.State.RUNNING
    return TallyLine(
        tally=tally,
        done=done,
        progress=tally_progress(tally, done, timezone.now()) if is_running else None,
        amounts=[
            (theory, format_cents(tally.totals_cents[theory.key], plan.currency))
            for theory in plan.heads_of_award
            if theory.key in tally.totals_cents
        ],
        fund=fund_figures(tally),
    )
