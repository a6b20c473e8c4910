"""Plans in words for everybody: those of the library, and of a matter, as page and as files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from claims.casework import docket
from claims.plans import Plan, PlanError, library_path
from claims.plans.words import Document, as_markdown, plan_in_words
from portal.accounts.access import MatterRequest
from portal.public.plans.library import library_plans, loaded


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Every plan that ships with the software."""
    return render(request, "plans/plans.html", {"plans": library_plans()})


@require_safe
def library_plan(request: HttpRequest, plan: str) -> HttpResponse:
    """One plan of the library in words."""
    found = _of_library(plan)
    return render(request, "plans/library_plan.html", _shown(found))


@require_safe
def library_yaml(request: HttpRequest, plan: str) -> HttpResponse:
    """The file of a plan of the library, as it is."""
    found = _of_library(plan)
    return _yaml(library_path(found.slug).read_text(encoding="utf-8"), found.slug)


@require_safe
def library_markdown(request: HttpRequest, plan: str) -> HttpResponse:
    """The words of a plan of the library, in the language of the site, as Markdown."""
    return _markdown(_of_library(plan))


@require_safe
def matter_plan(request: MatterRequest, slug: str) -> HttpResponse:
    """The plan in force of a matter, in words."""
    return render(request, "plans/matter_plan.html", _shown(request.plan))


@require_safe
def matter_yaml(request: MatterRequest, slug: str) -> HttpResponse:
    """The text with which the plan in force was opened, as it is."""
    return _yaml(docket.current_version(request.matter).text, slug)


@require_safe
def matter_markdown(request: MatterRequest, slug: str) -> HttpResponse:
    """The words of the plan in force, in the language of the site, as Markdown."""
    return _markdown(request.plan)


def _of_library(slug: str) -> Plan:
    try:
        return loaded(slug)
    except PlanError as error:
        raise Http404 from error


def _shown(plan: Plan) -> dict[str, Any]:
    return {"plan": plan, "document": _document(plan)}


def _document(plan: Plan) -> Document:
    return plan_in_words(plan, translation.get_language() or "en")


def _yaml(text: str, name: str) -> HttpResponse:
    return _file(text, "application/yaml", f"{name}.yaml")


def _markdown(plan: Plan) -> HttpResponse:
    document = _document(plan)
    return _file(as_markdown(document), "text/markdown", f"{plan.slug}.{document.language}.md")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        text,
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
