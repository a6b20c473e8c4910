"""Plans in words for everybody: those of the library, and of a matter, as page and as files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from claims.casework import docket
from claims.plans import Plan, PlanError, library_path
from claims.plans.prose import Document, markdown_text, plan_prose
from portal.accounts.access import MatterRequest
from portal.public.plans.library import library_plans, plan_in_library


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Every plan that ships with the software."""
    return render(request, "plans/plans.html", {"plans": library_plans()})


@require_safe
def library_plan(request: HttpRequest, plan: str) -> HttpResponse:
    """One plan of the library in words."""
    found = _requested_plan(plan)
    return render(request, "plans/library_plan.html", _plan_context(found))


@require_safe
def library_yaml(request: HttpRequest, plan: str) -> HttpResponse:
    """The file of a plan of the library, as it is."""
    found = _requested_plan(plan)
    return _yaml(library_path(found.slug).read_text(encoding="utf-8"), found.slug)


@require_safe
def library_markdown(request: HttpRequest, plan: str) -> HttpResponse:
    """The words of a plan of the library, in the language of the site, as Markdown."""
    return _markdown(_requested_plan(plan))


@require_safe
def matter_plan(request: MatterRequest, slug: str) -> HttpResponse:
    """The plan in force of a matter, in words."""
    return render(request, "plans/matter_plan.html", _plan_context(request.plan))


@require_safe
def matter_yaml(request: MatterRequest, slug: str) -> HttpResponse:
    """The text with which the plan in force was opened, as it is."""
    return _yaml(docket.current_version(request.matter).text, slug)


@require_safe
def matter_markdown(request: MatterRequest, slug: str) -> HttpResponse:
    """The words of the plan in force, in the language of the site, as Markdown."""
    return _markdown(request.plan)


def _requested_plan(slug: str) -> Plan:
    try:
        return plan_in_library(slug)
    except PlanError as error:
        raise Http404 from error


def _plan_context(plan: Plan) -> dict[str, Any]:
    return {"plan": plan, "document": _document(plan)}


def _document(plan: Plan) -> Document:
    return plan_prose(plan, translation.get_language() or "en")


def _yaml(text: str, name: str) -> HttpResponse:
    return _file(text, "application/yaml", f"{name}.yaml")


def _markdown(plan: Plan) -> HttpResponse:
    document = _document(plan)
    return _file(markdown_text(document), "text/markdown", f"{plan.slug}.{document.language}.md")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        text,
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
