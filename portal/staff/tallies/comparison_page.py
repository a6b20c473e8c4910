"""The page on which two sealed tallies are compared, for administrators and for counsel."""

from collections.abc import Sequence
from typing import Any, cast

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.models import OutboxEntry, Tally
from claims.tally.tally_comparison import (
    CannotCompare,
    TallyComparison,
    compare_tallies,
    comparison_entry,
    has_comparison,
)
from portal.accounts.access import MatterRequest
from portal.staff.tallies.change_lines import ChangeLine, ChangeText
from portal.web.query_numbers import number_in

CHANGES_A_PAGE = 50
TALLIES_OFFERED = 100
CLAIMS_AT_ONCE = 200_000
"""Two tallies of so many claims are compared in a second or two."""


@require_safe
def comparison(request: MatterRequest, slug: str) -> HttpResponse:
    """Choose two tallies; once chosen, what changed between them."""
    sealed = Tally.objects.of(request.matter).filter(state=Tally.State.SEALED)
    offered = list(sealed.only("number", "sealed_at").order_by("-number")[:TALLIES_OFFERED])
    old, new = _chosen_numbers(request.GET, offered)
    context: dict[str, Any] = {
        "offered": offered,
        "old": old,
        "new": new,
        "role": request.actor.kind,
        "problem": "",
    }
    if "old" in request.GET or "new" in request.GET:
        try:
            context |= _comparison_context(
                sealed.select_related("matter", "plan_version"), old, new, request
            )
        except CannotCompare as error:
            context["problem"] = str(error)
    return render(request, "tallies/comparison.html", context)


def _chosen_numbers(asked: QueryDict, offered: Sequence[Tally]) -> tuple[int | None, int | None]:
    """The two that were asked for, else the latest two; the older one first."""
    latest = [tally.number for tally in offered[:2]]
    chosen = [number_in(asked, "old"), number_in(asked, "new")]
    by_default = [latest[1] if len(latest) > 1 else None, latest[0] if latest else None]
    old, new = (one or other for one, other in zip(chosen, by_default, strict=True))
    return (new, old) if old is not None and new is not None and old > new else (old, new)


def _comparison_context(
    sealed: Any, old: int | None, new: int | None, request: MatterRequest
) -> dict[str, Any]:
    if old == new:
        raise CannotCompare(_("Choose two different tallies."))
    found = {tally.number: tally for tally in sealed.filter(number__in=[old, new])}
    if len(found) != 2:
        raise CannotCompare(_("There is no such sealed tally. Choose two of the list."))
    pair = found[cast(int, old)], found[cast(int, new)]
    if _takes_long(*pair) and not has_comparison(*pair) and _enqueue_comparison(*pair):
        return {"is_being_made": True}
    result = compare_tallies(*pair)
    wording = ChangeText(result)
    pages = Paginator(cast(Any, _ChangeLines(result, wording)), CHANGES_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    return {
        "comparison": result,
        "totals": wording.totals(result),
        "groups": wording.groups(result),
        "page": page,
        "query": f"old={old}&new={new}&",
        "lines": page.object_list,
    }


def _takes_long(old: Tally, new: Tally) -> bool:
    """Too long for somebody who waits for a page, where there are workers to leave it to."""
    claims = max(int(tally.counts.get("claims", 0)) for tally in (old, new))
    return bool(settings.REDIS_URL) and claims > CLAIMS_AT_ONCE


def _enqueue_comparison(old: Tally, new: Tally) -> bool:
    """Ask for it, once. False where that was done and left nothing: comparing says why not."""
    asked = comparison_entry(old, new, timezone.now())
    OutboxEntry.objects.bulk_create([asked], ignore_conflicts=True)
    same = OutboxEntry.objects.filter(topic=asked.topic, key=asked.key)
    return same.filter(done_at__isnull=True).exists()


class _ChangeLines:
    """The changes as the paginator wants them: how many, and a slice, read only when asked for."""

    def __init__(self, comparison: TallyComparison, wording: ChangeText) -> None:
        self._comparison, self._wording = comparison, wording

    def __len__(self) -> int:
        return self._comparison.claims

    def __getitem__(self, asked: slice) -> list[ChangeLine]:
        rows = self._comparison.rows(asked.start, asked.stop - asked.start)
        return [self._wording.line(row) for row in rows]
