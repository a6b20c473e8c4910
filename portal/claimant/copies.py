"""A copy of a submission as an accessible PDF (PDF/UA-1)."""

import json
from pathlib import Path

import typst
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from claims.models import Claim
from claims.plans import MatterPlan
from portal.claimant import submitted_answers

_TEMPLATE = Path(__file__).with_name("copy.typ")


def copy_response(claim: Claim, plan: MatterPlan) -> HttpResponse:
    """The copy as a file to keep, named by the claim's reference."""
    response = HttpResponse(copy_pdf(claim, plan), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{claim.reference}.pdf"'
    return response


def copy_pdf(claim: Claim, plan: MatterPlan) -> bytes:
    """The submission, its declaration and the matter's disclaimer, in the language of the page.

    The embedded fonts have no glyphs for some scripts, which PDF/UA forbids: a claim that holds
    such characters becomes a tagged PDF that does not say it conforms.
    """
    language = translation.get_language() or "en"
    declaration = claim.declared
    content = {
        "language": language,
        "title": _("Copy of claim %(reference)s") % {"reference": claim.reference},
        "matter": f"{plan.caption}, {plan.docket}, {plan.court}",
        "disclaimer": plan.disclaimer.in_language(language),
        "not_given": _("Not given"),
        "submitted": _("What was submitted"),
        "rows": submitted_answers.answer_rows(claim),
        "declaration_title": _("Declaration"),
        "declaration": [
            text for text in (declaration.get("text"), declaration.get("translation")) if text
        ],
        "signature": [
            [_("Signed by"), declaration.get("name", "")],
            [_("Place"), declaration.get("place", "")],
        ],
        "is_signed": bool(declaration),
        "unsigned": _("This claim came without a declaration signed here."),
    }
    inputs = {"content": json.dumps(content)}
    try:
        made = typst.compile(_TEMPLATE, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])
    except typst.TypstError:
        made = typst.compile(_TEMPLATE, format="pdf", sys_inputs=inputs)
    assert isinstance(made, bytes)  # noqa: S101  # nosec B101  (one file, not pages)
    return made
