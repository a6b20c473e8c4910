"""The tallies of a matter, newest first: how far each is, and what it came to."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.docket.opening import plan_of
from claims.models import Tally, TallyStage
from claims.money import format_cents
from claims.plans.damages import Head
from claims.tally import STAGES
from portal.access import MatterRequest

TALLIES_A_PAGE = 10


@dataclass(frozen=True)
class TallyLine:
    """One tally with its stages: those that are done, and the names of those to come."""

    tally: Tally
    done: list[TallyStage]
    to_come: list[str]
    amounts: list[tuple[Head, str]]

    @property
    def number_of_stages(self) -> int:
        """All stages, done or to come."""
        return len(self.done) + len(self.to_come)


@require_safe
def tallies(request: MatterRequest, slug: str) -> HttpResponse:
    """One page of tallies."""
    of_matter = Tally.objects.of(request.matter).select_related("plan_version", "production")
    in_order = of_matter.prefetch_related("stages").order_by("-number")
    page = Paginator(in_order, TALLIES_A_PAGE).get_page(request.GET.get("page"))
    lines = [_line(tally) for tally in page.object_list]
    return render(request, "administrator/tallies.html", {"lines": lines, "page": page})


def _line(tally: Tally) -> TallyLine:
    plan = plan_of(tally.plan_version)
    done = list(tally.stages.all())
    names = {stage.name for stage in done}
    return TallyLine(
        tally,
        done,
        [stage.name for stage in STAGES if stage.name not in names],
        [
            (theory, format_cents(tally.totals_cents[theory.key], plan.currency))
            for theory in plan.heads_of_award
            if theory.key in tally.totals_cents
        ],
    )
